"""Words are compiled when they changed, and gaps are found before they land."""

import os
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo

from yanji import translations

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
WHOLE = 'msgid "Free"\nmsgstr "可约"\n'


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + WHOLE)
    return path


def test_new_words_are_compiled_once(source: Path, tmp_path: Path) -> None:
    first, second = translations.compile_stale(tmp_path), translations.compile_stale(tmp_path)

    assert (first, second) == ([source.with_suffix(".mo")], [])
    with first[0].open("rb") as compiled:
        assert read_mo(compiled)["Free"].string == "可约"


def test_changed_words_are_compiled_again(source: Path, tmp_path: Path) -> None:
    [compiled] = translations.compile_stale(tmp_path)
    long_ago = compiled.stat().st_mtime - 60
    os.utime(compiled, (long_ago, long_ago))

    assert translations.compile_stale(tmp_path) == [compiled]


def test_whole_catalogue_has_no_gaps(source: Path, tmp_path: Path) -> None:
    assert list(translations.gaps(tmp_path)) == []


@pytest.mark.parametrize(
    ("entry", "gap"),
    [
        ('msgid "Full"\nmsgstr ""\n', "django.po:7: no translation: 'Full'"),
        ('#, fuzzy\nmsgid "Full"\nmsgstr "可约"\n', "django.po:8: fuzzy: 'Full'"),
        (
            'msgid "%(n)s place"\nmsgid_plural "%(n)s places"\nmsgstr[0] ""\n',
            "django.po:7: no translation: ('%(n)s place', '%(n)s places')",
        ),
    ],
)
def test_missing_and_unconfirmed_words_are_gaps(source: Path, tmp_path: Path, entry: str, gap: str) -> None:
    source.write_text(f"{HEAD}{WHOLE}\n{entry}")

    assert list(translations.gaps(tmp_path)) == [gap]
