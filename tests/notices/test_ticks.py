from datetime import timedelta

import pytest

from notices import ticks


@pytest.fixture(autouse=True)
def no_ticks(monkeypatch):
    monkeypatch.setattr(ticks, "_ticks", {})


def test_registered_ticks_keep_their_order():
    ticks.register("first", timedelta(seconds=1), print)
    ticks.register("second", timedelta(days=1), print)

    assert [tick.name for tick in ticks.registered()] == ["first", "second"]


def test_two_ticks_of_one_name_are_refused():
    ticks.register("first", timedelta(seconds=1), print)

    with pytest.raises(ValueError, match="Two ticks are called 'first'"):
        ticks.register("first", timedelta(days=1), print)
