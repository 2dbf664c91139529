"""`make run`: the whole portal on this machine (database, web, worker) until Ctrl-C, which stops all of it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Collection
from pathlib import Path

import django
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections

from office.example_data.accounts import ACCOUNTS, PASSWORD
from yanji import localdb, translations
from yanji.localdb import Cluster
from yanji.pgprograms import DatabaseUnavailable

HOST = "127.0.0.1"  # the example accounts' password is public: nobody but this machine
THREADS = 4
SECONDS_TO_START = 60
SECONDS_TO_END = 10
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


class CannotRun(Exception):
    """One sentence: what keeps the portal from running, and what would help."""


def main() -> None:
    for sign in SIGNALS:
        signal.signal(sign, signal.default_int_handler)
    try:
        run(port=wanted_port())
    except (CannotRun, DatabaseUnavailable) as why:
        sys.exit(str(why))
    except KeyboardInterrupt:
        print("\nStopped.")


def run(*, port: int) -> None:
    require_free(port)
    require_writable(localdb.var_folder())
    cluster = localdb.use()
    prepare()
    lines = [f"Yanji is open at  http://{HOST}:{port}/", f"Database: {described(cluster)}.", *example_accounts()]
    connections.close_all()
    parts = started(port=port, cluster=cluster)
    try:
        wait_for_web(parts["web"], port)
        print("\n  " + "\n  ".join([*lines, "Ctrl-C stops everything."]) + "\n", flush=True)
        watch(parts, cluster)
    finally:
        end(parts.values())


# Before anything runs


def wanted_port() -> int:
    value = os.environ.get("PORT") or "8000"
    if not (value.isdecimal() and 0 < int(value) < 2**16):
        raise CannotRun(f"PORT must be a number from 1 to 65535, not {value!r}.")
    return int(value)


def require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise CannotRun(f"Port {port} needs more rights than yours: name one above 1023 with PORT.") from None
        except OSError:
            raise CannotRun(f"Port {port} is taken: name another one, as in `make run PORT={port + 1}`.") from None


def require_writable(folder: Path) -> None:
    trial = folder / f".trial-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trial.write_bytes(b"x" * 100_000)
        trial.unlink()
    except OSError as error:
        raise CannotRun(f"{folder}: {error.strerror}. Make room there, or name another with YANJI_VAR.") from None


def prepare() -> None:
    """Words, tables, example data in an empty database, and the files that the browser fetches."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanji.settings")
    os.environ["YANJI_COLLECTED"] = "1"
    translations.compile_stale()
    django.setup()
    try:
        connection.ensure_connection()
    except OperationalError as error:
        why = str(error).splitlines()[0]
        raise CannotRun(f"The database that DATABASE_URL names does not answer: {why}") from None
    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_example_data", if_empty=True)
        call_command("collectstatic", interactive=False, verbosity=0)
    except CommandError as why:
        raise CannotRun(str(why)) from None


# The parts


def started(*, port: int, cluster: Cluster | None) -> dict[str, subprocess.Popen[bytes]]:
    """Web and worker, each away from the terminal's Ctrl-C, which reaches us alone. They keep the embedded
    database running while they live, even if we are killed."""
    workers = os.environ.get("WEB_CONCURRENCY") or min(4, 1 + (os.cpu_count() or 1))
    web = ["-m", "gunicorn", "yanji.wsgi", f"--bind={HOST}:{port}", f"--workers={workers}", f"--threads={THREADS}"]
    commands = {
        "web": [*web, "--log-level=warning", "--graceful-timeout=5", "--no-control-socket"],
        "worker": ["manage.py", "worker"],
    }
    return {
        name: subprocess.Popen(
            [sys.executable, *command],
            cwd=localdb.BASE_DIR,
            start_new_session=True,
            pass_fds=[cluster.membership] if cluster else [],
        )
        for name, command in commands.items()
    }


def wait_for_web(web: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and web.poll() is None:
        with socket.socket() as caller:
            if caller.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise CannotRun("The web server did not start; its own words stand above.")


def watch(parts: dict[str, subprocess.Popen[bytes]], cluster: Cluster | None) -> None:
    while True:
        for name, part in parts.items():
            if part.poll() is not None:
                raise CannotRun(f"The {name} ended by itself (code {part.returncode}), so everything was stopped.")
        if cluster:
            cluster.revive()
        time.sleep(2)


def end(parts: Collection[subprocess.Popen[bytes]]) -> None:
    """Ask all to end, then wait; a second Ctrl-C changes nothing. The database follows as this process exits."""
    for sign in SIGNALS:
        signal.signal(sign, signal.SIG_IGN)
    for part in parts:
        part.terminate()
    deadline = time.monotonic() + SECONDS_TO_END
    for part in parts:
        try:
            part.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            part.kill()


# What is said


def described(cluster: Cluster | None) -> str:
    if cluster:
        return f"embedded PostgreSQL in {cluster.home}, for trials only; in production set DATABASE_URL"
    named = connection.settings_dict
    return f"{named['NAME']} at {named['HOST'] or 'this machine'}, named by DATABASE_URL"


def example_accounts() -> list[str]:
    """Those that are in this database, as lines to print."""
    known = get_user_model()._default_manager.filter(phone__in=ACCOUNTS).values_list("phone", flat=True)
    lines = [f"  {phone}  {ACCOUNTS[phone]}" for phone in sorted(known)]
    return [f"Example accounts, password {PASSWORD}:", *lines] if lines else []


if __name__ == "__main__":
    main()
