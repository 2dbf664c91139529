"""Create the 17 sites to start from."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from centres.sites import load_sites


class Command(BaseCommand):
    help = "Create those of the 17 sites that are missing, with rooms and opening hours; change no other."

    def handle(self, *args: object, **options: object) -> None:
        loaded = load_sites()
        self.stdout.write(
            _("%(added)d sites added, %(known)d were there already and stay as they are.")
            % {"added": len(loaded.added), "known": loaded.known}
        )
