"""Where this machine has a Chromium: for journeys, and for pictures of the portal."""

import os
import shutil

NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]  # the first is the quickest
MISSING = "no Chromium: `apt-get install chromium-headless-shell`, or name one with CHROMIUM=/path/to/it"


def find() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
