"""What `make run` says before it starts anything, and that it ends what it began."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import pytest
from django.db import connection

from tests.factories import a_user
from yanji import localdb, serve
from yanji.localdb import Cluster
from yanji.serve import CannotRun


@pytest.mark.parametrize("value", ["0", "65536", "-1", "web"])
def test_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PORT", value)

    with pytest.raises(CannotRun, match=r"^PORT must be a number from 1 to 65535"):
        serve.wanted_port()


@pytest.mark.parametrize(("value", "port"), [("", 8000), ("8123", 8123)])
def test_port_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch, value: str, port: int) -> None:
    monkeypatch.setenv("PORT", value)

    assert serve.wanted_port() == port


def test_taken_port_is_refused_with_another_one() -> None:
    with socket.create_server((serve.HOST, 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(CannotRun, match=rf"^Port {port} is taken: .* PORT={port + 1}"):
            serve.require_free(port)


def test_folder_that_takes_no_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(CannotRun, match=r"Make room there, or name another with YANJI_VAR\.$"):
        serve.require_writable(tmp_path / "file" / "var")


def test_folder_is_made_and_left_empty(tmp_path: Path) -> None:
    serve.require_writable(tmp_path / "var")

    assert list((tmp_path / "var").iterdir()) == []


@pytest.mark.django_db
def test_example_accounts_are_told_only_where_they_are() -> None:
    before = serve.example_accounts()
    a_user(phone="13800000011")
    a_user(phone="13911112222")

    assert before == []
    assert serve.example_accounts() == ["Example accounts, password Yanji-2026:", "  13800000011  staff of C1"]


def test_named_database_is_told_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"NAME": "yanji", "HOST": "db.example", "PASSWORD": "secret"}.items():
        monkeypatch.setitem(connection.settings_dict, name, value)

    assert serve.described(None) == "yanji at db.example, named by DATABASE_URL"


def test_part_that_ends_by_itself_ends_all() -> None:
    ended = subprocess.Popen(["false"])
    ended.wait()

    with pytest.raises(CannotRun, match=r"^The worker ended by itself \(code 1\)"):
        serve.watch({"worker": ended}, None)


def test_parts_are_asked_to_end_and_then_made_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "SECONDS_TO_END", 0.5)
    monkeypatch.setattr(serve, "SIGNALS", [])
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    parts = [subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE), subprocess.Popen(["sleep", "60"])]
    assert parts[0].stdout
    parts[0].stdout.readline()

    serve.end(parts)

    assert [part.wait(10) for part in parts] == [-signal.SIGKILL, -signal.SIGTERM]


def test_unreachable_database_gives_one_sentence(tmp_path: Path) -> None:
    environment = {**os.environ, "YANJI_VAR": str(tmp_path), "DATABASE_URL": f"postgresql:///yanji?host={tmp_path}"}
    with socket.create_server((serve.HOST, 0)) as reserved:
        environment["PORT"] = str(reserved.getsockname()[1])

    refused = subprocess.run(
        [sys.executable, "-m", "yanji.serve"],
        cwd=localdb.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert refused.returncode == 1
    assert refused.stderr.startswith("The database that DATABASE_URL names does not answer: connection to server")
    assert refused.stderr.count("\n") == 1


def test_portal_opens_keeps_its_data_and_stops_everything() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        first, second = opened_and_stopped(var=Path(folder)), opened_and_stopped(var=Path(folder))
        cluster = Cluster(Path(folder) / "pg")

        assert ("Example data: " in first, "Example data: " in second) == (True, False)
        assert "13800000001  resident" in second
        assert f"Database: embedded PostgreSQL in {cluster.home}, for trials only" in second
        assert not cluster.answers()


def opened_and_stopped(*, var: Path) -> str:
    """Open the portal, fetch a page, ask it to stop; what it said."""
    with socket.create_server((serve.HOST, 0)) as reserved:
        port = reserved.getsockname()[1]
    environment = {**os.environ, "YANJI_VAR": str(var), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    environment.pop("DATABASE_URL")
    said = []
    portal = subprocess.Popen(
        [sys.executable, "-m", "yanji.serve"], cwd=localdb.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert portal.stdout
    for line in portal.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            with urllib.request.urlopen(f"http://{serve.HOST}:{port}/healthz") as page:
                assert page.status == 200
            portal.terminate()
    assert portal.wait() == 0
    return "".join(said)
