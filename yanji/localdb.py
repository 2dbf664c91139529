"""The embedded PostgreSQL: a server of this clone's own, so that trials and tests need no set-up.

With no DATABASE_URL, `manage.py`, pytest and `make run` call `use()`. The server listens on a socket in
a folder that only its own account may enter, asks for a generated password, and is shared: every process
that uses it holds a shared lock, and the last one to leave stops it. For trials only; in production
DATABASE_URL names a real server.
"""

import atexit
import errno
import fcntl
import hashlib
import os
import re
import secrets
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, urlencode

from yanji import pgprograms
from yanji.pgprograms import Account, DatabaseUnavailable

BASE_DIR = Path(__file__).resolve().parent.parent
SPARE_ROOT = Path("/var/lib")
SPARE_SOCKET_ROOT = Path("/tmp")  # noqa: S108  (the folder made there is private, and refused when it is not ours)
LONGEST_SOCKET_FOLDER = 90  # bytes; a socket's whole path has room for 107
PORT = "5432"  # only the last part of the socket's name
NO_SUCH_PROCESS = 2**22 + 1  # above the highest number that Linux gives
ROOM = 100_000_000  # bytes: 45 MB for a new cluster, 16 MB for each further piece of its log, and the tables
SECONDS_TO_CLEAR = 15  # for what a killed server left behind

LASTING = {"timezone": "UTC", "log_timezone": "UTC", "max_connections": "200"}
THROWAWAY = {**LASTING, "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def use(name: str = "pg", *, throwaway: bool = False) -> "Cluster | None":
    """Set DATABASE_URL to the cluster of that name, started if need be; None where a URL is set already."""
    if os.environ.get("DATABASE_URL"):
        return None
    var = var_folder()
    try:
        cluster = Cluster(var / name, throwaway=throwaway)
        cluster.join()
    except OSError as error:
        raise DatabaseUnavailable(
            f"{error.filename or var}: {error.strerror}. The embedded database needs a folder it can write to, with "
            f"{ROOM // 1_000_000} MB free: make room there, or name another folder with YANJI_VAR."
        ) from error
    atexit.register(cluster.leave)
    os.environ["DATABASE_URL"] = cluster.url
    return cluster


def var_folder() -> Path:
    """Where this clone keeps what it makes: YANJI_VAR, else var/."""
    return Path(os.environ.get("YANJI_VAR") or BASE_DIR / "var").resolve()


class Cluster:
    """One data folder and its server, at `wanted` or, where the server's account cannot go there, in /var/lib."""

    def __init__(self, wanted: Path, *, throwaway: bool = False) -> None:
        self.throwaway = throwaway
        self.home, self.account = _settle(wanted)
        self.data = self.home / "data"
        self.log = self.home / "server.log"
        self._password = self.home / "password"
        self._membership: int | None = None
        self._member = 0

    @property
    def url(self) -> str:
        where = urlencode({"host": str(self._sockets), "port": PORT}, quote_via=quote, safe="/")
        return f"postgresql://yanji:{self._password.read_text()}@/yanji?{where}"

    @property
    def membership(self) -> int:
        """The descriptor that keeps the server running; a child that should outlive us gets it too."""
        if self._membership is None:
            raise DatabaseUnavailable("This process does not use the embedded database.")
        return self._membership

    # Steps

    def join(self) -> None:
        """Be counted among the users of the server; the first one starts it."""
        with self._turn():
            self._start_unless_answering()
            membership = os.open(self._kept("users"), os.O_RDWR)
            fcntl.flock(membership, fcntl.LOCK_SH)
        self._membership, self._member = membership, os.getpid()

    def revive(self) -> None:
        """Start the server again if it died under us."""
        if not self.answers():
            with self._turn():
                self._start_unless_answering()

    def leave(self) -> None:
        """Be counted no more; the last one stops the server. A forked child's leaving changes nothing."""
        if self._membership is None or self._member != os.getpid():
            return
        # Others still use it, or its folder was removed and it stops by itself
        with suppress(BlockingIOError, FileNotFoundError), self._turn():
            fcntl.flock(self._membership, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if self.answers():  # pg_ctl would wait a minute for a killed one to stop
                self._run("pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", check=False)
        os.close(self._membership)
        self._membership = None

    def answers(self) -> bool:
        """Whether the server takes connections (`pg_ctl status` would still believe in a killed one)."""
        while True:
            asked = self._run("pg_isready", "-q", "-h", self._sockets, "-p", PORT, check=False)
            if asked.returncode != 1:  # 1: alive, but busy starting or recovering
                return asked.returncode == 0
            time.sleep(0.1)

    # Starting

    def _start_unless_answering(self) -> None:
        if self.answers():
            return
        if self.throwaway and self._is_spoilt():
            shutil.rmtree(self.data)
        if not self.data.exists():
            self._make()
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        _make_private(self._sockets, self.account)
        self._start()

    def _is_spoilt(self) -> bool:
        """Not shut down, and so perhaps torn without fsync; or made by another version."""
        made_by = self.data / "PG_VERSION"
        torn = (self.data / "postmaster.pid").exists()
        return torn or (made_by.exists() and int(made_by.read_text()) != pgprograms.major_of(self._programs))

    def _start(self) -> None:
        sockets = str(self._sockets).replace('"', '""')
        wished = {
            **(THROWAWAY if self.throwaway else LASTING),
            "listen_addresses": "",
            "unix_socket_directories": f'"{sockets}"',
            "unix_socket_permissions": "0700",
            "port": PORT,
        }
        options = shlex.join(f"--{name}={value}" for name, value in wished.items())
        deadline = time.monotonic() + SECONDS_TO_CLEAR
        while True:
            self._disown_the_dead()
            # Names relative to `home`: pg_ctl puts them into a shell's line without regard to quotes
            started = self._run("pg_ctl", "start", "-D", "data", "-l", self.log.name, "-w", "-o", options, check=False)
            if started.returncode == 0:
                return
            why = self.log.read_text(errors="replace") if self.log.exists() else started.stderr
            left_behind = "lock file" in why or "shared memory block" in why
            if not left_behind or time.monotonic() > deadline:
                raise DatabaseUnavailable(f"The embedded database in {self.home} did not start: {_gist(why)}")
            time.sleep(0.3)

    def _disown_the_dead(self) -> None:
        """A killed server that init has not reaped yet looks alive to PostgreSQL. Only its number is taken away, so
        that PostgreSQL still checks the shared memory that the rest of that server may be using."""
        for note in (self.data / "postmaster.pid", self._sockets / f".s.PGSQL.{PORT}.lock"):
            if note.exists():
                pid, _, rest = note.read_text().partition("\n")
                if not pid:
                    note.unlink()  # the disk was full
                elif _is_zombie(pid):
                    note.write_text(f"{NO_SUCH_PROCESS}\n{rest}")

    def _make(self) -> None:
        """A new cluster, made aside and moved into place whole. The portal's role may do no more than in production:
        own its database, and make others for tests."""
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        if shutil.disk_usage(self.home).free < ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.home))
        password = secrets.token_urlsafe(24)
        self._kept("password").write_text(password)
        self._run(
            *("initdb", "-D", fresh, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", self._password),
            *("-E", "UTF8", "--locale=C.UTF-8", "--data-checksums"),
            *(["--no-sync"] if self.throwaway else []),
        )
        self._run(
            *("postgres", "--single", "-D", fresh, "--exit_on_error=on", "postgres"),
            words=f"CREATE ROLE yanji LOGIN CREATEDB PASSWORD '{password}'\nCREATE DATABASE yanji OWNER yanji\n",
        )
        fresh.rename(self.data)

    # Places and programs

    @cached_property
    def _sockets(self) -> Path:
        inside = self.home / "run"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
            return inside
        return SPARE_SOCKET_ROOT / f"yanji-{_fingerprint(self.home)}"

    @cached_property
    def _programs(self) -> Path:
        made_by = self.data / "PG_VERSION"
        return pgprograms.find(
            major=int(made_by.read_text()) if made_by.exists() and not self.throwaway else None,
            account=self.account,
            copies=self.home,
        )

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One process at a time starts, stops, comes or goes."""
        with self._kept("lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _kept(self, name: str) -> Path:
        """A file of ours beside the data, belonging to the server's account like the rest of the folder."""
        file = self.home / name
        if not file.exists():
            file.touch(mode=0o600)
            _give(file, self.account)
        return file

    def _run(
        self, program: str, *arguments: str | Path, words: str = "", check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        command = [self._programs / program, *arguments]
        done = pgprograms.run(command, account=self.account, folder=self.home, words=words)
        if check and done.returncode:
            raise DatabaseUnavailable(f"The embedded database in {self.home} was not made: {_gist(done.stderr)}")
        return done


def _settle(wanted: Path) -> tuple[Path, Account | None]:
    """Where the cluster lives and whose it is: where its data already are, else at `wanted`, else under /var/lib
    in a folder named after `wanted`, so that two clones never share one."""
    spare = SPARE_ROOT / f"yanji-{_fingerprint(wanted)}"
    for home in (spare, wanted):
        if _is_there(home / "data"):
            return home, pgprograms.account_of(home / "data")
    account = pgprograms.account_of(None)
    wanted.parent.mkdir(parents=True, exist_ok=True)
    home = wanted if pgprograms.may_enter(wanted.parent, account) else spare
    _make_private(home, account)
    return home, account


def _is_there(folder: Path) -> bool:
    try:
        folder.stat()
    except FileNotFoundError:
        return False
    except PermissionError:
        raise DatabaseUnavailable(
            f"{folder.parent} belongs to another account: start as root or as that account, "
            "or name another folder with YANJI_VAR."
        ) from None
    return True


def _make_private(folder: Path, account: Account | None) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    ours = {os.geteuid(), account.uid if account else os.geteuid()}
    if folder.is_symlink() or folder.stat().st_uid not in ours:
        raise DatabaseUnavailable(f"{folder} belongs to somebody else: remove it, or name another YANJI_VAR.")
    folder.chmod(0o700)
    _give(folder, account)


def _give(path: Path, account: Account | None) -> None:
    if account:
        os.chown(path, account.uid, account.gid)


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


def _is_zombie(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


def _gist(words: str) -> str:
    """The line of a program's complaint that says why."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "rror: " in line]
    return re.sub(r"^.*?(FATAL|PANIC|[Ee]rror): +", "", (telling or lines or ["it gave no reason"])[0])
