"""Boards, papers, desk and reports know claimants, never kinds: nobody but its own app asks of which kind one is."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from bookings.models import Booking
from centres import claimants

APPS = (
    *("activities", "bookings", "centres", "fairness", "notices", "office", "residents"),
    *("scripts", "services", "timetables", "yanji"),
)
BASE = Path(settings.BASE_DIR)
IF = re.compile(r"{%-?\s*(?:el)?if\s(.*?)%}")


def modules() -> Iterator[tuple[str, Path]]:
    for app in APPS:
        yield from ((app, path) for path in (BASE / app).rglob("*.py") if "migrations" not in path.parts)


def templates() -> Iterator[tuple[str, Path]]:
    """Those of an app stand under its name."""
    for path in (BASE / "templates").rglob("*.html"):
        yield path.relative_to(BASE / "templates").parts[0], path


@dataclass(frozen=True)
class Bearer:
    """A class with KIND = "booking"."""

    name: str
    app: str
    kind: str


@cache
def bearers() -> list[Bearer]:
    """Of the kinds registered. Marks and the like bear the kind of what they are about."""
    found = []
    for app, path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found += [Bearer(node.name, app, kind) for kind in _kinds_in(node) if kind in claimants.kinds()]
    return found


def _kinds_in(node: ast.ClassDef) -> Iterator[str]:
    for step in node.body:
        match step:
            case (
                ast.Assign(targets=[ast.Name(id="KIND")], value=ast.Constant(value=str(kind)))
                | ast.AnnAssign(target=ast.Name(id="KIND"), value=ast.Constant(value=str(kind)))
            ):
                yield kind


def owners() -> dict[str, str]:
    """The app of each kind."""
    return {bearer.kind: bearer.app for bearer in bearers()}


# What is not allowed


def comparisons(source: str, forbidden: set[str]) -> Iterator[int]:
    """The lines in which a kind is compared with one of these, or with the KIND of a model, or matched with it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(map(_is_kind, sides)) and any(_names(side, forbidden) for side in sides):
                yield node.lineno
        if isinstance(node, ast.Match) and _is_kind(node.subject):
            for case in node.cases:
                for part in ast.walk(case.pattern):
                    if isinstance(part, ast.MatchValue) and _names(part.value, forbidden):
                        yield part.lineno


def _is_kind(node: ast.expr) -> bool:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=str(name))):
            return name == "kind" or name.endswith("_kind")
    return False


def _names(node: ast.expr, forbidden: set[str]) -> bool:
    match node:
        case ast.Constant(value=value):
            return value in forbidden
        case ast.Attribute(value=ast.Name(id=owner), attr="KIND"):
            return any(bearer.name == owner and bearer.kind in forbidden for bearer in bearers())
        case ast.Set(elts=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
            return any(_names(part, forbidden) for part in parts)
        case ast.Call(args=parts):  # frozenset({"booking"})
            return any(_names(part, forbidden) for part in parts)
    return False


def template_comparisons(source: str, forbidden: set[str]) -> Iterator[str]:
    """The conditions in which a kind stands beside one of these."""
    for condition in IF.findall(source):
        asks_kind = re.search(r"(?:^|[\s.(_])kind\b", re.sub(r"(['\"]).*?\1", "''", condition))
        if asks_kind and set(re.findall(r"['\"](\w+)['\"]", condition)) & forbidden:
            yield condition.strip()


# The test of the portal, and of the test


def test_only_its_own_app_asks_for_a_kind() -> None:
    own = owners()
    assert set(own) == claimants.kinds()

    found = []
    for app, path in modules():
        of_others = {kind for kind, owner in own.items() if owner != app}
        lines = comparisons(path.read_text(encoding="utf-8"), of_others)
        found += [f"{path.relative_to(BASE)}:{line}" for line in lines]
    for app, path in templates():
        of_others = {kind for kind, owner in own.items() if owner != app}
        conditions = template_comparisons(path.read_text(encoding="utf-8"), of_others)
        found += [f"{path.relative_to(BASE)}: {condition}" for condition in conditions]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        'if kind == "booking": pass',
        'if "session" != occupancy.kind: pass',
        'x = row["kind"] in {"service", "closure"}',
        "x = occupancy.kind == Booking.KIND",
        'x = held.kind not in ("waiting",)',
        "x = held.kind in frozenset([Session.KIND])",
        'x = its_kind is "booking"',
        'match occupancy.kind:\n    case "session": pass',
        'match kind:\n    case "other" | Booking.KIND: pass',
    ],
)
def test_it_catches_whoever_asks(source: str) -> None:
    assert list(comparisons(source, claimants.kinds()))


@pytest.mark.parametrize(
    "source",
    [
        'if kind == "csv": pass',
        "x = claimant.kind == kind",
        'x = look == "booking"',
        'match kind:\n    case "csv": pass',
    ],
)
def test_it_lets_others_be(source: str) -> None:
    assert not list(comparisons(source, claimants.kinds()))


def test_it_catches_templates() -> None:
    kinds = {Booking.KIND, "session"}

    assert list(template_comparisons('{% if x.kind == "booking" %}', kinds))
    assert list(template_comparisons("{% elif 'session' != kind %}", kinds))
    assert list(template_comparisons('{% if a and x.kind in "booking" %}', kinds))
    assert not list(template_comparisons('{% if kind == "free" %}', kinds))
    assert not list(template_comparisons('{% if page == "booking" %}', kinds))
