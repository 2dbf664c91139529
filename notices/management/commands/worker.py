"""Send what waits in the outbox and run what is due, until stopped."""

import signal
from threading import Event

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from notices import worker


class Command(BaseCommand):
    help = "Send what waits in the outbox and run what is due, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Run everything once, then end.")

    def handle(self, *args: object, once: bool = False, **options: object) -> None:
        if once:
            is_done = worker.run_once(timezone.now())
            self.stdout.write("Done." if is_done else "Another worker is at work.")
            return
        stop = Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: stop.set())
        self.stdout.write("The worker runs.")
        worker.run(stop=stop, clock=timezone.now)
        self.stdout.write("The worker has stopped.")
