from django.db import migrations

from residents.names import initials


def write_initials(apps, schema_editor):
    residents = apps.get_model("residents", "Resident").objects.only("name")
    for resident in residents.iterator(chunk_size=1_000):
        residents.filter(pk=resident.pk).update(initials=initials(resident.name)[:40])


class Migration(migrations.Migration):
    dependencies = [("residents", "0007_initials_meeting_and_merges")]

    operations = [migrations.RunPython(write_initials, migrations.RunPython.noop)]
