"""Picture files without what a camera or an editor wrote into them (place, owner, comments); pixels untouched."""

from __future__ import annotations

import struct

MAX_FRAMES = 300

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_DROPPED = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_WEBP_DROPPED = frozenset({b"EXIF", b"XMP "})
_WEBP_FLAGS = 0x08 | 0x04


class TooManyFramesError(ValueError):
    """An animation of more than 300 frames."""


def strip_metadata(data: bytes, kind: str) -> bytes:
    """The file without metadata or anything after its end. Raises ValueError or IndexError when it is not whole."""
    if kind == "PNG":
        return _png(data)
    if kind == "JPEG":
        return _jpeg(data)
    if kind == "WEBP":
        return _webp(data)
    return _gif(data)


def _gif(data: bytes) -> bytes:
    """Keep frames, their timing and the number of loops. Counting here: Pillow takes seconds for many small frames."""
    position = 13 + _color_table(data[10])
    kept, frames = [data[:position]], 0
    while (kind := data[position]) != 0x3B:
        start = position
        if kind == 0x2C:
            frames += 1
            position = _after_blocks(data, position + 11 + _color_table(data[position + 9]))
        elif kind == 0x21:
            position = _after_blocks(data, position + 2)
        else:
            raise ValueError("not a GIF block")
        if frames > MAX_FRAMES:
            raise TooManyFramesError
        if _gif_kept(data[start : start + 14]):
            kept.append(data[start:position])
    return b"".join([*kept, b";"])


def _gif_kept(head: bytes) -> bool:
    return head[0] == 0x2C or head[1] == 0xF9 or head[1:] == b"\xff\x0bNETSCAPE2.0"


def _color_table(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, position: int) -> int:
    while size := data[position]:
        position += size + 1
    return position + 1


def _png(data: bytes) -> bytes:
    kept, position = [_PNG_SIGNATURE], len(_PNG_SIGNATURE)
    while position + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, position)
        name, end = data[position + 4 : position + 8], position + 12 + length
        if end > len(data):
            break
        if name not in _PNG_DROPPED:
            kept.append(data[position:end])
        if name == b"IEND":
            return b"".join(kept)
        position = end
    raise ValueError("the file is cut off")


def _jpeg(data: bytes) -> bytes:
    """Keep JFIF, colour profile and Adobe's marker; drop every other application segment and comments."""
    kept, position = [b"\xff\xd8"], 2
    while position + 4 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        (length,) = struct.unpack_from(">H", data, position + 2)
        end = position + 2 + length
        if _jpeg_kept(marker, data[position + 4 : end]):
            kept.append(data[position:end])
        if marker == 0xDA:
            return b"".join([*kept, _scan(data, end)])
        position = end
    raise ValueError("the file is cut off")


def _jpeg_kept(marker: int, content: bytes) -> bool:
    if marker == 0xE2:
        return content.startswith(b"ICC_PROFILE\0")
    return marker in (0xE0, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _scan(data: bytes, start: int) -> bytes:
    """The picture itself, up to the end marker; progressive files hold further tables and scans before it."""
    position = start
    while (position := data.find(b"\xff", position)) >= 0 and position + 1 < len(data):
        marker = data[position + 1]
        if marker == 0xD9:
            return data[start : position + 2]
        if marker in (0x00, 0x01, 0xFF) or 0xD0 <= marker <= 0xD7:
            position += 1 if marker == 0xFF else 2
        elif 0xE0 <= marker <= 0xEF or marker == 0xFE:
            raise ValueError("metadata inside the picture")
        else:
            (length,) = struct.unpack_from(">H", data, position + 2)
            position += 2 + length
    raise ValueError("the file is cut off")


def _webp(data: bytes) -> bytes:
    (size,) = struct.unpack_from("<I", data, 4)
    if size + 8 > len(data) or size < 4:
        raise ValueError("the file is cut off")
    kept, position, end = [], 12, size + 8
    while position + 8 <= end:
        (length,) = struct.unpack_from("<I", data, position + 4)
        name, stop = data[position : position + 4], position + 8 + length + (length & 1)
        if stop > end:
            raise ValueError("the file is cut off")
        chunk = data[position:stop]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_FLAGS]) + chunk[9:]
        if name not in _WEBP_DROPPED:
            kept.append(chunk)
        position = stop
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body
