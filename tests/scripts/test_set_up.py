"""Setting up says what hinders it, and does nothing a second time."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from scripts import set_up
from scripts.set_up import Hindrance


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A clone without .venv; what would be run is noted."""
    noted: list[list[str]] = []
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text("Django==5.2\n")
    monkeypatch.setattr(set_up, "BASE_DIR", tmp_path)
    monkeypatch.setattr(set_up, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(set_up, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(set_up, "run", noting(noted, tmp_path / ".venv"))
    return noted


def noting(noted: list[list[str]], venv: Path) -> Callable[..., None]:
    def run(command: list[str], *, what_failed: str) -> None:
        venv.mkdir(exist_ok=True)
        noted.append(command)

    return run


def test_first_time_makes_the_environment_and_installs(commands: list[list[str]], tmp_path: Path) -> None:
    set_up.main("requirements.txt")

    made, installed = commands
    assert made[1:] == ["-m", "venv", "--clear", str(tmp_path / ".venv")]
    assert installed[-2:] == ["-r", str(tmp_path / "requirements.txt")]


def test_second_time_does_nothing(commands: list[list[str]]) -> None:
    set_up.main("requirements.txt")
    commands.clear()

    set_up.main("requirements.txt")

    assert commands == []


def test_changed_pins_are_installed_again(commands: list[list[str]], tmp_path: Path) -> None:
    set_up.main("requirements.txt")
    (tmp_path / "requirements.txt").write_text("Django==6.2\n")
    commands.clear()

    set_up.main("requirements.txt")

    assert commands[-1][-1] == str(tmp_path / "requirements.txt")


def test_old_python_gives_one_sentence(commands: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))

    with pytest.raises(Hindrance, match=r"^Yanji needs Python 3\.11 or later, not 3\.9: name one with PYTHON="):
        set_up.main("requirements.txt")


def test_missing_venv_module_gives_one_sentence(commands: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "ensurepip" else object())

    with pytest.raises(Hindrance, match=r"^Python's venv module is missing: install it"):
        set_up.main("requirements.txt")


def test_closed_folder_gives_one_sentence(commands: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)

    with pytest.raises(Hindrance, match=r"^Nothing can be written to"):
        set_up.main("requirements.txt")


def test_full_disk_gives_one_sentence(commands: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=1_000_000))

    with pytest.raises(Hindrance, match=r"has less than 800 MB free: make room, or copy it elsewhere\.$"):
        set_up.main("requirements.txt")


def test_failed_program_is_told_by_its_own_line() -> None:
    failing = "import sys; sys.exit('collecting\\nERROR: No space left on device\\nsee the log')"

    with pytest.raises(Hindrance, match=r"^It failed: ERROR: No space left on device$"):
        set_up.run([sys.executable, "-c", failing], what_failed="It failed")
