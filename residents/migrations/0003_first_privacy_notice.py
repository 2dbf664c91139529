"""No installation may ask for a name without a privacy notice to show."""

from django.db import migrations

from residents.seed import VERSION, ensure_privacy_notice


def write(apps, schema_editor):
    ensure_privacy_notice(apps.get_model("residents", "PrivacyNotice"))


def take_back(apps, schema_editor):
    notices = apps.get_model("residents", "PrivacyNotice")
    notices.objects.filter(version=VERSION, consents=None).delete()


class Migration(migrations.Migration):
    dependencies = [("residents", "0002_counts_of_tries")]

    operations = [migrations.RunPython(write, take_back)]
