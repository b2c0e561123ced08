"""
An editor's picture as bytes to publish: the same to look at, smaller, with nothing else in the file.

Pixels are encoded anew instead of cutting metadata out of the file: one way for every format, and what was
not looked for (a maker's notes, a second picture behind the first, bytes after the end) is gone too.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from practice.content.images import BadImage, Format, Picture, decoding, judge, opened, orientation

if TYPE_CHECKING:
    from PIL.Image import Image

_SAVE: dict[Format, dict[str, Any]] = {
    # One thread: the number of threads shapes AVIF's bytes, and two pictures at once are quicker than one on
    # two threads.
    "avif": {"format": "AVIF", "quality": 60, "speed": 6, "max_threads": 1},
    "webp": {"format": "WEBP", "quality": 80, "method": 4},
    "jpeg": {"format": "JPEG", "quality": 80, "progressive": True, "optimize": True},
    # Level 9 takes four times as long for a sixth fewer bytes.
    "png": {"format": "PNG", "compress_level": 6},
}
_EDITION = 1
"""To be raised when the code below gives other pixels or bytes from the same settings."""


def recipe() -> str:
    """Return all that a made picture depends on but its original: settings, and versions of Pillow and its codecs."""
    import PIL
    from PIL import features

    codecs = ("jpg", "libjpeg_turbo", "zlib", "zlib_ng", "webp", "avif", "littlecms2")
    versions = [f"{name} {features.version(name)}" for name in codecs]
    return "\n".join([f"edition {_EDITION}", repr(_SAVE), f"Pillow {PIL.__version__}", *versions])


def drawing(data: bytes) -> bytes:
    """
    Return an SVG as it is, once more proven to draw only.

    Raises:
        BadImage: it was changed since it was checked and can no longer be published.
    """
    judge(data, ".svg")
    return data


def bare(data: bytes, picture: Picture) -> Image:
    """
    Return the pixels of a picture, upright and in sRGB, 8 bits a channel, without any metadata.

    Args:
        data: the original; not SVG.
        picture: what `practice.content.images.inspect` said of it.

    Returns:
        An image in mode L, RGB or, where *picture* is transparent, RGBA.

    Raises:
        BadImage: the file was changed since it was checked and can no longer be published.
    """
    with decoding():
        image = opened(data, picture.format)
        image.load()
        shown = _in_srgb(_upright(_eight_bits(image), orientation(image)), image.info.get("icc_profile"))
        if shown.size != (picture.width, picture.height):
            raise BadImage("the picture was changed while the site was built; build it again")
        if picture.transparent:
            # By way of RGBa, which has no colors where nothing is seen: what was erased there is gone.
            shown = shown.convert("RGBA").convert("RGBa").convert("RGBA")
        else:
            shown = shown.convert("L" if shown.mode in {"1", "L", "LA"} else "RGB")
    shown.info = {}
    return shown


def shrunk(image: Image, width: int) -> Image:
    """Return what `bare` gave, *width* pixels wide (at least 1, at most its own), its shape kept."""
    from PIL.Image import Resampling

    if width == image.width:
        return image
    # The gap halves the time of a phone's photo; the difference cannot be seen.
    return image.resize((width, height_at(image.size, width)), Resampling.LANCZOS, reducing_gap=3.0)


def height_at(size: tuple[int, int], width: int) -> int:
    """Return the height, in pixels, of a picture of *size* that is made *width* pixels wide."""
    return max(1, round(size[1] * width / size[0]))


def encoded(image: Image, kind: Format) -> bytes:
    """Return *image* as a file of the format *kind*; the same image gives the same bytes."""
    file = BytesIO()
    # A copy: Pillow notes a save's settings on the image itself, where the save of another thread would find them.
    image.copy().save(file, **_SAVE[kind])
    return file.getvalue()


def _eight_bits(image: Image) -> Image:
    """Return 16-bit gray, as scanners and X-ray programs write it, in 8 bits; Pillow's own way cuts it to white."""
    if not image.mode.startswith("I"):
        return image
    return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")


def _upright(image: Image, held: int) -> Image:
    """Return *image* as the camera saw it. Source: CIPA DC-008 (Exif), tag 0x0112."""
    from PIL.Image import Transpose

    turn = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }.get(held)
    return image if turn is None else image.transpose(turn)


def _in_srgb(image: Image, profile: bytes | None) -> Image:
    """Return *image* in the colors that a browser shows without a profile."""
    from PIL import ImageCms

    gray = image.mode in {"L", "LA"}
    if profile and image.mode in {"L", "LA", "P", "RGB", "RGBA", "CMYK"}:
        alpha = image.convert("RGBA").getchannel("A") if image.has_transparency_data else None
        flat = image.convert("L" if gray else "CMYK" if image.mode == "CMYK" else "RGB")
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            shown = ImageCms.profileToProfile(flat, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            shown = None  # broken, or of another kind than the pixels: browsers pass over it too
        if shown is not None:
            image = shown.convert("L") if gray else shown
            if alpha:
                image.putalpha(alpha)
                image.info.pop("transparency", None)
    return image.convert("RGB") if image.mode == "CMYK" else image
