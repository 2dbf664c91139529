"""Where else: only what the same people may have, at the same site first."""

import pytest

from activities.near import near
from tests.activities.invariants import contradictions
from tests.factories import a_centre, a_committee, a_room, a_session, an_activity, an_enrolment, at
from tests.queries import queries_of

pytestmark = pytest.mark.django_db

NOW = at("2026-11-29 10:00")


def full(room, **fields):
    session = a_session(activity=an_activity(name="示例编织", **fields), room=room, capacity=1)
    an_enrolment(session=session)
    return session


def like(name, room=None, day=2, committees=(), **fields):
    activity = an_activity(name=name, **fields)
    activity.committees.set(committees)
    return a_session(activity=activity, room=room or a_room(), span=f"2026-12-{day:02} 09:00-10:00", capacity=6)


def names(session):
    return [each.name for each in near(session, now=NOW)]


def test_the_same_activity_first_then_the_same_site_then_the_soonest(room):
    session = full(room)
    like("示例远的早", day=2)
    like("示例近的晚", room=room, day=9)
    like("示例近的早", room=room, day=8)
    a_session(activity=session.activity, span="2026-12-20 09:00-10:00", capacity=3)

    assert names(session) == ["示例编织", "示例近的早", "示例近的晚"]


@pytest.mark.parametrize(
    ("own", "theirs", "is_near"),
    [
        ({}, {}, True),
        ({}, {"age_from": 60}, True),
        ({"age_from": 60}, {"age_from": 18}, True),
        ({"age_from": 60}, {"age_until": 59}, False),
        ({"age_until": 12}, {"age_from": 13}, False),
        ({"age_from": 6, "age_until": 12}, {"age_from": 12, "age_until": 15}, True),
        ({"age_from": 60}, {"party": "child"}, False),
        ({"party": "child", "capacity": 6}, {"party": "child", "capacity": 6}, True),
    ],
)
def test_ages_overlap(room, own, theirs, is_near):
    session = full(room)
    type(session.activity).objects.filter(pk=session.activity_id).update(**own)
    session.activity.refresh_from_db()
    like("示例手工", **theirs)

    assert names(session) == (["示例手工"] if is_near else [])


def test_what_is_for_other_committees_is_not_offered(room):
    here, there = a_committee(), a_committee()
    session = full(room)
    like("示例只给别处", committees=[there])
    like("示例给两处", committees=[here, there], day=3)
    like("示例给大家", day=4)

    assert names(session) == ["示例给大家"]
    session.activity.committees.set([here])
    assert names(session) == ["示例给两处", "示例给大家"]


def test_what_is_still_for_some_first_is_not_offered(room):
    session = full(room)
    like("示例先给别人", first_for="new", first_days=3, opens_at=at("2026-11-28 09:00"))
    like("示例已给大家", first_for="new", first_days=1, opens_at=at("2026-11-28 09:00"), day=3)

    assert names(session) == ["示例已给大家"]


def test_it_asks_as_much_however_much_is_near(room):
    session = full(room)
    like("示例一", room=room)
    near(session, now=NOW)
    few = queries_of(lambda: near(session, now=NOW))
    for n in range(5):
        like(f"示例又{n}", room=a_room(centre=a_centre()), day=n + 3)

    assert len(queries_of(lambda: near(session, now=NOW))) == len(few) == 3
    assert contradictions() == []
