#!/usr/bin/env python
"""Django's commands; without DATABASE_URL they run on the embedded database."""

import os
import sys

from django.core.management import execute_from_command_line

from yanji import localdb
from yanji.pgprograms import DatabaseUnavailable

NEED_NO_DATABASE = {"collectstatic", "compilemessages", "findstatic", "help", "makemessages", "version"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanji.settings")
    if NEED_NO_DATABASE.isdisjoint(sys.argv[1:2]):
        connect()
    else:
        os.environ.setdefault("DATABASE_URL", "postgresql:///")
    execute_from_command_line(sys.argv)


def connect() -> None:
    try:
        cluster = localdb.use()
    except DatabaseUnavailable as why:
        sys.exit(str(why))
    if cluster:
        sys.stderr.write(f"No DATABASE_URL: using the embedded database in {cluster.home}, for trials only.\n")


if __name__ == "__main__":
    main()
