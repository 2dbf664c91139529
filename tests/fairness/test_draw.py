"""The draw as anybody can do it again: from the published list alone, and fair to every ticket."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairness import draw
from fairness.draw import Ticket, TicketList, sha256

SCRIPT = Path(draw.__file__)
SEED = "5e" * 32


def listed(tickets, places=3, seed=SEED, notes=()):
    return TicketList(places, sha256(seed), tickets, notes).text


def numbers(tickets):
    return [ticket.number for ticket in tickets]


def test_the_published_script_gives_the_same_result_elsewhere(tmp_path):
    """In another process, in an empty folder, with nothing but the two files and the seed."""
    text = listed(
        [Ticket(number, 1 + number % 3, 1 + number % 2) for number in range(1, 41)], 12, notes=["书法 摇号名单"]
    )
    (tmp_path / "draw.py").write_bytes(SCRIPT.read_bytes())
    (tmp_path / "list.txt").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "draw.py", "list.txt", SEED, "7"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONUTF8": "1"},
        check=True,
    )
    here = draw.draw(text, SEED, [7])
    assert done.stdout.splitlines() == [
        f"SHA-256 {sha256(text)}",
        "中签 " + " ".join(map(str, numbers(here.winners))),
        "候补 " + " ".join(map(str, numbers(here.others))),
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [([], 2, "LIST.txt SEED"), (["list.txt", "no seed"], 1, "committed to"), (["else.txt", SEED], 1, "no list")],
)
def test_the_script_says_what_is_wrong(tmp_path, capsys, monkeypatch, arguments, code, says):
    (tmp_path / "list.txt").write_text(listed([Ticket(1)]), encoding="utf-8")
    (tmp_path / "else.txt").write_text("hello\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert draw.main(arguments) == code
    assert says in capsys.readouterr().err


tickets = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 2)), max_size=30).map(
    lambda rows: [Ticket(number, lots, persons) for number, (lots, persons) in enumerate(rows, start=1)]
)


@given(tickets, st.integers(0, 20), st.text(alphabet="0123456789abcdef", min_size=64, max_size=64), st.data())
def test_every_ticket_is_drawn_once_and_never_too_many(some, places, seed, data):
    given_back = data.draw(st.sets(st.sampled_from(numbers(some)))) if some else set()
    text = listed(some, places, seed)
    drawn = draw.draw(text, seed, given_back)
    assert sorted(numbers([*drawn.winners, *drawn.others])) == sorted(set(numbers(some)) - given_back)
    used = sum(ticket.persons for ticket in drawn.winners)
    assert used <= places
    assert all(ticket.persons > places - used for ticket in drawn.others)
    assert TicketList.read(text).text == text


@given(tickets, st.randoms())
def test_the_order_of_the_rows_is_no_matter(some, chance):
    mixed = list(some)
    chance.shuffle(mixed)
    assert draw.in_order(mixed, SEED, "a" * 64) == draw.in_order(some, SEED, "a" * 64)


def test_a_list_that_was_changed_is_drawn_otherwise():
    """Whoever alters one ticket after the list was frozen changes its hash, and with it every lot."""
    some = [Ticket(number) for number in range(1, 31)]
    before, after = listed(some, 10), listed([*some[:-1], Ticket(30, 2)], 10)
    assert sha256(before) != sha256(after)
    assert numbers(draw.draw(before, SEED).winners) != numbers(draw.draw(after, SEED).winners)


def test_another_seed_is_refused():
    with pytest.raises(ValueError, match="committed"):
        draw.draw(listed([Ticket(1)]), "5f" * 32)


def test_a_pair_stands_back_where_one_place_is_left():
    some = [Ticket(1, 1, 2), Ticket(2, 1, 2), Ticket(3)]
    drawn = draw.draw(listed(some, 3), SEED)
    assert sum(ticket.persons for ticket in drawn.winners) == 3
    assert [ticket.persons for ticket in drawn.others] == [2]


def chi_square(found, expected):
    return sum((found[each] - expected[each]) ** 2 / expected[each] for each in expected)


def test_each_order_of_three_comes_as_often_as_any_other():
    """All six, over 6,000 seeds that are fixed, so that this passes always or never. 20.5: one in a thousand, df 5."""
    some = [Ticket(1), Ticket(2), Ticket(3)]
    found = Counter(tuple(numbers(draw.in_order(some, sha256(f"seed {n}"), "b" * 64))) for n in range(6000))
    assert len(found) == 6
    assert chi_square(found, dict.fromkeys(found, 1000)) < 20.5


def test_lots_weigh_as_much_as_they_say():
    """One with three lots is first three times as often as one with a single lot. 13.8: one in a thousand, df 2."""
    some = [Ticket(1), Ticket(2, 2), Ticket(3, 3)]
    found = Counter(draw.in_order(some, sha256(f"lots {n}"), "c" * 64)[0].number for n in range(6000))
    assert chi_square(found, {1: 1000, 2: 2000, 3: 3000}) < 13.8


def test_seeds_are_long_and_never_alike():
    seeds = {draw.new_seed() for _each in range(100)}
    assert len(seeds) == 100
    assert {len(seed) for seed in seeds} == {64}
