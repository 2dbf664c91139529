"""Makes .venv and installs the pinned requirements, when they changed.

Runs on the machine's own Python, whichever that is: so no syntax here that an older Python 3 cannot read,
and every hindrance is answered with one sentence.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VENV = BASE_DIR / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST_PYTHON = (3, 11)
ROOM = 800_000_000  # bytes: .venv with everything, and what pip unpacks on the way


class Hindrance(Exception):
    """One sentence: why Yanji cannot be set up, and what would help."""


def main(requirements: str) -> None:
    folder = os.open(BASE_DIR, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)  # `make run` and `make test` may be started side by side
        set_up(requirements)
    finally:
        os.close(folder)


def set_up(requirements: str) -> None:
    stamp = VENV / f"installed-{requirements}"
    if stamp.exists() and stamp.read_text() == fingerprint():
        return
    if not os.access(BASE_DIR, os.W_OK):
        raise Hindrance(f"Nothing can be written to {BASE_DIR}: give yourself the right, or copy it elsewhere.")
    if not is_sound():
        if shutil.disk_usage(BASE_DIR).free < ROOM:
            raise Hindrance(f"{BASE_DIR} has less than {ROOM // 1_000_000} MB free: make room, or copy it elsewhere.")
        make_venv()
    print(f"Installing {requirements} (the first time, a minute or two) …", flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    run([*pip, "-r", str(BASE_DIR / requirements)], what_failed="The requirements could not be installed")
    stamp.write_text(fingerprint())


def fingerprint() -> str:
    """What is pinned, and the Python it is installed for."""
    pinned = [(BASE_DIR / name).read_bytes() for name in ("requirements.txt", "requirements-dev.txt")]
    return hashlib.sha256(b"".join(pinned) + os.fsencode(os.path.realpath(PYTHON))).hexdigest()


def is_sound() -> bool:
    """Whether .venv was made to the end and its Python is still there."""
    return PYTHON.exists() and subprocess.call([str(PYTHON), "-c", "import pip"], stderr=subprocess.DEVNULL) == 0


def make_venv() -> None:
    if sys.version_info < OLDEST_PYTHON:
        found = "{}.{}".format(*sys.version_info)
        raise Hindrance(f"Yanji needs Python 3.11 or later, not {found}: name one with PYTHON=python3.12.")
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Hindrance("Python's venv module is missing: install it (on Debian, apt install python3-venv).")
    run([sys.executable, "-m", "venv", "--clear", str(VENV)], what_failed=f"{VENV} could not be made")


def run(command: list[str], *, what_failed: str) -> None:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        lines = [line.strip() for line in done.stdout.decode(errors="replace").splitlines() if line.strip()]
        telling = [line for line in lines if "error" in line.lower()] or lines or ["no reason was given"]
        raise Hindrance(f"{what_failed}: {telling[-1]}")


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except Hindrance as why:
        sys.exit(str(why))
    except OSError as error:
        sys.exit(f"{error.filename}: {error.strerror}. Make room there, or copy Yanji to a folder you can write to.")
    except KeyboardInterrupt:
        sys.exit(130)
