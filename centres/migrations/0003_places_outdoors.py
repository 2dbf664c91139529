from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0002_occupancies_of_a_kind_by_start"),
    ]

    operations = [
        migrations.AddField(
            model_name="room",
            name="is_outdoors",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="For outings; nobody books it. It stands on the timetable only when something takes place there.",
                verbose_name="outdoors",
            ),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_outdoors", False), ("is_bookable", False), _connector="OR"),
                name="room_outdoors_is_not_for_booking",
                violation_error_message="A place outdoors cannot be booked.",
            ),
        ),
    ]
