"""Photos of rooms: re-encoded, turned upright, without the camera's private data."""

import uuid
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import ImageFieldFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 50_000_000
LONGEST_EDGE = 1600  # px, two screens of a good phone


def photo_path(instance: object, filename: str) -> str:
    """A name that says nothing about the uploader's folder or language."""
    return f"rooms/{uuid.uuid4().hex}.jpg"


def clean_photo(upload: "ImageFieldFile | UploadedFile[bytes]") -> None:
    """Validator: refuse what is too large or no picture. Raises ValidationError with a sentence."""
    if upload.size is not None and upload.size > MAX_BYTES:
        raise ValidationError(_("The photo is larger than 8 MB. Please choose a smaller one."), code="too_large")
    try:
        with Image.open(upload) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise ValidationError(
                    _("The photo has too many pixels. Please choose a smaller one."), code="too_many"
                )
            picture.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(_("This file is not a picture we can read."), code="not_a_picture") from error
    finally:
        upload.seek(0)


def reencode(upload: "UploadedFile[bytes]") -> "ContentFile[bytes]":
    """The picture as JPEG, upright, at most 1600 px, with no EXIF (no place, no camera, no time)."""
    with Image.open(upload) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    out = BytesIO()
    upright.save(out, "JPEG", quality=85, optimize=True, progressive=True)
    return ContentFile(out.getvalue(), name="photo.jpg")
