"""What all tests share: files of their own, the long numbers on request, and journeys in a real browser."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
from _pytest.nodeid import NodeId
from django.core.management.commands import flush
from django.db import connection, connections
from django.utils import translation
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from pytest_django import DjangoDbBlocker, Settings
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import blocking_manager_key
from whitenoise.middleware import WhiteNoiseMiddleware

from notices import wordings
from scripts import chromium
from tests import migrated
from tests.journeys import portal
from tests.journeys.steps import SECONDS_TO_APPEAR

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
KEPT = {"contenttypes.contenttype": "django_content_type", "auth.permission": "auth_permission"}


# What runs


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # While one process makes the database and reads the portal in it, the other has enough to do without
    items.sort(key=lambda item: (not reads_the_portal(item), asks_the_database(item)))
    if config.getoption("loadgroup", False):  # pytest-xdist 3.8 names the group where pytest 9.2 no longer looks
        for item in items:
            group = item.get_closest_marker("xdist_group")
            if group and not item.nodeid.endswith(f"@{group.args[0]}"):
                item._id = NodeId.parse(f"{item.nodeid}@{group.args[0]}")
    if os.environ.get("YANJI_LONG") == "1":
        return
    long = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]


def pytest_itemcollected(item: pytest.Item) -> None:
    """What commits ends with every table emptied; the rows that migrations wrote come back for the next test."""
    if reads_the_portal(item):
        item.add_marker(pytest.mark.django_db(serialized_rollback=True))
        item.add_marker(pytest.mark.xdist_group("portal"))  # one process fills it, for all of them
        return
    marker = item.get_closest_marker("django_db")
    asked = dict(marker.kwargs) if marker else {}
    if isinstance(item, pytest.Function) and (asked.get("transaction") or "live_server" in item.fixturenames):
        asked |= {"transaction": True, "serialized_rollback": True}
        item.add_marker(pytest.mark.django_db(**asked), append=False)


def reads_the_portal(item: pytest.Item) -> bool:
    """Whether the test looks at the portal of tests/journeys/conftest.py, which all such tests share."""
    return isinstance(item, pytest.Function) and "portal" in item.fixturenames


def asks_the_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or "db" in getattr(item, "fixturenames", ())


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if portal.is_open() and not reads_the_portal(item):
        with item.config.stash[blocking_manager_key].unblock():
            portal.close_portal()
    if item.get_closest_marker("browser") and not chromium.find():
        if os.environ.get("YANJI_REQUIRE_BROWSER") == "1":
            pytest.fail(chromium.MISSING, pytrace=False)
        pytest.skip(chromium.MISSING)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left_out = [report for report in terminalreporter.getreports("skipped") if "browser" in report.keywords]
    if left_out and not chromium.find():
        terminalreporter.write_line(f"{len(left_out)} journeys in a browser were left out, {chromium.MISSING}")


# What is done once for all


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated.template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Kinds of content and permissions are as the migrations left them, whatever a test commits: they stay when the
    tables are emptied, and need not come back. Of the others only those that hold rows are emptied, row by row, rather
    than made anew with all their files; no trigger of ours is asked."""
    ours = ",".join(f"{model._meta.db_table}:{each.get_pgid(model)}" for model, each in pgtrigger.registered())

    def emptying(style: Any, connection: Any, reset_sequences: bool = True, allow_cascade: bool = False) -> list[str]:
        tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
        emptied = sorted(tables - set(KEPT.values()))
        assert not reset_sequences
        named = {table: connection.ops.quote_name(table) for table in emptied}
        asked = " UNION ALL ".join(f"SELECT %s WHERE EXISTS (SELECT FROM {name})" for name in named.values())
        with connection.cursor() as cursor:
            cursor.execute(asked, list(named))
            filled = [row[0] for row in cursor.fetchall()]
        no_trigger = f"SELECT set_config('pgtrigger.ignore', '{{{ours}}}', true)"
        return [no_trigger, *(f"DELETE FROM {named[table]}" for table in filled)]

    rows = getattr(connection, "_test_serialized_contents", None)
    with pytest.MonkeyPatch.context() as patch:
        if rows is not None:
            connection._test_serialized_contents = json.dumps(
                [row for row in json.loads(rows) if row["model"] not in KEPT]
            )
            patch.setattr(flush, "sql_flush", emptying)
        yield


@pytest.fixture(scope="session", autouse=True)
def static_files_are_sought_once() -> Iterator[None]:
    """The client of each test loads the middleware anew, which would look at some two hundred files each time."""
    found: dict[str, Any] = {}
    seek = WhiteNoiseMiddleware.add_files_from_finders

    def add_files(self: WhiteNoiseMiddleware) -> None:
        if not found:
            seek(self)
            found.update(self.files)
        self.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", add_files)
        yield


# What tests ask for


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    """No test writes where the portal keeps its photos, or finds a paper that another one made."""
    settings.MEDIA_ROOT = tmp_path
    settings.CACHES = {**settings.CACHES, "papers": {**settings.CACHES["papers"], "LOCATION": tmp_path / "papers"}}


@pytest.fixture(autouse=True)
def own_language(settings: Settings) -> Iterator[None]:
    """No test reads words in the language of a visitor that another one let in."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def every_fact_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the office may name in its own words is there whenever the message is written."""
    told = wordings.words

    def words(key: str, facts: Mapping[str, object], **further: str) -> str:
        assert set(facts) >= set(wordings.occasion(key).facts), key
        return told(key, facts, **further)

    monkeypatch.setattr(wordings, "words", words)


@pytest.fixture
def looks(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """What is on record so far about who looked at whom."""
    caplog.set_level("INFO", logger="residents.looks")
    return lambda: [record.getMessage() for record in caplog.records if record.name == "residents.looks"]


@pytest.fixture(scope="session")
def browser(django_db_setup: None) -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop runs in the thread where tests use the ORM
    migrated_rows = connection._test_serialized_contents
    with sync_playwright() as playwright:
        connection._test_serialized_contents = migrated_rows  # beside a loop Django has another connection
        expect.set_options(timeout=SECONDS_TO_APPEAR * 1000)
        launched = playwright.chromium.launch(executable_path=chromium.find(), args=CHROMIUM_FLAGS)
        yield launched
        launched.close()
        connections.close_all()


@pytest.fixture
def page_at(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Open a visitor's page of that width in pixels, each with a session of its own: page_at(375), or
    page_at(375, java_script_enabled=False). A script that breaks, or anything that the content policy refuses,
    fails the test."""
    contexts = []
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    def open_page(width: int, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            base_url=live_server.url,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", note)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
