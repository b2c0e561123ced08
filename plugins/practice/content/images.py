"""
What an editor's picture is, or why it cannot stand on a page.

A picture is judged by its bytes, never by its name alone.  Size comes from the header before anything is
decoded, so that a small file that unfolds into gigabytes is refused at once.  A drawing (SVG) is a program
to a browser: only the elements listed here may stand in it, and it is refused, never rewritten.
"""

from __future__ import annotations

import math
import re
import stat
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

Format = Literal["jpeg", "png", "webp", "avif", "svg"]

ENDINGS: Mapping[str, Format] = MappingProxyType(
    {".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png", ".webp": "webp", ".avif": "avif", ".svg": "svg"}
)
"""Each ending that a picture's name may have, in lower case, and the format it promises."""

MOST_BYTES = 20_000_000
MOST_DRAWING_BYTES = 2_000_000
MOST_PIXELS = 40_000_000
MOST_DRAWING_SIDE = 100_000

_DAMAGED = "the picture is cut short or damaged; export or copy it again from the original"
_REMOVE = "remove it, or export the drawing again as plain SVG"
_PLAIN = 'export the drawing again as "Plain SVG" or "Optimized SVG", without the program\'s own data'

_HEIC = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
_UNWANTED = (
    (b"GIF8", "a GIF picture; save it as PNG"),
    (b"BM", "a BMP picture; save it as PNG"),
    (b"II*\0", "a TIFF or camera raw picture; export it as JPEG (photo) or PNG (drawing)"),
    (b"MM\0*", "a TIFF or camera raw picture; export it as JPEG (photo) or PNG (drawing)"),
    (b"%PDF", "a PDF; put it into files/ to be downloaded, or export the page as PNG"),
    (b"%!PS", "a PostScript drawing; export it as SVG"),
    (b"8BPS", "a Photoshop file; export it as JPEG (photo) or PNG (drawing)"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 picture; export it as JPEG"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture; export it as JPEG"),
    (b"\xff\x0a", "a JPEG XL picture; export it as JPEG"),
    (b"\0\0\1\0", "an icon file; save it as PNG"),
    (b"\x1f\x8b", "a compressed file; if it is a drawing (SVGZ), save it as plain SVG"),
)

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_HTML = "http://www.w3.org/1999/xhtml"
_MOVING = frozenset({"animate", "animateMotion", "animateTransform", "set"})
_DRAWING = _MOVING | frozenset(
    """
    svg g defs symbol use switch a title desc style path rect circle ellipse line polyline polygon text tspan
    textPath image linearGradient radialGradient stop pattern clipPath mask marker mpath filter feBlend
    feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
    feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge
    feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence
    """.split()  # noqa: SIM905 - a list would take a line for each of sixty names
)
_HOLDS_PICTURE = frozenset({"image", "feImage"})
_PIXELS_IN = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
_LENGTH = re.compile(r"\+?((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?)(px|pt|pc|in|cm|mm)?", re.IGNORECASE)
_ENCODING = re.compile(r"""<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)""")
_CSS_ADDRESS = re.compile(r"""url\(\s*["']?([^)]*)""", re.IGNORECASE)
# Functions that load a picture named in quotes, without the word url.
_CSS_LOADER = re.compile(r"(?:image-set|(?<![\w-])image|(?<![\w-])src|cross-fade)\(", re.IGNORECASE)
_CSS_MOVING = re.compile(r"@(?:-\w+-)?keyframes", re.IGNORECASE)
_EMBEDDED = re.compile(r"data:image/(?:jpeg|jpg|png|webp|avif);base64,(.*)", re.IGNORECASE | re.DOTALL)
_HIDDEN = frozenset({"exif", "xmp", "XML:com.adobe.xmp", "Raw profile type exif", "photoshop", "comment"})
_ORIENTATION = 0x0112


class BadImage(Exception):
    """A picture that cannot be published; ``str()`` is the fault and, after a semicolon, its remedy."""


@dataclass(frozen=True, slots=True)
class Picture:
    """
    A picture that is fit to publish.

    Args:
        format: what the bytes are.
        width: pixels as it is shown, that is, after the camera's orientation; CSS pixels for a drawing.
        height: likewise.
        animated: it moves by itself.  Drawings only; a moving photo is refused, because readers could not
            stop it without a script (WCAG 2.2.2).
        transparent: its ground shows through somewhere.  Never a drawing, which is published as it is.
    """

    format: Format
    width: int
    height: int
    animated: bool = False
    transparent: bool = False


def inspect(path: Path) -> Picture:
    """
    Return what the picture in *path* is, after decoding all of it.

    Raises:
        BadImage: it is no picture, or one that cannot be published.
    """
    return judge(read(path), path.suffix)


def read(path: Path) -> bytes:
    """
    Return the bytes of the file *path*, 1 to ``MOST_BYTES`` of them.

    Raises:
        BadImage: not a plain file, not readable, empty or too large.
    """
    try:
        # Asked before opening: opening a pipe would wait for its writer.
        if not stat.S_ISREG(path.stat().st_mode):
            raise BadImage("this is not a plain file; put the picture itself here")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as reason:
        raise BadImage("the file cannot be read; check that it is there and that you may open it") from reason
    if not data:
        raise BadImage("the file is empty; export or copy it again from the original")
    if len(data) > MOST_BYTES:
        raise BadImage(f"the file is larger than {MOST_BYTES // 1_000_000} MB; export it smaller")
    return data


def judge(data: bytes, ending: str) -> Picture:
    """
    Return what the picture *data* is.

    Args:
        data: the whole file.
        ending: of its name, with the dot, in any case; it must agree with the bytes.

    Raises:
        BadImage: it is no picture, or one that cannot be published.
    """
    kind = _format(data)
    if ENDINGS.get(ending.lower()) != kind:
        right = next(known for known, promised in ENDINGS.items() if promised == kind)
        name = f'ends in "{ending}"' if ending else "has no ending"
        raise BadImage(f'the name {name} but the file is {_said(kind)}; rename it to end in "{right}"')
    if kind == "svg":
        return _drawing(data)
    with decoding():
        image = opened(data, kind)
        width, height = image.size
        if kind == "jpeg":
            image.draft(None, (1, 1))  # every byte is still read, in a fraction of the memory
        image.load()
        if orientation(image) >= 5:
            width, height = height, width
        transparent = _shows_through(image)
    return Picture(kind, width, height, transparent=transparent)


@contextmanager
def decoding() -> Iterator[None]:
    """Turn all that Pillow raises inside into `BadImage`, and keep its warnings from the editor."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except BadImage:
            raise
        # Damaged bytes come out of Pillow as a dozen kinds of error, and the list grows with each version.
        except Exception as reason:
            raise BadImage(_DAMAGED) from reason


def opened(data: bytes, kind: Format) -> ImageFile:
    """
    Return *data*, of the format *kind* (not SVG), with its header read and nothing decoded.

    The pixels come with its ``load()``; call both inside `decoding`.

    Raises:
        BadImage: more than ``MOST_PIXELS`` pixels, or more than one frame.
    """
    from io import BytesIO

    _refuse_vast(*_declared_size(data, kind))
    # The class of the one format, not Image.open, which would also try formats that are refused here, and
    # makes a stereo picture of a phone's photo with a depth map.
    image = _reader(kind)(BytesIO(data))
    _refuse_vast(*image.size)
    if getattr(image, "n_frames", 1) > 1:
        raise BadImage("the picture moves and readers cannot stop it; use a still picture, or one for each step")
    return image


def orientation(image: ImageFile) -> int:
    """
    Return how the camera was held, 1 (upright) to 8.

    Source: CIPA DC-008 (Exif), tag 0x0112.
    """
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # unreadable Exif: shown as it lies, which is what browsers do
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _shows_through(image: Image) -> bool:
    """Tell whether any pixel lets the ground show; many pictures have the means for it and no use."""
    if not image.has_transparency_data:
        return False
    alpha = (image if "A" in image.getbands() else image.convert("RGBA")).getchannel("A")
    return alpha.histogram()[255] < image.width * image.height


def _format(data: bytes) -> Format:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp":
        length = min(int.from_bytes(data[:4], "big"), 256)
        brands = {data[at : at + 4] for at in range(8, length, 4)}
        if brands & {b"avif", b"avis"}:
            return "avif"
        if brands & _HEIC:
            raise BadImage("the file is a HEIC picture, as phones make them; export it as JPEG")
        raise BadImage("the file is a video or sound, not a picture; use a still picture (JPEG)")
    for start, words in _UNWANTED:
        if data.startswith(start):
            raise BadImage(f"the file is {words}")
    if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        if re.search(rb"<(?:[\w.-]+:)?svg[\s/>]", data):
            return "svg"
        raise BadImage("the file is a web page or other text, not a picture; save the picture itself")
    raise BadImage("the file is not a picture that browsers show; export it as JPEG, PNG, WebP, AVIF or SVG")


def _said(kind: Format) -> str:
    return {"jpeg": "a JPEG", "png": "a PNG", "webp": "a WebP", "avif": "an AVIF", "svg": "an SVG"}[kind]


def _reader(kind: Format) -> type[ImageFile]:
    if kind == "jpeg":
        from PIL.JpegImagePlugin import JpegImageFile

        return JpegImageFile
    if kind == "png":
        from PIL.PngImagePlugin import PngImageFile

        return PngImageFile
    if kind == "webp":
        from PIL.WebPImagePlugin import WebPImageFile

        return WebPImageFile
    if kind == "avif":
        from PIL.AvifImagePlugin import AvifImageFile

        return AvifImageFile
    raise ValueError(kind)


def _declared_size(data: bytes, kind: Format) -> tuple[int, int]:
    """
    Return width and height as the header says, (0, 0) where only Pillow can tell.

    Pillow's readers answer too late: WebP's sets memory aside for the whole canvas when it opens, AVIF's
    calls a size above its own limit damage, and PNG's wants pixels first.

    Source: PNG 11.2.1; RFC 9649, 2.5 to 2.7 (WebP); ISO/IEC 23008-12, 6.5.3 (AVIF's ispe).
    """
    if kind == "png":
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if kind == "avif":
        sizes = [match.end() + 4 for match in re.finditer(b"ispe", data[:65_536])]
        sides = [(data[at : at + 4], data[at + 4 : at + 8]) for at in sizes]
        return max(((int.from_bytes(w, "big"), int.from_bytes(h, "big")) for w, h in sides), default=(0, 0))
    if kind == "webp":
        if data[12:16] == b"VP8X":
            return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
        if data[12:16] == b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        sides_14_bits = int.from_bytes(data[26:28], "little"), int.from_bytes(data[28:30], "little")
        return sides_14_bits[0] & 0x3FFF, sides_14_bits[1] & 0x3FFF
    return 0, 0


def _refuse_vast(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise BadImage(
            f"the picture has {width:,} x {height:,} pixels, more than {MOST_PIXELS // 1_000_000} million;"
            " export it smaller, 2,400 pixels wide are enough"
        )


def _drawing(data: bytes) -> Picture:
    """Return what the SVG *data* is, after proving that it only draws."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser, ParseError

    if len(data) > MOST_DRAWING_BYTES:
        raise BadImage(f"the drawing is larger than {MOST_DRAWING_BYTES // 1_000_000} MB; export it simpler, or as PNG")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        raise BadImage("the drawing is not UTF-8; save it again with the encoding UTF-8") from reason
    declared = _ENCODING.match(text)
    if declared and declared[1].lower() not in {"utf-8", "us-ascii", "ascii"}:
        # A browser would follow the declaration and read other characters than were checked here.
        raise BadImage(f'the drawing says that it is "{declared[1]}"; save it again with the encoding UTF-8')
    drawing = _Drawing()
    parser: Any = DefusedXMLParser(target=drawing, forbid_dtd=True)
    drawing.place = parser.parser
    try:
        parser.feed(text)
        parser.close()
    except BadImage:
        raise
    except DefusedXmlException as reason:
        raise drawing.bad("a DOCTYPE or entity", "delete that line") from reason
    except ParseError as reason:
        at = reason.position[0]
        raise BadImage(f"the drawing is broken in line {at}; export it again from the original") from reason
    width, height = _shown_size(drawing.root)
    return Picture("svg", width, height, drawing.animated)


class _Drawing:
    """What the parser tells its findings to; it raises `BadImage` at the first thing that is not drawing."""

    def __init__(self) -> None:
        self.root: dict[str, str] = {}
        self.animated = False
        self.place: Any = None
        self._depth = 0
        self._pixels = 0
        self._style: list[str] | None = None

    def bad(self, what: str, remedy: str = _REMOVE) -> BadImage:
        return BadImage(f"the drawing holds {what} in line {self.place.CurrentLineNumber}; {remedy}")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        space, name = _split(tag)
        if not self._depth:
            if (space, name) != (_SVG, "svg"):
                raise BadImage(f'the drawing does not begin with <svg xmlns="{_SVG}">; export it again')
            self.root = attributes
        self._depth += 1
        if self._style is not None:
            raise self.bad(f"<{name}> inside <style>")
        if name.lower() == "script":
            raise self.bad("a script")
        if name.lower() == "foreignobject" or space == _HTML:
            raise self.bad("a piece of a web page")
        if space != _SVG or name == "metadata":
            raise self.bad(f"<{name}>, which does not draw", _PLAIN)
        if name not in _DRAWING:
            raise self.bad(f"<{name}>, which does not draw")
        if name in _MOVING:
            self.animated = True
        for attribute, value in attributes.items():
            self._attribute(name, attribute, value)
        if name == "style":
            self._style = []

    def data(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._style is not None and tag == f"{{{_SVG}}}style":
            self._css("".join(self._style))
            self._style = None

    def pi(self, _target: str, _text: str) -> None:
        raise self.bad("an instruction <?...?>")

    def comment(self, text: str) -> None:
        # Inside a page these end the comment early, and what follows them would come to life.
        if text.startswith((">", "->")) or "--!>" in text or "<!--" in text:
            raise self.bad("a comment that browsers end elsewhere")

    def close(self) -> None:
        """Nothing is left to do; the parser asks for it."""

    def _attribute(self, element: str, attribute: str, value: str) -> None:
        space, name = _split(attribute)
        if name.lower().startswith("on"):
            raise self.bad(f'a script (the attribute "{name}")')
        if space not in {"", _XML, _XLINK}:
            raise self.bad(f'the attribute "{name}", which does not draw', _PLAIN)
        if name == "base":
            raise self.bad('the attribute "xml:base"')
        if name.lower() in {"href", "src"}:
            if not value.strip().startswith("#"):
                self._embedded(value, may_hold=element in _HOLDS_PICTURE)
            return
        if name == "attributeName" and value.strip().rpartition(":")[2].lower() in {"href", "src"}:
            raise self.bad("an animation that changes a link")
        self._css(value)

    def _css(self, text: str) -> None:
        if "\\" in text:
            raise self.bad('a "\\" in its styles', "write the character itself")
        if "@import" in text.lower():
            raise self.bad("@import in its styles", "put the styles themselves into the drawing")
        if _CSS_LOADER.search(text):
            raise self.bad("a style that loads a picture")
        for address in _CSS_ADDRESS.findall(text):
            if not address.startswith("#"):
                self._embedded(address.rstrip("\"' \t\r\n"), may_hold=True)
        if _CSS_MOVING.search(text):
            self.animated = True

    def _embedded(self, address: str, *, may_hold: bool) -> None:
        """Refuse *address* unless it is a whole, bare picture in itself, where one *may_hold* it."""
        from base64 import b64decode

        match = _EMBEDDED.fullmatch(address.strip())
        if not match or not may_hold:
            shown = address.strip()[:40]
            raise self.bad(f'a link to "{shown}"', "link only to a part of the drawing itself (#name)")
        try:
            data = b64decode("".join(match[1].split()), validate=True)
            with decoding():
                image = opened(data, _format(data))
                self._pixels += image.width * image.height
                _refuse_vast(1, self._pixels)
                image.load()
                hidden = not _HIDDEN.isdisjoint(image.info) or bool(image.getexif())
        except (BadImage, ValueError) as reason:
            raise self.bad("a picture that is damaged, moving, too large, or not JPEG, PNG, WebP or AVIF") from reason
        if hidden:
            raise self.bad("a photo with the camera's hidden data", "export that photo without metadata")


def _split(name: str) -> tuple[str, str]:
    """Return namespace and local name of ``{namespace}name``."""
    space, _, local = name.rpartition("}")
    return space.removeprefix("{"), local


def _shown_size(root: Mapping[str, str]) -> tuple[int, int]:
    """
    Return the size at which a browser shows the drawing by itself, in CSS pixels.

    Source: SVG 2, 8.12 "Intrinsic sizing properties".
    """
    width, height = _pixels(root.get("width", "")), _pixels(root.get("height", ""))
    box = _box(root.get("viewBox", ""))
    if box:
        width, height = (
            width or (height * box[0] / box[1] if height else box[0]),
            height or (width * box[1] / box[0] if width else box[1]),
        )
    if not width or not height:
        raise BadImage('the drawing has no size; give <svg> a viewBox, for example viewBox="0 0 400 300"')
    if max(width, height) > MOST_DRAWING_SIDE:
        raise BadImage(f"the drawing is wider or higher than {MOST_DRAWING_SIDE:,} pixels; export it smaller")
    return max(1, round(width)), max(1, round(height))


def _pixels(length: str) -> float:
    """Return CSS pixels, 0.0 where *length* is none or follows its surroundings (``100%``)."""
    match = _LENGTH.fullmatch(length.strip())
    return float(match[1]) * _PIXELS_IN[(match[2] or "").lower()] if match else 0.0


def _box(text: str) -> tuple[float, float] | None:
    """Return width and height of a viewBox, None where it has none."""
    try:
        _, _, width, height = (float(number) for number in re.split(r"[\s,]+", text.strip()))
    except ValueError:
        return None
    return (width, height) if 0 < width < math.inf and 0 < height < math.inf else None
