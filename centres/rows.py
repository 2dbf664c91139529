"""Facts under each other, on any page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """As components/rows.html shows it."""

    term: str
    words: str
    small: str = ""
    change_url: str = ""
