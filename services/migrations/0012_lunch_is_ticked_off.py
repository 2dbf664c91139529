import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("residents", "0016_privacy_notice_of_2026_11_27"),
        ("services", "0011_committees_and_reasons"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="mealorder",
            name="brought_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="brought at"),
        ),
        migrations.AddField(
            model_name="mealorder",
            name="brought_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ticked off by",
            ),
        ),
        migrations.AddConstraint(
            model_name="mealorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("brought_at", None), ("how", "delivery"), _connector="OR"),
                name="meal_brought_was_to_be_brought",
            ),
        ),
        migrations.AddConstraint(
            model_name="mealorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("brought_by", None), ("brought_at__isnull", False), _connector="OR"),
                name="meal_brought_by_whom_says_when",
            ),
        ),
    ]
