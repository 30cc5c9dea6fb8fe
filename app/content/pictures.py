"""Pictures of articles: what they are by their bytes and how large; the only door to Pillow."""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
from dataclasses import dataclass
from pathlib import PurePosixPath

from PIL import Image, ImageOps, UnidentifiedImageError

from app.content.metadata import MAX_FRAMES, TooManyFramesError, strip_metadata
from app.content.tree import ContentTree
from app.errors import ContentError

MAX_PIXELS = 12_000_000
SUFFIXES = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".gif": "GIF"}
_EXTENSIONS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "GIF": "gif"}
_ORIENTATION = 0x0112
_BROKEN = (
    *(OSError, SyntaxError, ValueError, EOFError, Warning, IndexError, KeyError, TypeError, OverflowError),
    struct.error,
)
"""What Pillow and our own reading raise for files that are cut off or forged."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that may be shown: `name` is `<sha256>.<ext>` of the bytes served, sizes in pixels, `path` its file."""

    name: str
    width: int
    height: int
    path: str


def read_picture(tree: ContentTree, path: str) -> Picture:
    """Check a picture file. Raises ContentError for what is not a small, whole picture of the kind its name says."""
    data, width, height = _load(tree.read(path), path)
    extension = _EXTENSIONS[SUFFIXES[PurePosixPath(path).suffix.lower()]]
    return Picture(f"{hashlib.sha256(data).hexdigest()}.{extension}", width, height, path)


def picture_bytes(tree: ContentTree, picture: Picture) -> bytes:
    """The bytes to serve, without metadata. Raises ContentError when the file has changed since it was checked."""
    data, _, _ = _load(tree.read(picture.path), picture.path)
    if hashlib.sha256(data).hexdigest() != picture.name.partition(".")[0]:
        raise ContentError("changed while it was being read: build again", path=picture.path, code="picture")
    return data


def _load(data: bytes, path: str) -> tuple[bytes, int, int]:
    kind = SUFFIXES[PurePosixPath(path).suffix.lower()]
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


def _checked(data: bytes, kind: str, path: str) -> tuple[bytes, int, int]:
    """Look at the header only: pixels are decoded for a photo that must be turned, and never above 12 megapixels."""
    with Image.open(io.BytesIO(data), formats=(kind,)) as image:
        if image.width * image.height > MAX_PIXELS:
            raise _error("larger than 12 megapixels", path)
        if image.width < 1 or image.height < 1:
            raise ValueError("empty")
        if kind != "GIF" and getattr(image, "n_frames", 1) > MAX_FRAMES:
            raise TooManyFramesError
        turned = kind == "JPEG" and image.getexif().get(_ORIENTATION, 1) != 1
        size = image.size
    if turned:
        data, size = _upright(data)
    elif kind == "PNG":
        with Image.open(io.BytesIO(data), formats=(kind,)) as image:
            image.verify()
    return strip_metadata(data, kind), *size


def _upright(data: bytes) -> tuple[bytes, tuple[int, int]]:
    """Turn the pixels as the camera's orientation says: the metadata that says so will be gone."""
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
        upright = ImageOps.exif_transpose(image)
        out = io.BytesIO()
        upright.save(out, "JPEG", quality=90, optimize=True)
        return out.getvalue(), upright.size


def _error(message: str, path: str) -> ContentError:
    return ContentError(message, path=path, code="picture")
