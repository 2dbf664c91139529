"""Photos of rooms and of what takes place in them: re-encoded, turned upright, without the camera's private data."""

import uuid
from functools import partial
from io import BytesIO
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.fields.files import ImageFieldFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 50_000_000
LONGEST_EDGE = 1600  # px, two screens of a good phone
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")  # what phones and browsers make; others have readers with a history


def photo_path(instance: object, filename: str) -> str:
    """A name that says nothing about the uploader's folder or language."""
    return f"rooms/{uuid.uuid4().hex}.jpg"


def picture_path(instance: object, filename: str) -> str:
    """The same of what takes place."""
    return f"programme/{uuid.uuid4().hex}.jpg"


def clean_photo(upload: "ImageFieldFile | UploadedFile[bytes]") -> None:
    """Validator: refuse what is too large or no picture. Raises ValidationError with a sentence."""
    if getattr(upload, "_committed", False):
        return  # stored already, and perhaps no longer on this disk
    if upload.size is not None and upload.size > MAX_BYTES:
        raise ValidationError(_("The photo is larger than 8 MB. Please choose a smaller one."), code="too_large")
    too_many = ValidationError(_("The photo has too many pixels. Please choose a smaller one."), code="too_many")
    try:
        with Image.open(upload, formats=FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise too_many
            picture.load()
    except Image.DecompressionBombError as error:
        raise too_many from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(_("This file is not a picture we can read."), code="not_a_picture") from error
    finally:
        upload.seek(0)


def reencode(upload: "UploadedFile[bytes]", *, longest_edge: int = LONGEST_EDGE) -> "ContentFile[bytes]":
    """The picture as JPEG, upright, and nothing else: no place, no camera, no time, no comment."""
    with Image.open(upload, formats=FORMATS) as picture:
        picture.thumbnail((longest_edge, longest_edge))
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.info.clear()  # Pillow would carry a comment over
    out = BytesIO()
    upright.save(out, "JPEG", quality=85, optimize=True, progressive=True)
    return ContentFile(out.getvalue(), name="photo.jpg")


def take_down(photo: ImageFieldFile) -> None:
    """Remove the file of a photo that its page no longer shows, once that is certain."""
    if photo.name:
        transaction.on_commit(partial(photo.storage.delete, photo.name))


class PhotoField(forms.FileField):
    """A form field that answers with the picture re-encoded, or refuses it with a sentence."""

    widget = forms.ClearableFileInput

    def __init__(self, *args: Any, longest_edge: int = LONGEST_EDGE, **options: Any) -> None:
        super().__init__(*args, **options)
        self.longest_edge = longest_edge

    def clean(self, data: object, initial: object = None) -> object:
        upload = super().clean(data, initial)
        if not isinstance(upload, UploadedFile):
            return upload  # kept or cleared
        clean_photo(upload)
        return reencode(upload, longest_edge=self.longest_edge)
