"""Picture files without what a camera or an editor wrote into them (place, owner, comments); pixels untouched."""

from __future__ import annotations

import struct

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_DROPPED = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_WEBP_DROPPED = frozenset({b"EXIF", b"XMP "})
_WEBP_FLAGS = 0x08 | 0x04


def strip_metadata(data: bytes, kind: str) -> bytes:
    """The file without metadata and without anything after its end. Raises ValueError when it is not whole."""
    if kind == "PNG":
        return _png(data)
    if kind == "JPEG":
        return _jpeg(data)
    if kind == "WEBP":
        return _webp(data)
    if not data.rstrip(b"\0").endswith(b";"):
        raise ValueError("the file is cut off")
    return data


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
