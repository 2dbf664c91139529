"""What a channel is, and the three ways in which a message may not have gone out."""

from typing import Protocol


class NotTaken(Exception):
    """Certain: nobody received it. It is tried again later."""


class Refused(NotTaken):
    """Certain, and trying again would change nothing: no such number, a forbidden word."""


class Lost(Exception):
    """It was handed over, and no answer came that one can read: perhaps they have it. A person decides."""


class Channel(Protocol):
    keeps_secrets: bool  # whether the row of a code keeps its words; only for trials
    may_lose: bool  # whether an answer can be lost between us and whoever sends

    def send(self, *, to: str, subject: str, body: str, request_id: str) -> str:
        """What the other side calls it; "" where it has no name for it. Raises NotTaken, Refused or Lost.

        The same message always bears the same `request_id`.
        """
        ...
