"""The portal's own processes on the tests' database: a web server and a worker that may be killed, and browsers."""

import http.client
import os
import secrets
import signal
import socket
import string
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.db import connection
from django.test import Client

from residents.models import User
from yanji.localdb import BASE_DIR

HOST = "127.0.0.1"
SECONDS_TO_START = 60
AWAY = (OSError, http.client.HTTPException)  # what a browser meets while the web server is dead
TOKEN = string.ascii_letters + string.digits


class Answer:
    """Status and where it leads; of a page, its words."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.leads_to = response.headers["Location"] or ""
        self.body = response.read().decode()


class Browser:
    """Somebody signed in, who sends forms over the wire."""

    def __init__(self, user: User, port: int) -> None:
        client = Client()
        client.force_login(user)
        self._port = port
        self._token = "".join(secrets.choice(TOKEN) for _n in range(32))
        self._cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={self._token}"

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, "")

    def post(self, path: str, **typed: object) -> Answer:
        return self._ask("POST", path, urlencode(typed))

    def _ask(self, method: str, path: str, body: str) -> Answer:
        headers = {"Cookie": self._cookies, "X-CSRFToken": self._token}
        if body or method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        talk = http.client.HTTPConnection(HOST, self._port, timeout=120)
        try:
            talk.request(method, path, body, headers)
            return Answer(talk.getresponse())
        finally:
            talk.close()


class House:
    """Web and worker as `make run` starts them, each in a process group of its own."""

    def __init__(self, *, workers: int = 2) -> None:
        with socket.create_server((HOST, 0)) as free:
            self.port = free.getsockname()[1]
        web = ["-m", "gunicorn", "yanji.wsgi", f"--bind={HOST}:{self.port}", f"--workers={workers}", "--threads=8"]
        self._commands = {
            "web": [*web, "--log-level=critical", "--no-control-socket", "--timeout=120"],
            "worker": ["manage.py", "worker"],
        }
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, part: str) -> None:
        self._running[part] = subprocess.Popen(
            [sys.executable, *self._commands[part]],
            cwd=BASE_DIR,
            env={**os.environ, "DATABASE_URL": _url_of_the_tests_database()},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill(self, part: str) -> None:
        """The whole group at once, without a word."""
        process = self._running.pop(part)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def wait_for_web(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            talk = http.client.HTTPConnection(HOST, self.port, timeout=10)
            try:
                talk.request("GET", "/healthz")
                if talk.getresponse().status == 200:
                    return
            except AWAY:
                time.sleep(0.05)
            finally:
                talk.close()
        raise AssertionError("The web server did not start.")

    def end(self) -> None:
        for part in list(self._running):
            self.kill(part)


@contextmanager
def open_house(*, workers: int = 2, with_worker: bool = True) -> Iterator[House]:
    house = House(workers=workers)
    try:
        house.start("web")
        if with_worker:
            house.start("worker")
        house.wait_for_web()
        yield house
    finally:
        house.end()


def _url_of_the_tests_database() -> str:
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}"))
