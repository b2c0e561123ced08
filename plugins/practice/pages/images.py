"""An editor's picture as it is published: the same to look at, with nothing else in the file."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practice.content.images import BadImage, Format, Picture, decoding, judge, opened, orientation, read

if TYPE_CHECKING:
    from PIL.Image import Image

# Pixels are encoded anew instead of cutting metadata out of the file: one way for every format, and what
# was not looked for (a maker's notes, a second picture behind the first, bytes after the end) is gone too.
# Most phone photos would need it anyway, being turned or in a wide color space.
_SAVE: dict[Format, dict[str, Any]] = {
    "jpeg": {"format": "JPEG", "quality": 85, "progressive": True, "optimize": True},
    # Level 9 takes four times as long for a sixth fewer bytes.
    "png": {"format": "PNG", "compress_level": 6},
    "webp": {"format": "WEBP", "quality": 85, "method": 4},
    # The number of threads shapes AVIF's tiles, and so its bytes: fixed, not the machine's.
    "avif": {"format": "AVIF", "quality": 75, "speed": 6, "max_threads": 4},
}


def clean(path: Path, picture: Picture) -> bytes:
    """
    Return the picture in *path* without metadata, upright and in sRGB, in its own format.

    Exif with its place and thumbnail, XMP, IPTC, comments and color profile are gone.  The same file gives
    the same bytes.  A drawing is returned as it is, once more proven to draw only.

    Args:
        path: the original.
        picture: what `practice.content.images.inspect` said of it.

    Raises:
        BadImage: the file was changed since and can no longer be published.
    """
    data = read(path)
    if picture.format == "svg":
        judge(data, ".svg")
        return data
    with decoding():
        image = opened(data, picture.format)
        image.load()
        bare = _in_srgb(_upright(image, orientation(image)), image.info.get("icc_profile"))
        if bare.size != (picture.width, picture.height):
            raise BadImage("the picture was changed while the site was built; build it again")
        bare.info = {key: value for key, value in bare.info.items() if key == "transparency"}
        options = _SAVE[picture.format]
        if picture.format == "webp":
            options = {**options, "lossless": _is_lossless_webp(data)}
        file = BytesIO()
        bare.save(file, **options)
    return file.getvalue()


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


def _is_lossless_webp(data: bytes) -> bool:
    """Tell whether a still WebP's pixels are kept exactly. Source: RFC 9649, 2.3 to 2.6."""
    at = 12
    while at + 8 <= len(data):
        if data[at : at + 4] == b"VP8L":
            return True
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + length + length % 2
    return False
