"""Editors' pictures: which are refused and why, and what is left in a published one."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, features

from practice.content import images
from practice.content.images import BadImage, Format, Picture, inspect, judge
from practice.pages.images import bare, drawing
from practice.pages.images import encoded as published

RASTERS = {".jpg": "jpeg", ".png": "png", ".webp": "webp", ".avif": "avif"}
RED, GREEN, BLUE = (254, 0, 0), (0, 255, 1), (0, 0, 254)


def encoded(kind: str, size: tuple[int, int] = (40, 24), mode: str = "RGB", **options: Any) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    file = BytesIO()
    image.convert(mode).save(file, kind, **options)
    return file.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes: its maker, how it was held, and where it was."""
    data = Image.Exif()
    data[0x010F] = "Example Phones"
    data[0x0112] = orientation
    data.get_ifd(0x8825).update({1: "N", 2: (33.0, 9.0, 2.0), 3: "W", 4: (96.0, 49.0, 25.0)})
    return data


def swapped_profile() -> bytes:
    """A color profile in which red and green have changed places."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


def clean(path: Path, picture: Picture, kind: Format | None = None) -> bytes:
    """What is published of a picture in its whole width."""
    return published(bare(path.read_bytes(), picture), kind or picture.format)


def png_header(width: int, height: int) -> bytes:
    """A PNG that promises pixels and has none."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


def vast_webp() -> bytes:
    """A WebP of 5,000 bytes or fewer that promises 16,000 x 16,000 pixels."""
    data = bytearray(encoded("WEBP", lossless=True))
    data[21:25] = struct.pack("<I", 15_999 | 15_999 << 14)
    return bytes(data)


def vast_avif() -> bytes:
    data = bytearray(encoded("AVIF"))
    at = data.index(b"ispe") + 8
    data[at : at + 8] = struct.pack(">II", 30_000, 30_000)
    return bytes(data)


def vast_jpeg() -> bytes:
    data = bytearray(encoded("JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", 30_000, 30_000)
    return bytes(data)


def svg(body: str = "", attributes: str = 'viewBox="0 0 400 300"') -> bytes:
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {names} {attributes}>\n{body}\n</svg>".encode()


def embedded(data: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{b64encode(data).decode()}"


def refusal(data: bytes, ending: str) -> str:
    """The message with which *data* is refused."""
    with pytest.raises(BadImage) as caught:
        judge(data, ending)
    return str(caught.value)


def pixel(data: bytes, at: tuple[int, int]) -> str:
    """The nearest of the three plain colors, by name."""
    got = Image.open(BytesIO(data)).convert("RGB").getpixel(at)
    assert isinstance(got, tuple)
    return max(zip(got, ("red", "green", "blue"), strict=True))[1]


# Which pictures are refused


@pytest.mark.parametrize("ending", RASTERS)
def test_a_good_picture_is_told_by_its_bytes(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"spine{ending}"
    path.write_bytes(encoded(RASTERS[ending].upper()))

    assert Picture(RASTERS[ending], 40, 24, animated=False) == inspect(path)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "avif"])
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_png_is_published_in_every_format(tmp_path: Path, mode: str, kind: Format) -> None:
    path = tmp_path / "spine.png"
    path.write_bytes(encoded("PNG", mode=mode))
    image = Image.open(BytesIO(clean(path, inspect(path), kind)))
    image.load()

    assert (kind.upper(), (40, 24)) == (image.format, image.size)


def test_the_case_of_an_ending_does_not_matter() -> None:
    assert "jpeg" == judge(encoded("JPEG"), ".JPEG").format


def test_a_phone_photo_with_a_second_picture_in_it_is_a_plain_jpeg() -> None:
    first, second = Image.new("RGB", (40, 24), RED), Image.new("RGB", (8, 8), BLUE)
    file = BytesIO()
    first.save(file, "MPO", save_all=True, append_images=[second])

    assert Picture("jpeg", 40, 24) == judge(file.getvalue(), ".jpg")


@pytest.mark.parametrize("ending", [".png", ".jpg", ".svg"])
@pytest.mark.parametrize("data", [b"hello", b"\0" * 100, b"PK\x03\x04 a text document"])
def test_what_is_no_picture_is_refused_whatever_its_name(data: bytes, ending: str) -> None:
    expected = "the file is not a picture that browsers show; export it as JPEG, PNG, WebP, AVIF or SVG"

    assert expected == refusal(data, ending)


@pytest.mark.parametrize(
    ("kind", "ending", "message"),
    [
        ("JPEG", ".png", 'the name ends in ".png" but the file is a JPEG; rename it to end in ".jpg"'),
        ("PNG", ".jpeg", 'the name ends in ".jpeg" but the file is a PNG; rename it to end in ".png"'),
        ("WEBP", ".png", 'the name ends in ".png" but the file is a WebP; rename it to end in ".webp"'),
        ("AVIF", ".jpg", 'the name ends in ".jpg" but the file is an AVIF; rename it to end in ".avif"'),
        ("JPEG", ".jfif", 'the name ends in ".jfif" but the file is a JPEG; rename it to end in ".jpg"'),
        ("PNG", "", 'the name has no ending but the file is a PNG; rename it to end in ".png"'),
    ],
)
def test_name_and_bytes_agree(kind: str, ending: str, message: str) -> None:
    assert message == refusal(encoded(kind), ending)


@pytest.mark.parametrize("ending", RASTERS)
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_a_picture_that_is_cut_short_is_refused(ending: str, kept: float) -> None:
    noise = Image.effect_noise((64, 64), 100).convert("RGB")
    file = BytesIO()
    noise.save(file, RASTERS[ending].upper())
    data = file.getvalue()

    expected = "the picture is cut short or damaged; export or copy it again from the original"
    assert expected == refusal(data[: int(len(data) * kept)], ending)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "folder.png").mkdir()
    messages = []
    for name in ("empty.png", "folder.png", "missing.png"):
        with pytest.raises(BadImage) as caught:
            inspect(tmp_path / name)
        messages.append(str(caught.value))

    assert [
        "the file is empty; export or copy it again from the original",
        "this is not a plain file; put the picture itself here",
        "the file cannot be read; check that it is there and that you may open it",
    ] == messages


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe.png")

    with pytest.raises(BadImage, match="not a plain file"):
        inspect(tmp_path / "pipe.png")


def test_a_file_over_20_mb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "spine.png"
    path.write_bytes(encoded("PNG"))
    with path.open("r+b") as file:
        file.truncate(20_000_001)

    with pytest.raises(BadImage, match=r"^the file is larger than 20 MB; export it smaller$"):
        inspect(path)


@pytest.mark.parametrize(
    ("data", "ending", "size"),
    [
        (png_header(30_000, 30_000), ".png", "30,000 x 30,000"),
        (vast_jpeg(), ".jpg", "30,000 x 30,000"),
        (vast_avif(), ".avif", "30,000 x 30,000"),
        (vast_webp(), ".webp", "16,000 x 16,000"),
        (png_header(10_000, 4_001), ".png", "10,000 x 4,001"),
    ],
)
def test_more_than_40_million_pixels_are_refused_from_the_header(
    data: bytes, ending: str, size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("PIL.ImageFile.ImageFile.load")
    remedy = "export it smaller, 2,400 pixels wide are enough"
    expected = f"the picture has {size} pixels, more than 40 million; {remedy}"

    assert expected == refusal(data, ending)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("GIF", "a GIF picture; save it as PNG"),
        ("BMP", "a BMP picture; save it as PNG"),
        ("TIFF", "a TIFF or camera raw picture; export it as JPEG (photo) or PNG (drawing)"),
        ("PDF", "a PDF; put it into files/ to be downloaded, or export the page as PNG"),
        ("ICO", "an icon file; save it as PNG"),
    ],
)
def test_a_format_that_is_not_for_the_web_is_named_with_the_one_to_use(kind: str, words: str) -> None:
    assert f"the file is {words}" == refusal(encoded(kind), ".png")


def test_a_phones_heic_is_named() -> None:
    data = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100)

    assert "the file is a HEIC picture, as phones make them; export it as JPEG" == refusal(data, ".heic")


@pytest.mark.parametrize("ending", [".png", ".webp", ".avif"])
def test_a_moving_picture_is_refused(ending: str) -> None:
    second = Image.new("RGB", (40, 24), BLUE)
    data = encoded(RASTERS[ending].upper(), save_all=True, append_images=[second], duration=100)

    expected = "the picture moves and readers cannot stop it; use a still picture, or one for each step"
    assert expected == refusal(data, ending)


STARTS = st.sampled_from(
    [
        *(encoded(kind.upper())[:length] for kind in RASTERS.values() for length in (12, 40, 200)),
        svg("<g/>")[:60],
        b"",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=STARTS, rest=st.binary(max_size=300), ending=st.sampled_from(sorted(images.ENDINGS)))
def test_any_bytes_are_judged_or_refused(start: bytes, rest: bytes, ending: str) -> None:
    try:
        picture = judge(start + rest, ending)
    except BadImage as reason:
        found = str(reason).partition("; ")[1]
    else:
        found = picture.format

    assert found in {images.ENDINGS[ending], "; "}


@given(at=st.integers(0, 10_000), byte=st.integers(0, 255), ending=st.sampled_from(sorted(RASTERS)))
def test_a_damaged_byte_never_breaks_the_build(at: int, byte: int, ending: str) -> None:
    data = bytearray(encoded(RASTERS[ending].upper(), exif=exif(6)))
    data[at % len(data)] = byte
    try:
        picture = judge(bytes(data), ending)
    except BadImage as reason:
        found = str(reason).partition("; ")[1]
    else:
        found = picture.format

    assert found in {RASTERS[ending], "; "}


def test_a_site_without_pictures_does_not_pay_for_them() -> None:
    code = (
        "import sys; import practice.content.images, practice.pages.images; "
        "print(sorted({'PIL', 'defusedxml', 'pelican', 'xml.parsers.expat'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parent.parent / "plugins",
        capture_output=True,
        text=True,
        check=True,
    )

    assert "[]\n" == done.stdout


# Drawings


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 400 300"', (400, 300)),
        ('viewBox="-10,-10 400.4,299.6"', (400, 300)),
        ('width="200" height="100px"', (200, 100)),
        ('width="1in" height="25.4mm"', (96, 96)),
        ('width="200" viewBox="0 0 400 300"', (200, 150)),
        ('height="600" viewBox="0 0 400 300"', (800, 600)),
        ('width="100%" height="100%" viewBox="0 0 400 300"', (400, 300)),
    ],
)
def test_a_drawings_size_is_what_a_browser_shows(attributes: str, size: tuple[int, int]) -> None:
    assert Picture("svg", *size, animated=False) == judge(svg("<g/>", attributes), ".svg")


@pytest.mark.parametrize(
    "attributes",
    [
        "",
        'width="100%" height="50%"',
        'width="200"',
        'viewBox="0 0 0 5"',
        'viewBox="0 0 nan 5"',
        'viewBox="x"',
    ],
)
def test_a_drawing_without_a_size_is_refused(attributes: str) -> None:
    expected = 'the drawing has no size; give <svg> a viewBox, for example viewBox="0 0 400 300"'

    assert expected == refusal(svg("<g/>", attributes), ".svg")


@pytest.mark.parametrize(
    "body",
    [
        '<title>Balloon (inflated)</title><path d="M0 0h1" fill="url(#glow)" style="stroke:url( \'#glow\' )"/>',
        '<defs><linearGradient id="glow"/></defs><use href="#a"/><use xlink:href="#a"/><a href="#a"><text>t</text></a>',
        "<style><![CDATA[ @media (prefers-color-scheme: dark) { path { fill: #fff } } ]]></style>",
        f'<image href="{embedded(encoded("PNG"))}" width="4" height="4"/>',
        f'<image xlink:href="{embedded(encoded("JPEG"), "jpeg")}"/>',
        '<!-- drawn by hand --><g aria-label="one (of two)" data-name="a" xml:lang="en" xml:space="preserve"/>',
    ],
)
def test_what_only_draws_is_accepted_and_published_as_it_is(body: str) -> None:
    assert "svg" == judge(svg(body), ".svg").format
    assert svg(body) == drawing(svg(body))


def test_a_byte_order_mark_and_a_declaration_are_accepted() -> None:
    data = b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?>\n' + svg()

    assert "svg" == judge(data, ".svg").format


@pytest.mark.parametrize(
    "body",
    [
        '<circle><animate attributeName="r" values="1;2"/></circle>',
        "<style>@keyframes beat { to { opacity: 0 } }</style>",
    ],
)
def test_a_moving_drawing_is_said_to_move(body: str) -> None:
    assert judge(svg(body), ".svg").animated is True


PLAIN = "remove it, or export the drawing again as plain SVG"
OWN = "link only to a part of the drawing itself (#name)"
PROGRAM = 'export the drawing again as "Plain SVG" or "Optimized SVG", without the program\'s own data'
UNUSABLE = f"a picture that is damaged, moving, too large, or not JPEG, PNG, WebP or AVIF in line 2; {PLAIN}"


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("<script>alert(1)</script>", f"a script in line 2; {PLAIN}"),
        ("<SCRIPT/>", f"a script in line 2; {PLAIN}"),
        ('<s:script xmlns:s="http://www.w3.org/2000/svg"/>', f"a script in line 2; {PLAIN}"),
        ('<g onload="x()"/>', f'a script (the attribute "onload") in line 2; {PLAIN}'),
        ('\n<g OnClick="x()"/>', f'a script (the attribute "OnClick") in line 3; {PLAIN}'),
        ("<foreignObject/>", f"a piece of a web page in line 2; {PLAIN}"),
        ('<p xmlns="http://www.w3.org/1999/xhtml"/>', f"a piece of a web page in line 2; {PLAIN}"),
        ("<iframe/>", f"<iframe>, which does not draw in line 2; {PLAIN}"),
        (
            '<handler xmlns:ev="http://www.w3.org/2001/xml-events"/>',
            f"<handler>, which does not draw in line 2; {PLAIN}",
        ),
        ("<metadata/>", f"<metadata>, which does not draw in line 2; {PROGRAM}"),
        ('<i:grid xmlns:i="urn:i"/>', f"<grid>, which does not draw in line 2; {PROGRAM}"),
        (
            '<g xmlns:i="urn:i" i:file="C:/Jane"/>',
            f'the attribute "file", which does not draw in line 2; {PROGRAM}',
        ),
        ('<g xml:base="https://example.com/"/>', f'the attribute "xml:base" in line 2; {PLAIN}'),
        (
            '<image href="https://example.com/a.png"/>',
            f'a link to "https://example.com/a.png" in line 2; {OWN}',
        ),
        ('<use xlink:href="other.svg#a"/>', f'a link to "other.svg#a" in line 2; {OWN}'),
        ('<a href=" javascript:x()"/>', f'a link to "javascript:x()" in line 2; {OWN}'),
        ('<a href="&#106;avascript:x()"/>', f'a link to "javascript:x()" in line 2; {OWN}'),
        ('<use href="data:image/png;base64,AA"/>', f'a link to "data:image/png;base64,AA" in line 2; {OWN}'),
        ('<image href="data:image/svg+xml,x"/>', f'a link to "data:image/svg+xml,x" in line 2; {OWN}'),
        ('<image href="data:text/html,x"/>', f'a link to "data:text/html,x" in line 2; {OWN}'),
        ('<image href="data:image/png;base64,AAAA"/>', UNUSABLE),
        ('<image href="data:image/png;base64,!"/>', UNUSABLE),
        (f'<image href="{embedded(svg())}"/>', UNUSABLE),
        (f'<image href="{embedded(png_header(30_000, 30_000))}"/>', UNUSABLE),
        (
            f'<image href="{embedded(encoded("JPEG", exif=exif()), "jpeg")}"/>',
            "a photo with the camera's hidden data in line 2; export that photo without metadata",
        ),
        (
            '<path fill="url(https://example.com/#a)"/>',
            f'a link to "https://example.com/#a" in line 2; {OWN}',
        ),
        ("<path style=\"fill: URL( '//example.com/a' )\"/>", f'a link to "//example.com/a" in line 2; {OWN}'),
        (
            '<path fill="u\\72l(//example.com)"/>',
            'a "\\" in its styles in line 2; write the character itself',
        ),
        (
            "<path style=\"fill:image-set('//example.com' 1x)\"/>",
            f"a style that loads a picture in line 2; {PLAIN}",
        ),
        ("<style>a { cursor: url(a.cur) }</style>", f'a link to "a.cur" in line 2; {OWN}'),
        (
            "<style>@Import '//example.com/a.css';</style>",
            "@import in its styles in line 2; put the styles themselves into the drawing",
        ),
        ("<style>@import 'a';<style/></style>", f"<style> inside <style> in line 2; {PLAIN}"),
        (
            '<a href="#a"><set attributeName="href" to="javascript:x()"/></a>',
            f"an animation that changes a link in line 2; {PLAIN}",
        ),
        (
            '<a href="#a"><animate attributeName=" xlink:href " values="#a"/></a>',
            f"an animation that changes a link in line 2; {PLAIN}",
        ),
        ("<!--> <script/> -->", f"a comment that browsers end elsewhere in line 2; {PLAIN}"),
        ('<?xml-stylesheet href="a.css"?>', f"an instruction <?...?> in line 2; {PLAIN}"),
    ],
)
def test_a_drawing_that_does_more_than_draw_is_refused(body: str, what: str) -> None:
    assert f"the drawing holds {what}" == refusal(svg(body), ".svg")


@pytest.mark.parametrize(
    "doctype",
    [
        b"<!DOCTYPE svg>",
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
        b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_a_doctype_is_refused(doctype: bytes) -> None:
    expected = "the drawing holds a DOCTYPE or entity in line 1; delete that line"

    assert expected == refusal(doctype + svg(), ".svg")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (svg("<g>"), "the drawing is broken in line 3; export it again from the original"),
        (svg()[:-3], "the drawing is broken in line 3; export it again from the original"),
        (
            b"<svg/>",
            'the drawing does not begin with <svg xmlns="http://www.w3.org/2000/svg">; export it again',
        ),
        (
            b"<html><svg></svg></html>",
            'the drawing does not begin with <svg xmlns="http://www.w3.org/2000/svg">; export it again',
        ),
        (
            svg("<text>\xe9</text>").decode().encode("latin-1"),
            "the drawing is not UTF-8; save it again with the encoding UTF-8",
        ),
        (
            b'<?xml version="1.0" encoding="UTF-7"?>' + svg(),
            'the drawing says that it is "UTF-7"; save it again with the encoding UTF-8',
        ),
        (svg(" " * 2_000_000), "the drawing is larger than 2 MB; export it simpler, or as PNG"),
        (
            svg("", 'width="9e9" height="1"'),
            "the drawing is wider or higher than 100,000 pixels; export it smaller",
        ),
        (
            b"<html><p>404</p></html>",
            "the file is a web page or other text, not a picture; save the picture itself",
        ),
    ],
)
def test_a_drawing_that_is_none_is_refused(data: bytes, message: str) -> None:
    assert message == refusal(data, ".svg")


def test_deep_nesting_is_no_way_to_break_the_reader() -> None:
    data = svg("<g>" * 50_000 + "</g>" * 50_000)

    assert Picture("svg", 400, 300) == judge(data, ".svg")


# What is left in a published picture


@pytest.mark.parametrize("ending", RASTERS)
def test_a_published_picture_says_nothing_of_where_and_by_whom_it_was_taken(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"photo{ending}"
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><private/></x:xmpmeta>'
    path.write_bytes(encoded(RASTERS[ending].upper(), exif=exif(), xmp=xmp, icc_profile=swapped_profile()))
    assert {1, 2, 3, 4} == set(Image.open(path).getexif().get_ifd(0x8825))
    cleaned = clean(path, inspect(path))
    image = Image.open(BytesIO(cleaned))
    image.load()

    assert ({}, {}) == (dict(image.getexif()), dict(image.getexif().get_ifd(0x8825)))
    assert set() == {"exif", "xmp", "icc_profile", "comment", "photoshop"} & set(image.info)
    for trace in (
        b"Exif",
        b"EXIF",
        b"eXIf",
        b"Example Phones",
        b"xmpmeta",
        b"iCCP",
        b"ICC",
        b"rXYZ",
        b"acsp",
    ):
        assert trace not in cleaned


def test_comments_iptc_and_what_follows_the_picture_are_gone(tmp_path: Path) -> None:
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0f\x1c\x02P\0\x0aJane Roe..\0"
    segment = b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc
    data = encoded("JPEG", comment=b"Jane Roe was here")
    path = tmp_path / "photo.jpg"
    path.write_bytes(data[:2] + segment + data[2:] + b"Jane Roe behind")

    assert b"Jane Roe" not in clean(path, inspect(path))


def test_text_in_a_png_is_gone(tmp_path: Path) -> None:
    from PIL.PngImagePlugin import PngInfo

    text = PngInfo()
    text.add_text("Author", "Jane Roe")
    path = tmp_path / "photo.png"
    path.write_bytes(encoded("PNG", pnginfo=text, dpi=(300, 300)))

    assert [b"IHDR", b"IDAT", b"IEND"] == [
        name for name in (b"IHDR", b"tEXt", b"pHYs", b"IDAT", b"IEND") if name in clean(path, inspect(path))
    ]


@pytest.mark.parametrize("ending", [".jpg", ".png", ".webp"])
@pytest.mark.parametrize(
    ("held", "size", "red_at"),
    [
        (1, (40, 24), (2, 2)),
        (2, (40, 24), (37, 2)),
        (3, (40, 24), (37, 2)),
        (4, (40, 24), (2, 2)),
        (5, (24, 40), (2, 2)),
        (6, (24, 40), (2, 2)),
        (7, (24, 40), (2, 37)),
        (8, (24, 40), (2, 37)),
    ],
)
def test_a_turned_photo_is_published_upright(
    tmp_path: Path, ending: str, held: int, size: tuple[int, int], red_at: tuple[int, int]
) -> None:
    path = tmp_path / f"photo{ending}"
    path.write_bytes(encoded(RASTERS[ending].upper(), exif=exif(held)))
    picture = inspect(path)
    cleaned = clean(path, picture)

    assert size == (picture.width, picture.height) == Image.open(BytesIO(cleaned)).size
    assert "red" == pixel(cleaned, red_at)
    assert "blue" == pixel(cleaned, (size[0] - 1 - red_at[0], size[1] - 1 - red_at[1]))


@pytest.mark.parametrize("ending", RASTERS)
def test_a_color_profile_is_applied_before_it_is_dropped(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"photo{ending}"
    path.write_bytes(encoded(RASTERS[ending].upper(), icc_profile=swapped_profile()))

    assert "green" == pixel(clean(path, inspect(path)), (2, 2))


def test_a_broken_color_profile_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(encoded("PNG", icc_profile=b"no profile at all"))

    assert "red" == pixel(clean(path, inspect(path)), (2, 2))


@pytest.mark.parametrize("profile", [None, swapped_profile()], ids=["no profile", "profile"])
@pytest.mark.parametrize(("ending", "mode"), [(".png", "RGBA"), (".png", "P"), (".png", "LA"), (".webp", "RGBA")])
def test_transparency_stays(tmp_path: Path, ending: str, mode: str, profile: bytes | None) -> None:
    image = Image.new("RGBA", (40, 24), (*RED, 255))
    image.paste((0, 0, 0, 0), (0, 0, 20, 24))
    path = tmp_path / f"logo{ending}"
    (image.quantize(4) if mode == "P" else image.convert(mode)).save(path, icc_profile=profile)
    cleaned = Image.open(BytesIO(clean(path, inspect(path)))).convert("RGBA")

    assert [0, 255] == [cleaned.getchannel("A").getpixel((2, 2)), cleaned.getchannel("A").getpixel((37, 2))]


def test_a_print_jpeg_becomes_one_for_the_screen(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(encoded("JPEG", mode="CMYK"))
    cleaned = clean(path, inspect(path))

    assert ("RGB", "red") == (Image.open(BytesIO(cleaned)).mode, pixel(cleaned, (2, 2)))


def test_a_jpeg_is_published_progressive(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(encoded("JPEG"))

    assert 1 == Image.open(BytesIO(clean(path, inspect(path)))).info["progressive"]


@pytest.mark.parametrize("ending", RASTERS)
def test_the_same_picture_gives_the_same_bytes(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"photo{ending}"
    path.write_bytes(encoded(RASTERS[ending].upper(), size=(300, 200), exif=exif(6)))
    picture = inspect(path)

    assert clean(path, picture) == clean(path, picture)


def test_a_picture_changed_under_way_is_not_published(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(encoded("PNG"))
    picture = inspect(path)
    path.write_bytes(encoded("PNG", size=(10, 10)))

    with pytest.raises(BadImage, match="changed while the site was built"):
        clean(path, picture)


def test_a_drawing_changed_under_way_is_proven_again() -> None:
    with pytest.raises(BadImage, match="a script"):
        drawing(svg("<script/>"))


def gray_16(values: list[int]) -> bytes:
    """A PNG of one row in 16-bit gray."""
    image = Image.new("I;16", (len(values), 1))
    for x, value in enumerate(values):
        image.putpixel((x, 0), value)
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def test_sixteen_bits_of_gray_become_eight_and_not_white() -> None:
    data = gray_16([0, 257, 32_896, 65_535])
    image = bare(data, judge(data, ".png"))

    assert ("L", [0, 1, 128, 255]) == (image.mode, list(image.tobytes()))


@pytest.mark.parametrize(
    ("mode", "alpha", "transparent"),
    [("RGB", 255, False), ("RGBA", 255, False), ("RGBA", 254, True), ("LA", 0, True), ("P", 0, True)],
)
def test_a_picture_is_transparent_only_where_its_ground_can_be_seen(mode: str, alpha: int, transparent: bool) -> None:
    image = Image.new("RGBA", (4, 4), (*RED, 255))
    image.putpixel((3, 3), (*RED, alpha))
    file = BytesIO()
    (image.quantize(4) if mode == "P" else image.convert(mode)).save(file, "PNG")

    assert transparent == judge(file.getvalue(), ".png").transparent


def test_what_was_erased_is_not_published(tmp_path: Path) -> None:
    image = Image.new("RGBA", (4, 4), (*RED, 255))
    image.putpixel((1, 1), (1, 2, 3, 0))
    path = tmp_path / "erased.png"
    image.save(path)
    cleaned = Image.open(BytesIO(clean(path, inspect(path))))

    assert (0, 0, 0, 0) == cleaned.getpixel((1, 1))


@pytest.mark.parametrize("codec", ["webp", "avif"])
def test_pillow_here_reads_every_format_that_is_promised(codec: str) -> None:
    assert features.check(codec) is True
