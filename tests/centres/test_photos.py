"""Photos become upright JPEGs without the camera's data; anything else is refused with a sentence."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from centres.models import Room
from centres.photos import LONGEST_EDGE, MAX_BYTES, PhotoField, clean_photo, photo_path, reencode
from tests.factories import a_room

RED, GREEN = (220, 30, 30), (30, 160, 60)
TURNED_LEFT = 8  # EXIF orientation: the picture stands upright once turned by 90° to the left


def a_picture(size: tuple[int, int] = (80, 40), kind: str = "JPEG", **saved: object) -> SimpleUploadedFile:
    """A picture whose left half is red and right half green."""
    picture = Image.new("RGB", size, GREEN)
    picture.paste(RED, (0, 0, size[0] // 2, size[1]))
    out = BytesIO()
    picture.save(out, kind, **saved)
    return SimpleUploadedFile(f"我的手机/IMG_0001.{kind.lower()}", out.getvalue(), f"image/{kind.lower()}")


def telling_exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "SecretCamera"
    exif[ExifTags.Base.DateTime] = "2026:11:23 08:00:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (31.0, 17.0, 0.0)
    return exif


def what_comes_out(upload: SimpleUploadedFile) -> Image.Image:
    return Image.open(BytesIO(reencode(upload).read()))


def looks_like(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) < 40 for a, b in zip(pixel, colour, strict=True))


# Taking a photo over


def test_nothing_of_the_cameras_data_remains():
    upload = a_picture(exif=telling_exif(), comment=b"SecretComment", icc_profile=b"SecretProfile" * 20)
    assert b"SecretCamera" in upload.read()
    upload.seek(0)

    kept = reencode(upload).read()

    assert not Image.open(BytesIO(kept)).getexif()
    assert b"Secret" not in kept
    assert b"2026:11:23" not in kept


def test_a_photo_taken_sideways_stands_upright():
    picture = what_comes_out(a_picture((80, 40), exif=telling_exif(TURNED_LEFT)))

    assert picture.size == (40, 80)
    assert looks_like(picture.getpixel((20, 70)), RED)
    assert looks_like(picture.getpixel((20, 10)), GREEN)


def test_a_large_photo_becomes_small_and_keeps_its_shape():
    picture = what_comes_out(a_picture((4000, 1000)))

    assert picture.size == (LONGEST_EDGE, LONGEST_EDGE // 4)


def test_a_large_photo_taken_sideways_stands_upright_too():
    picture = what_comes_out(a_picture((4000, 2000), exif=telling_exif(TURNED_LEFT)))

    assert picture.size == (800, 1600)
    assert looks_like(picture.getpixel((400, 1500)), RED)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "JPEG"])
def test_what_phones_make_becomes_jpeg(kind: str):
    upload = a_picture(kind=kind)

    clean_photo(upload)
    picture = what_comes_out(upload)

    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (80, 40))


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1", "CMYK"])
def test_every_colour_mode_is_taken(mode: str):
    out = BytesIO()
    Image.new(mode, (10, 10)).save(out, "JPEG" if mode == "CMYK" else "PNG")

    assert what_comes_out(SimpleUploadedFile("x", out.getvalue())).mode == "RGB"


def test_a_stored_photo_has_a_name_that_tells_nothing():
    assert photo_path(Room(), "我的手机/IMG_0001.jpg").startswith("rooms/")
    assert "IMG" not in photo_path(Room(), "我的手机/IMG_0001.jpg")


# Refusing


def refusal(upload: SimpleUploadedFile) -> str:
    with pytest.raises(ValidationError) as refused:
        clean_photo(upload)
    [sentence] = refused.value.messages
    return sentence


TOO_LARGE = "照片超过8MB了，请换一张小一些的。"
NOT_A_PICTURE = "这个文件不是我们能打开的图片。"
TOO_MANY_PIXELS = "照片尺寸太大了，请换一张小一些的。"


@pytest.mark.parametrize("size", [MAX_BYTES + 1, 30 * 1024 * 1024])
def test_more_than_8_mb_is_refused_without_a_look_inside(size: int):
    assert refusal(SimpleUploadedFile("big.jpg", bytes(size), "image/jpeg")) == TOO_LARGE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<script>alert(1)</script>",
        b"\xff\xd8\xff\xe0 this is no JPEG",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_a_fake_image_is_refused(content: bytes):
    assert refusal(SimpleUploadedFile("fake.jpg", content, "image/jpeg")) == NOT_A_PICTURE


def test_half_a_picture_is_refused():
    whole = a_picture((800, 800)).read()

    assert refusal(SimpleUploadedFile("half.jpg", whole[: len(whole) // 2])) == NOT_A_PICTURE


@pytest.mark.parametrize("size", [(7_100, 7_100), (20_000, 20_000)])
def test_a_decompression_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]):
    out = BytesIO()
    Image.new("1", size).save(out, "PNG")
    assert len(out.getvalue()) < 100_000

    assert refusal(SimpleUploadedFile("bomb.png", out.getvalue())) == TOO_MANY_PIXELS


# In a form


def test_the_field_answers_with_the_picture_reencoded():
    cleaned = PhotoField().clean(a_picture(exif=telling_exif()))

    assert cleaned.name == "photo.jpg"
    assert b"SecretCamera" not in cleaned.read()


def test_the_field_refuses_what_is_no_picture():
    with pytest.raises(ValidationError) as refused:
        PhotoField().clean(SimpleUploadedFile("fake.jpg", b"fake"))

    assert refused.value.messages == [NOT_A_PICTURE]


def test_the_field_keeps_or_clears_what_was_there():
    field = PhotoField(required=False)

    assert field.clean(None, "rooms/there.jpg") == "rooms/there.jpg"
    assert field.clean(False, "rooms/there.jpg") is False


@pytest.mark.django_db
def test_a_room_whose_stored_photo_was_lost_can_still_be_edited(settings):
    room = a_room(photo="rooms/lost.jpg")
    assert not (Path(settings.MEDIA_ROOT) / "rooms" / "lost.jpg").exists()

    room.full_clean()
