"""The HTML of every kind of page is valid: read without an error, each part where it may stand, every tie holding."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib
import pytest

from tests.journeys.tour import Guest
from tests.journeys.visitors import VISITORS

PHRASING_ONLY = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "b", "strong", "small", "i", "em", "label", "button"}
BLOCKS = {
    *("address", "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "fieldset", "figure"),
    *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p"),
    *("pre", "section", "table", "ul"),
}
PARENTS = {
    "li": {"ul", "ol", "menu"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "summary": {"details"},
    "legend": {"fieldset"},
    "caption": {"table"},
    "option": {"select", "optgroup", "datalist"},
}
CHILDREN = {"ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd", "div"}, "select": {"option", "optgroup"}}
TIES = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "for", "form", "headers", "list")
NEVER_INSIDE = {
    "a": {"a", "button", "input", "select", "textarea", "label"},
    "button": {"a", "button", "input", "select", "textarea", "label"},
    "label": {"label"},
    "form": {"form"},
}


def faults_of(html: str, *, is_admin: bool) -> Iterator[str]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    page = parser.parse(html)
    for (line, column), code, _data in parser.errors:
        yield f"{code} at {line}:{column}: {html.splitlines()[line - 1].strip()[:80]}"
    yield from faults_of_parts(page)
    yield from faults_of_ties(page)
    yield from faults_of_headings(page)
    if not is_admin:  # Django's own lists name their rows by a <th> without a scope, which browsers find out alone
        yield from faults_of_tables(page)
    if not page.get("lang"):
        yield "does not say its language"


def faults_of_parts(page: Element) -> Iterator[str]:
    for parent in page.iter():
        if not isinstance(parent.tag, str):
            continue
        children = [child.tag for child in parent if isinstance(child.tag, str)]
        for child in children:
            if parent.tag in PHRASING_ONLY and child in BLOCKS:
                yield f"<{child}> in <{parent.tag}> “{text_of(parent)[:24]}”"
            if child in PARENTS and parent.tag not in PARENTS[child]:
                yield f"<{child}> in <{parent.tag}>"
            if parent.tag in CHILDREN and child not in CHILDREN[parent.tag] | {"script", "template"}:
                yield f"<{child}> right in <{parent.tag}>"
        if parent.tag in NEVER_INSIDE:
            for child in {one.tag for one in parent.iter() if one is not parent} & NEVER_INSIDE[parent.tag]:
                yield f"<{child}> inside <{parent.tag}> “{text_of(parent)[:24]}”"


def faults_of_ties(page: Element) -> Iterator[str]:
    ids = Counter(one.get("id") for one in page.iter() if one.get("id") is not None)
    for name, times in ids.items():
        if times > 1 or not name or " " in name:
            yield f"id {name!r} {times} times"
    for one in page.iter():
        for tie in TIES:
            yield from (
                f"{tie}={name} leads nowhere, on <{one.tag}>"
                for name in (one.get(tie) or "").split()
                if name not in ids
            )
        if one.tag in {"input", "select", "textarea"} and not is_labelled(one, page):
            yield f"<{one.tag} name={one.get('name')}> has no label"
        if one.tag == "img" and one.get("alt") is None:
            yield f"<img src={one.get('src')}> has no alt"


def is_labelled(control: Element, page: Element) -> bool:
    if (
        control.get("type") in {"hidden", "submit", "button", "image", "reset"}
        or control.get("aria-label")
        or control.get("aria-labelledby")
    ):
        return True
    wraps = any(control in list(label.iter()) for label in page.iter("label"))
    return wraps or any(label.get("for") == control.get("id") for label in page.iter("label") if control.get("id"))


def faults_of_headings(page: Element) -> Iterator[str]:
    levels = [
        int(one.tag[1])
        for one in page.iter()
        if isinstance(one.tag, str) and one.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}
    ]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} first headings"
    for above, below in pairwise(levels):
        if below > above + 1:
            yield f"a heading of level {below} after one of level {above}: {levels}"


def faults_of_tables(page: Element) -> Iterator[str]:
    for table in page.iter("table"):
        heads = list(table.iter("th"))
        if not heads:
            yield f"a table without heads “{text_of(table)[:24]}”"
        for head in heads:
            if head.get("scope") not in {"col", "row", "colgroup", "rowgroup"}:
                yield f"<th> without a scope “{text_of(head)[:24]}”"


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.mark.parametrize("name", VISITORS)
def test_the_html_of_every_page_is_valid(tour: dict[str, Guest], name: str) -> None:
    faults = [
        f"{sheet}: {fault}"
        for sheet in tour[name].sheets
        for html in filter(None, (sheet.html, sheet.in_elder_mode))
        for fault in faults_of(html, is_admin=sheet.is_admin)
    ]

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ("<p><div></div></p>", "unexpected-end-tag"),
        ("<span><p>1</p></span>", "<p> in <span>"),
        ("<div><li>1</li></div>", "<li> in <div>"),
        ("<ul><a href=/>1</a></ul>", "<a> right in <ul>"),
        ("<button><input aria-label=1></button>", "<input> inside <button>"),
        ("<i id=a></i><i id=a></i>", "id 'a' 2 times"),
        ("<label for=b>1</label>", "for=b leads nowhere"),
        ("<input aria-describedby=hint aria-label=1>", "aria-describedby=hint leads nowhere"),
        ("<input name=who>", "<input name=who> has no label"),
        ("<img src=x>", "<img src=x> has no alt"),
        ("<h3>1</h3>", "a heading of level 3 after one of level 1"),
        ("<h1>1</h1>", "2 first headings"),
        ("<table><tr><th>1</th></tr></table>", "<th> without a scope"),
        ("<table><tr><td>1</td></tr></table>", "a table without heads"),
    ],
)
def test_what_is_wrong_is_found(part: str, fault: str) -> None:
    page = "<!doctype html><html lang=zh><title>1</title><h1>1</h1>{}</html>"

    assert list(faults_of(page.format(""), is_admin=False)) == []
    [found, *_more] = faults_of(page.format(part), is_admin=False)
    assert found.startswith(fault)
