"""A database with every table and nothing else, migrated once and copied for each process that runs tests."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

ONE_AT_A_TIME = 20261127  # an advisory lock's number, of no meaning
PREFIX = "migrated_"
OURS = re.compile(r"^(?:from|import) ([a-z]\w*(?:\.\w+)+)", re.MULTILINE)


def template() -> str:
    """The name of the database to copy. It is made anew when a migration, or what one of ours imports, has changed."""
    name = f"{PREFIX}{fingerprint()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        there = {row[0] for row in cursor.fetchall()}
        if name not in there:
            for old in there:
                cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')
            _make(f"{name}_unfinished")
            cursor.execute(f'ALTER DATABASE "{name}_unfinished" RENAME TO "{name}"')
    return name


def fingerprint() -> str:
    told = sha256(Path(settings.BASE_DIR, "requirements.txt").read_bytes())
    for file in sorted(_files()):
        told.update(f"{file.name}\n".encode() + file.read_bytes())
    return told.hexdigest()[:16]


def _files() -> Iterator[Path]:
    for app in sorted(MigrationLoader(None).migrated_apps):
        module, _is_named = MigrationLoader.migrations_module(app)
        folder = Path(settings.BASE_DIR, *(module or "").split("."))
        for migration in folder.glob("*.py"):  # of others' apps requirements.txt says which
            yield migration
            for imported in OURS.findall(migration.read_text()):
                if (file := Path(settings.BASE_DIR, *imported.split(".")).with_suffix(".py")).exists():
                    yield file


def _make(name: str) -> None:
    with _named(name):
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()


@contextmanager
def _named(name: str) -> Iterator[None]:
    asked, usual = connection.settings_dict["TEST"]["NAME"], connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = name
    yield
    connection.settings_dict["TEST"]["NAME"] = asked
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = usual
