"""A real server for each claim about the embedded database; folders outside pytest's own, which are closed to it."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace

import psycopg2
import pytest

from yanji import localdb, pgprograms
from yanji.localdb import Cluster
from yanji.pgprograms import DatabaseUnavailable

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another account")

USE_AND_TELL = """
import sys
from yanji import localdb, pgprograms
cluster = localdb.use()
print((cluster.data / "postmaster.pid").read_text().split()[0], flush=True)
sys.stdin.read()
"""


@contextmanager
def open_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as made:
        yield made


@pytest.fixture(autouse=True)
def spare(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(localdb, "SPARE_ROOT", folder / "spare")
    (folder / "spare").mkdir(mode=0o755)
    return folder / "spare"


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    """One to stop, kill and spoil."""
    made = Cluster(folder / "pg", throwaway=True)
    made.join()
    yield made
    made.leave()


@pytest.fixture(scope="module")
def untouched() -> Iterator[Cluster]:
    """One to look at."""
    with open_folder() as folder:
        made = Cluster(folder / "pg", throwaway=True)
        made.join()
        yield made
        made.leave()


def ask(cluster: Cluster, sql: str) -> list[tuple[object, ...]]:
    with closing(psycopg2.connect(cluster.url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def kill_server(cluster: Cluster) -> None:
    pid = int((cluster.data / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    while cluster.answers():
        time.sleep(0.05)


# What kind of server


def test_server_is_made_as_production_should_be(untouched: Cluster) -> None:
    names = ["data_checksums", "server_encoding", "max_connections", "listen_addresses", "password_encryption"]
    asked = {name: ask(untouched, f"SHOW {name}")[0][0] for name in names}

    assert asked == {
        "data_checksums": "on",
        "server_encoding": "UTF8",
        "max_connections": "200",
        "listen_addresses": "",
        "password_encryption": "scram-sha-256",
    }
    assert ask(untouched, "SELECT datcollate, datctype FROM pg_database WHERE datname = current_database()") == [
        ("C.UTF-8", "C.UTF-8")
    ]


def test_portals_role_owns_its_database_and_nothing_else(untouched: Cluster) -> None:
    rights = "SELECT rolname::text, rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"

    assert ask(untouched, rights) == [("yanji", False, False, True)]
    assert ask(untouched, "CREATE EXTENSION btree_gist") == []


def test_server_asks_for_the_password(untouched: Cluster) -> None:
    password = (untouched.home / "password").read_text()

    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(untouched.url.replace(password, "guessed"))


def test_folders_are_closed_to_others(untouched: Cluster) -> None:
    closed = {path.name: oct(path.stat().st_mode & 0o777) for path in [untouched.home, *untouched.home.iterdir()]}

    assert {closed["pg"], closed["data"], closed["run"]} == {"0o700"}
    assert closed["password"] == "0o600"


# Who starts and who stops it


def test_last_user_stops_the_server(cluster: Cluster) -> None:
    second = Cluster(cluster.home, throwaway=True)
    second.join()

    cluster.leave()
    while_used = second.answers()
    second.leave()

    assert (while_used, second.answers()) == (True, False)


def test_forked_child_that_leaves_stops_nothing(untouched: Cluster) -> None:
    child = os.fork()
    if child == 0:
        untouched.leave()
        os._exit(0)
    os.waitpid(child, 0)

    assert untouched.answers()


def test_four_processes_at_once_share_one_server(folder: Path) -> None:
    environment = {**os.environ, "YANJI_VAR": str(folder / "var")}
    environment.pop("DATABASE_URL")
    users = [
        subprocess.Popen(
            [sys.executable, "-c", USE_AND_TELL],
            cwd=localdb.BASE_DIR,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]

    servers = {user.stdout.readline() for user in users if user.stdout}
    for user in users:
        user.communicate()

    assert len(servers) == 1
    assert servers != {""}
    assert not Cluster(folder / "var" / "pg").answers()


# What it survives


def test_killed_server_comes_back_with_its_rows(folder: Path) -> None:
    cluster = Cluster(folder / "pg")
    cluster.join()
    ask(cluster, "CREATE TABLE kept AS SELECT 7 AS number")

    kill_server(cluster)
    cluster.revive()
    rows = ask(cluster, "SELECT number FROM kept")
    cluster.leave()

    assert rows == [(7,)]


def test_killed_throwaway_server_begins_anew(cluster: Cluster) -> None:
    ask(cluster, "CREATE TABLE kept AS SELECT 7 AS number")

    kill_server(cluster)
    cluster.revive()

    assert ask(cluster, "SELECT to_regclass('kept')") == [(None,)]


def test_half_made_cluster_is_made_again(folder: Path) -> None:
    interrupted = Cluster(folder / "pg", throwaway=True)
    (interrupted.home / "data.new").mkdir()
    (interrupted.home / "data.new" / "PG_VERSION").write_text("18")

    interrupted.join()
    answered = interrupted.answers()
    interrupted.leave()

    assert answered


def test_pid_file_left_empty_by_a_full_disk_is_removed(folder: Path) -> None:
    cluster = Cluster(folder / "pg")
    cluster.data.mkdir()
    (cluster.data / "postmaster.pid").touch()

    cluster._disown_the_dead()

    assert not (cluster.data / "postmaster.pid").exists()


def test_number_of_a_zombie_is_taken_out_of_the_pid_file(folder: Path) -> None:
    cluster = Cluster(folder / "pg")
    zombie = subprocess.Popen(["true"])
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
    cluster.data.mkdir()
    note = cluster.data / "postmaster.pid"
    note.write_text(f"{zombie.pid}\n/data\n12345\n")

    cluster._disown_the_dead()
    zombie.wait()

    assert note.read_text() == f"{localdb.NO_SUCH_PROCESS}\n/data\n12345\n"


def test_long_path_with_odd_characters_serves(folder: Path) -> None:
    odd = folder / f"延吉 'a', \"b\" {'long ' * 20}"
    odd.mkdir(mode=0o755)
    cluster = Cluster(odd / "pg", throwaway=True)
    cluster.join()

    rows = ask(cluster, "SELECT 1")
    sockets = cluster._sockets
    cluster.leave()
    sockets.rmdir()

    assert rows == [(1,)]
    assert len(os.fsencode(sockets)) <= localdb.LONGEST_SOCKET_FOLDER


# Where it lives


@as_root
def test_clones_that_the_account_cannot_reach_get_places_of_their_own(folder: Path, spare: Path) -> None:
    for name in ("one", "two"):
        (folder / name).mkdir(mode=0o700)

    homes = {Cluster(folder / name / "pg").home for name in ("one", "two")}

    assert len(homes) == 2
    assert {home.parent for home in homes} == {spare}


@as_root
def test_data_made_apart_are_found_again_when_the_clone_is_opened(folder: Path) -> None:
    (folder / "one").mkdir(mode=0o700)
    made = Cluster(folder / "one" / "pg", throwaway=True)
    made.join()
    made.leave()

    (folder / "one").chmod(0o755)

    assert Cluster(folder / "one" / "pg").home == made.home


@as_root
def test_programs_out_of_reach_are_copied(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out_of_reach = folder / "closed"
    out_of_reach.mkdir(mode=0o700)
    wheel = next(pgprograms._candidates()).parents[1]
    for source in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        (out_of_reach / source.name).symlink_to(source)
    programs = out_of_reach / wheel.name / "pginstall" / "bin"
    monkeypatch.setattr(pgprograms, "_candidates", lambda: iter([programs]))
    cluster = Cluster(folder / "pg", throwaway=True)

    cluster.join()
    rows = ask(cluster, "SELECT 1")
    cluster.leave()

    assert rows == [(1,)]
    assert {path.name for path in cluster.home.glob("programs-*/*")} == {wheel.name, f"{wheel.name}.libs"}


def test_folder_of_somebody_else_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "run").symlink_to(folder / "spare")

    with pytest.raises(DatabaseUnavailable, match="belongs to somebody else"):
        localdb._make_private(folder / "run", None)


# When it is used at all


def test_named_database_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://portal@db.example/yanji")

    assert localdb.use() is None
    assert os.environ["DATABASE_URL"] == "postgresql://portal@db.example/yanji"


def test_folder_that_takes_no_files_gives_one_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "var").write_text("a file, not a folder")
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("YANJI_VAR", str(folder / "var"))

    with pytest.raises(
        DatabaseUnavailable, match=r"Not a directory\. The embedded database needs a folder"
    ) as refused:
        localdb.use()

    assert "\n" not in str(refused.value)


def test_full_disk_gives_one_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("YANJI_VAR", str(folder))
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=1_000_000))

    with pytest.raises(DatabaseUnavailable, match=r"No space left on device\. .* with 100 MB free: make room there"):
        localdb.use()


def test_command_without_need_starts_no_database(folder: Path) -> None:
    environment = {**os.environ, "YANJI_VAR": str(folder / "var")}
    environment.pop("DATABASE_URL")

    subprocess.run([sys.executable, "manage.py", "version"], cwd=localdb.BASE_DIR, env=environment, check=True)

    assert not (folder / "var" / "pg").exists()
