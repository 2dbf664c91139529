"""The translations on disk: compiled when older than their source, complete before they land."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE_DIR = Path(__file__).resolve().parent.parent / "locale"


def compile_stale(folder: Path = LOCALE_DIR) -> list[Path]:
    """Write the .mo beside each .po that changed since; return what was written."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        fresh = target.with_suffix(".mo-new")
        with fresh.open("wb") as file:
            write_mo(file, _read(source))
        fresh.replace(target)  # a running portal never meets half a file
        written.append(target)
    return written


def gaps(folder: Path = LOCALE_DIR) -> Iterator[str]:
    """One line for each entry without a translation, and each that awaits a second look (fuzzy)."""
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        for message in _read(source):
            translations = message.string if isinstance(message.string, tuple) else (message.string,)
            if message.id and message.fuzzy:
                yield f"{source.name}:{message.lineno}: fuzzy: {message.id!r}"
            elif message.id and not all(translations):
                yield f"{source.name}:{message.lineno}: no translation: {message.id!r}"


def _read(source: Path) -> Catalog:
    with source.open("rb") as file:
        return read_po(file, locale=source.parents[1].name)
