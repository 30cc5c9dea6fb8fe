"""Pictures: what is accepted by its bytes, what is refused, and that nothing of the camera is served."""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from app.content.pictures import picture_bytes, read_picture, smaller
from app.content.source import Content
from app.content.tree import Listing
from app.errors import ContentError

FORMATS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "webp": "WEBP", "gif": "GIF"}


class OneFile:
    def __init__(self, data: bytes) -> None:
        self.data = data

    def files(self) -> Listing:
        return Listing((), ())

    def read(self, path: str) -> bytes:
        assert path
        return self.data


def drawn(kind: str, size: tuple[int, int] = (30, 20), **options: object) -> bytes:
    out = io.BytesIO()
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    image.save(out, kind, **options)
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *more: bytes) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + b"".join([header, *more, chunk(b"IDAT", zlib.compress(b"x")), chunk(b"IEND", b"")])


def refusal(data: bytes, path: str) -> str:
    with pytest.raises(ContentError) as caught:
        read_picture(OneFile(data), path)
    assert caught.value.path == path
    return caught.value.message


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_picture_is_named_by_its_content(suffix: str) -> None:
    tree = OneFile(drawn(FORMATS[suffix]))
    picture = read_picture(tree, f"fr/_images/a.{suffix.upper()}")
    data = picture_bytes(tree, picture)
    assert picture.name == f"{hashlib.sha256(data).hexdigest()}.{suffix.replace('jpeg', 'jpg')}"
    assert (picture.width, picture.height) == (30, 20)
    with Image.open(io.BytesIO(data)) as image, Image.open(io.BytesIO(tree.data)) as original:
        assert image.convert("RGB").tobytes() == original.convert("RGB").tobytes()


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script>",
        b"GIF89a/*<svg/onload=alert(1)>*/=alert(1)//;",
        b"%PDF-1.4",
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"PK\x03\x04",
    ],
)
@pytest.mark.parametrize("suffix", ["png", "jpg", "webp"])
def test_i2_what_is_no_picture_is_refused(data: bytes, suffix: str) -> None:
    assert "whatever its name says" in refusal(data, f"a.{suffix}") or "not a valid image" in refusal(
        data, f"a.{suffix}"
    )


def test_i2_a_script_that_begins_like_a_gif_is_refused() -> None:
    refusal(b"GIF89a/*<svg/onload=alert(1)>*/=alert(1)//;", "a.gif")


def test_i2_a_picture_of_another_kind_than_its_name_is_refused() -> None:
    assert "not a PNG picture" in refusal(drawn("JPEG"), "a.png")
    assert "not a JPEG picture" in refusal(drawn("PNG"), "a.jpg")


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp"])
def test_i2_what_follows_the_end_of_a_picture_is_not_served(suffix: str) -> None:
    tree = OneFile(drawn(FORMATS[suffix]) + b"<script>alert(1)</script>")
    assert b"<script>" not in picture_bytes(tree, read_picture(tree, f"a.{suffix}"))


@pytest.mark.parametrize("size", [(50_000, 50_000), (12_000_001, 1), (2**31 - 1, 2**31 - 1), (4000, 3001)])
def test_i3_more_than_12_megapixels_are_refused_from_the_header(size: tuple[int, int]) -> None:
    assert refusal(png(*size), "a.png") == "larger than 12 megapixels"


def test_i3_an_empty_picture_is_refused() -> None:
    assert refusal(png(0, 0), "a.png") in ("not a valid image", "not a PNG picture, whatever its name says")


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9])
def test_i3_a_picture_that_is_cut_off_is_refused(suffix: str, share: float) -> None:
    data = drawn(FORMATS[suffix], (200, 100))
    refusal(data[: int(len(data) * share)], f"a.{suffix}")


def test_i3_damaged_data_is_refused() -> None:
    data = bytearray(drawn("PNG"))
    data[60] ^= 0xFF
    assert refusal(bytes(data), "a.png") == "not a valid image"


def test_i3_an_animation_of_10_000_frames_is_refused() -> None:
    frames = chunk(b"acTL", struct.pack(">II", 10_000, 0))
    assert refusal(png(1, 1, frames), "a.png") == "more than 300 frames"


def animation(frames: int) -> bytes:
    first, *others = [Image.new("RGB", (4, 4), (255 * (i % 2), i % 200, 0)) for i in range(frames)]
    out = io.BytesIO()
    first.save(out, "GIF", save_all=True, append_images=others, comment=b"secret", loop=0, duration=40)
    return out.getvalue()


def test_i3_a_gif_of_many_frames_is_refused() -> None:
    assert refusal(animation(301), "a.gif") == "more than 300 frames"


def test_i5_a_short_animation_keeps_everything_but_its_comments() -> None:
    tree = OneFile(animation(3) + b"<script>")
    data = picture_bytes(tree, read_picture(tree, "a.gif"))
    assert b"secret" in tree.data
    assert b"secret" not in data
    assert data.endswith(b";")
    with Image.open(io.BytesIO(data)) as image:
        assert (getattr(image, "n_frames", 0), image.info["loop"], image.info["duration"]) == (3, 0, 40)


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp"])
def test_i5_place_and_owner_are_not_served(suffix: str) -> None:
    exif = Image.Exif()
    exif[0x8298] = "Somebody"
    exif.get_ifd(0x8825)[2] = (33.0, 35.0, 0.0)
    tree = OneFile(drawn(FORMATS[suffix], exif=exif))
    assert b"Somebody" in tree.data
    data = picture_bytes(tree, read_picture(tree, f"a.{suffix}"))
    assert b"Exif" not in data
    assert b"EXIF" not in data
    assert b"Somebody" not in data
    with Image.open(io.BytesIO(data)) as image:
        assert len(image.getexif()) == 0
        image.load()


def test_i5_comments_are_not_served() -> None:
    tree = OneFile(drawn("JPEG", comment=b"secret"))
    assert b"secret" not in picture_bytes(tree, read_picture(tree, "a.jpg"))
    tree = OneFile(drawn("PNG")[:-12] + chunk(b"tEXt", b"Author\0secret") + chunk(b"IEND", b""))
    assert b"secret" not in picture_bytes(tree, read_picture(tree, "a.png"))


def test_i5_a_photo_taken_sideways_is_turned_before_that_is_forgotten() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = read_picture(OneFile(drawn("JPEG", (30, 20), exif=exif)), "a.jpg")
    assert (picture.width, picture.height) == (20, 30)


def test_a_file_that_changes_between_check_and_copy_is_not_served() -> None:
    picture = read_picture(OneFile(drawn("PNG")), "a.png")
    with pytest.raises(ContentError, match="changed while it was being read"):
        picture_bytes(OneFile(drawn("PNG", (31, 20))), picture)


def test_r12_a_bad_picture_harms_no_other(content_of: Callable[..., Content]) -> None:
    content = content_of({"fr/_images/bad.png": b"x", "fr/_images/good.png": drawn("PNG"), "fr/a.md": "# A\n"})
    assert list(content.pictures) == ["fr/_images/good.png"]
    assert [p.path for p in content.problems] == ["fr/_images/bad.png"]


def test_a_large_picture_has_smaller_forms_whose_names_tell_what_they_are_made_of() -> None:
    tree = OneFile(drawn("PNG", (1440, 720)))
    picture = read_picture(tree, "fr/_images/a.png")
    assert picture.widths == (480, 800)
    names = [name for name, _ in picture.variants]
    assert names == [name for name, _ in read_picture(tree, "en/_images/b.png").variants]
    assert names != [name for name, _ in read_picture(OneFile(drawn("PNG", (1440, 721))), "a.png").variants]
    assert all(re.fullmatch(r"[0-9a-f]{64}\.webp", name) for name in names)
    for data, width in zip(smaller(tree.data, "a.png", picture.widths), picture.widths, strict=True):
        with Image.open(io.BytesIO(data)) as form:
            assert (form.format, form.size) == ("WEBP", (width, width // 2))
    assert smaller(tree.data, "a.png", picture.widths) == smaller(tree.data, "a.png", picture.widths)


def test_a_form_keeps_what_one_can_see_through() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (1000, 10), (255, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(smaller(out.getvalue(), "a.png", (480,))[0])) as form:
        assert form.mode == "RGBA"
        assert form.getpixel((0, 0))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (drawn("PNG", (500, 20)), "a.png"),
        (drawn("GIF", (2000, 20)), "a.gif"),
        (drawn("WEBP", (2000, 20), save_all=True, append_images=[Image.new("RGB", (2000, 20))]), "a.webp"),
    ],
)
def test_a_small_picture_and_one_that_moves_have_no_other_forms(data: bytes, path: str) -> None:
    assert read_picture(OneFile(data), path).widths == ()


def test_a_photo_that_is_cut_off_is_each_of_its_forms() -> None:
    data = drawn("JPEG", (2000, 1000))
    cut = data[: len(data) // 2]
    assert smaller(cut, "a.jpg", (480, 800)) == [cut, cut]
