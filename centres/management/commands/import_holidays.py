"""Take over the public holidays of a year from a file."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from centres import holidays


class Command(BaseCommand):
    help = "Import public holidays and make-up workdays from a JSON file in the format of holiday-cn."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: object, file: Path, **options: object) -> None:
        try:
            imported = holidays.import_notice(file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error
        except holidays.NoticeUnreadable as error:
            raise CommandError(f"{file}: {error}") from error
        self.stdout.write(str(imported))
