"""Pictures of articles: what they are by their bytes, how large, and smaller forms of them for small screens.

With app.compiler.drawing, which draws link cards, the only door to Pillow, which is imported where there is a picture:
it takes 15 ms in each process, and most checks see none.
"""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from app.content.metadata import MAX_FRAMES, TooManyFramesError, strip_metadata
from app.content.tree import ContentTree
from app.errors import ContentError

MAX_PIXELS = 12_000_000
SUFFIXES = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".gif": "GIF"}
VARIANT_WIDTHS = (480, 800, 1200)
"""Pixels: a telephone; the column of an article, 731 wide; the column on a dense screen."""
VARIANTS = 1
"""Changes whenever `smaller` would make other bytes of the same picture."""
_WORTH = 0.8
"""A form that is hardly narrower than its picture saves nothing."""
_QUALITY = 82
"""Screenshots with small text stay sharp, in half the bytes of their PNG (57 kB to 27 kB at 800 pixels)."""
_EXTENSIONS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "GIF": "gif"}
_ORIENTATION = 0x0112
_BROKEN = (
    *(OSError, SyntaxError, ValueError, EOFError, Warning, IndexError, KeyError, TypeError, OverflowError),
    struct.error,
)
"""What Pillow and our own reading raise for files that are cut off or forged."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that may be shown: `name` is `<sha256>.<ext>` of the bytes served, sizes in pixels, `path` its file.

    `widths` are those of its smaller forms, ascending; a picture that moves has none.
    """

    name: str
    width: int
    height: int
    path: str
    widths: tuple[int, ...] = ()

    @property
    def variants(self) -> tuple[tuple[str, int], ...]:
        """(name, width in pixels) of each smaller form. The name is a hash of what it is made from, and how."""
        return tuple((_variant_name(self.name, width), width) for width in self.widths)


def read_picture(tree: ContentTree, path: str) -> Picture:
    """Check a picture file. Raises ContentError for what is not a small, whole picture of the kind its name says."""
    kept = _load(tree.read(path), path)
    extension = _EXTENSIONS[_kind(path)]
    widths = tuple(width for width in VARIANT_WIDTHS if kept.still and width <= _WORTH * kept.width)
    return Picture(f"{hashlib.sha256(kept.data).hexdigest()}.{extension}", kept.width, kept.height, path, widths)


def picture_bytes(tree: ContentTree, picture: Picture) -> bytes:
    """The bytes to serve, without metadata. Raises ContentError when the file has changed since it was checked."""
    data = _load(tree.read(picture.path), picture.path).data
    if hashlib.sha256(data).hexdigest() != picture.name.partition(".")[0]:
        raise ContentError("changed while it was being read: build again", path=picture.path, code="picture")
    return data


def smaller(data: bytes, path: str, widths: Sequence[int]) -> list[bytes]:
    """WebP forms, one a width, of a picture whose bytes were checked. Any thread may do this: nothing is shared.

    A picture whose pixels turn out to be damaged is each form itself: browsers show as much of it as there is.
    """
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=(_kind(path),)) as image:
            # A large photo is decoded at half, a quarter or an eighth of its size where that is enough.
            image.draft("RGB", (max(widths), 1))
            whole = image.convert("RGBA" if image.has_transparency_data else "RGB")
            ratio = image.height / image.width
    except _BROKEN:
        return [data] * len(widths)
    forms = []
    for width in widths:
        form = whole.resize((width, max(1, round(width * ratio))), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        form.save(out, "WEBP", quality=_QUALITY, method=4)
        forms.append(out.getvalue())
    return forms


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is served of a file: its bytes without metadata, its size in pixels, whether it stands still."""

    data: bytes
    width: int
    height: int
    still: bool


def _kind(path: str) -> str:
    return SUFFIXES[PurePosixPath(path).suffix.lower()]


def _variant_name(name: str, width: int) -> str:
    facts = f"{VARIANTS}\0{name}\0{width}"
    return f"{hashlib.sha256(facts.encode()).hexdigest()}.webp"


def _load(data: bytes, path: str) -> _Kept:
    from PIL import Image, UnidentifiedImageError

    kind = _kind(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _checked(data, kind, path)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _error("larger than 12 megapixels", path) from None
    except TooManyFramesError:
        raise _error(f"more than {MAX_FRAMES} frames", path) from None
    except UnidentifiedImageError:
        raise _error(f"not a {kind} picture, whatever its name says", path) from None
    except _BROKEN:
        raise _error("not a valid image", path) from None


def _checked(data: bytes, kind: str, path: str) -> _Kept:
    """Look at the header only: pixels are decoded for a photo that must be turned, and never above 12 megapixels."""
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=(kind,)) as image:
        if image.width * image.height > MAX_PIXELS:
            raise _error("larger than 12 megapixels", path)
        if image.width < 1 or image.height < 1:
            raise ValueError("empty")
        frames = getattr(image, "n_frames", 1) if kind != "GIF" else 2
        if frames > MAX_FRAMES:
            raise TooManyFramesError
        turned = kind == "JPEG" and image.getexif().get(_ORIENTATION, 1) != 1
        size = image.size
    if turned:
        data, size = _upright(data)
    elif kind == "PNG":
        with Image.open(io.BytesIO(data), formats=(kind,)) as image:
            image.verify()
    return _Kept(strip_metadata(data, kind), *size, still=frames == 1)


def _upright(data: bytes) -> tuple[bytes, tuple[int, int]]:
    """Turn the pixels as the camera's orientation says: the metadata that says so will be gone."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
        upright = ImageOps.exif_transpose(image)
        out = io.BytesIO()
        upright.save(out, "JPEG", quality=90, optimize=True)
        return out.getvalue(), upright.size


def _error(message: str, path: str) -> ContentError:
    return ContentError(message, path=path, code="picture")
