"""Channels on which no message leaves the machine."""

import json
import logging
from pathlib import Path

from django.conf import settings

from notices.channels.base import NotTaken

logger = logging.getLogger("notices")


class TrialChannel:
    """On the console, and in the outbox for system administrators."""

    keeps_secrets = True
    may_lose = False

    def send(self, *, to: str, subject: str, body: str, request_id: str) -> str:
        logger.info("To %s: %s", to, f"{subject} {body}".strip())
        return ""


class FileChannel:
    """One line of JSON for each message, in `outbox.jsonl` beside the portal's other files."""

    keeps_secrets = False
    may_lose = False

    def send(self, *, to: str, subject: str, body: str, request_id: str) -> str:
        line = json.dumps({"to": to, "subject": subject, "body": body, "request_id": request_id}, ensure_ascii=False)
        try:
            with self._file().open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
        except OSError as error:
            raise NotTaken(str(error)) from error
        return ""

    @staticmethod
    def _file() -> Path:
        return Path(settings.VAR_DIR) / "outbox.jsonl"
