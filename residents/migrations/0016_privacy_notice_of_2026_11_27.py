"""The notice once more, with what is new: an e-mail address, teams and their papers, lunch that is brought home."""

from django.db import migrations

from residents.seed import PUBLISHED_ON, TEXT, VERSION

BEFORE = "2026-11-26"


def write(apps, schema_editor):
    """Only where the last one is ours: what the office has published since says what it wants to say."""
    notices = apps.get_model("residents", "PrivacyNotice")
    newest = notices.objects.order_by("-published_on", "-pk").first()
    if newest and newest.version == BEFORE:
        notices.objects.create(version=VERSION, text=TEXT, published_on=PUBLISHED_ON)


def take_back(apps, schema_editor):
    notices = apps.get_model("residents", "PrivacyNotice")
    if notices.objects.filter(version=BEFORE).exists():
        notices.objects.filter(version=VERSION, consents=None).delete()


class Migration(migrations.Migration):
    dependencies = [("residents", "0015_number_in_doubt")]

    operations = [migrations.RunPython(write, take_back)]
