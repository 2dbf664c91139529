"""Fill the portal with example data."""

from argparse import ArgumentParser
from datetime import date, datetime, time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from centres.models import Centre
from office.example_data.load import load

MORNING = time(10)  # of the day that --today names


class Command(BaseCommand):
    help = "Load invented people, programme and bookings from two weeks back to three weeks ahead."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there are sites already")
        parser.add_argument("--today", type=date.fromisoformat, help="play another day, such as 2026-11-30")

    def handle(self, *args: object, if_empty: bool, today: date | None, **options: object) -> None:
        if if_empty and Centre.objects.exists():
            return
        if settings.PRODUCTION:
            raise CommandError("YANJI_PRODUCTION is 1: the example accounts' password is public. Use load_sites.")
        now = timezone.make_aware(datetime.combine(today, MORNING)) if today else timezone.now()
        self.stdout.write(str(load(now=now)))
