"""Two places at once: a companion, a parent with a child; and the guardian without whom no child under 14 comes."""

from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from activities import actions
from activities.models import Enrolment, EnrolmentWait
from activities.people import export, forget_who_came
from activities.together import CONSENT_VERSION, Together
from centres.claimants import CannotChange
from fairness.rules import Refused
from notices.models import Notice
from residents import erasing
from residents.merging import merge
from tests.activities.invariants import contradictions
from tests.factories import (
    a_relative,
    a_resident,
    a_session,
    a_street_officer,
    a_user,
    a_wait,
    an_activity,
    an_enrolment,
    at,
    default_rules,
    weekly,
)

pytestmark = pytest.mark.django_db

NOW = at("2026-11-28 12:00")
PAIR = Together(2)
CHILD = Together(child_name="小明", child_born=2018, agrees=True)
AGREED = {"agreed_at": NOW, "agreed_version": "2026-11"}


@pytest.fixture
def pairs(room):
    """Somebody may bring a companion."""
    return a_session(activity=an_activity(party="companion"), room=room, capacity=4, kept=0)


@pytest.fixture
def family(room):
    """For children of six to ten with a parent."""
    activity = an_activity(party="child", age_from=6, age_until=10)
    return a_session(activity=activity, room=room, capacity=4, kept=0)


def enrol(session, resident=None, **changes):
    resident = resident or a_resident(user=a_user())
    asked = {"by": resident.user, "channel": "web", "token": uuid4(), "now": NOW, **changes}
    return actions.enrol(session=session, resident=resident, **asked)


def join(session, resident=None, **changes):
    resident = resident or a_resident(user=a_user())
    return actions.join(
        session=session, resident=resident, **{"by": resident.user, "channel": "web", "now": NOW, **changes}
    )


def why(error):
    return [refusal.code for refusal in error.value.refusals]


def taken(session):
    session.refresh_from_db()
    return session.taken, session.taken_at_desk


# Two at once


def test_a_companion_is_a_second_place_without_a_name(pairs):
    place = enrol(pairs, together=PAIR)

    assert (place.persons, place.child_name, place.agreed_at, place.has_companion) == (2, "", None, True)
    assert taken(pairs) == (2, 0)
    assert Enrolment.objects.count() == 1
    assert contradictions() == []


def test_two_have_both_places_or_none(pairs):
    enrol(pairs, together=PAIR)
    enrol(pairs)

    with pytest.raises(actions.NoPlaceLeft):
        enrol(pairs, together=PAIR)
    enrol(pairs)

    assert taken(pairs) == (4, 0)
    assert contradictions() == []


def test_of_a_course_two_have_both_places_in_every_date_or_none(room):
    activity = an_activity(party="companion", is_course=True, capacity=3)
    dates = [
        a_session(activity=activity, room=room, span=f"2026-12-{day} 09:00-10:00", capacity=3) for day in ("01", "08")
    ]
    an_enrolment(session=dates[1])
    an_enrolment(session=dates[1])

    with pytest.raises(actions.NoPlaceLeft) as full:
        enrol(dates[0], together=PAIR)
    assert full.value.full == [dates[1]]
    assert taken(dates[0]) == (0, 0)
    Enrolment.objects.first().delete()
    dates[1].taken = 1
    dates[1].save(update_fields=["taken"])
    place = enrol(dates[0], together=PAIR)

    assert set(Enrolment.objects.filter(claim=place.claim).values_list("persons", flat=True)) == {2}
    assert [taken(each) for each in dates] == [(2, 0), (3, 0)]
    assert contradictions() == []


def test_where_one_comes_alone_a_second_place_is_refused(room):
    session = a_session(room=room, capacity=4)

    with pytest.raises(Refused) as refused:
        enrol(session, together=PAIR)

    assert why(refused) == ["party"]
    with pytest.raises(Refused):
        enrol(a_session(activity=an_activity(party="companion"), room=None, capacity=9), together=Together(3))


@pytest.mark.parametrize(("kept", "is_given"), [(2, True), (1, False)])
def test_phone_and_desk_take_two_of_what_is_kept_or_none(room, clerk, kept, is_given):
    session = a_session(activity=an_activity(party="companion"), room=room, capacity=4, kept=kept)
    for _each in range(4 - kept):
        an_enrolment(session=session)
    wish = {"by": clerk, "channel": "desk", "together": PAIR}

    with pytest.raises(actions.NoPlaceLeft):
        enrol(session, together=PAIR)
    if is_given:
        enrol(session, a_resident(), **wish)
        assert taken(session) == (4, 2)
    else:
        with pytest.raises(actions.NoPlaceLeft):
            enrol(session, a_resident(), **wish)
    assert contradictions() == []


# Giving back


def test_both_places_are_given_back_and_go_to_those_in_line(pairs):
    resident = a_resident(user=a_user())
    place = enrol(pairs, resident, together=PAIR)
    enrol(pairs, together=PAIR)
    waits = [join(pairs), join(pairs)]

    actions.withdraw(enrolment=place, by=resident.user, now=NOW)

    for each in waits:
        each.refresh_from_db()
    assert [each.state for each in waits] == ["offered", "offered"]
    assert taken(pairs) == (4, 0)
    assert contradictions() == []


def test_only_the_companion_gives_up_their_place(room, clerk):
    activity = an_activity(party="companion", is_course=True, capacity=2, name="示例合唱")
    dates = [
        a_session(activity=activity, room=room, span=f"2026-12-{day} 09:00-10:00", capacity=2) for day in ("01", "08")
    ]
    resident = a_resident(user=a_user(phone="13800000777"))
    place = enrol(dates[0], resident, together=PAIR)
    wait = join(dates[0])

    for _twice in range(2):
        actions.come_alone(enrolment=place, by=clerk, now=NOW)

    wait.refresh_from_db()
    assert (place.persons, place.state, wait.state) == (1, "enrolled", "offered")
    assert [taken(each) for each in dates] == [(2, 0)] * 2
    [told] = Notice.objects.filter(to="13800000777")
    assert "示例合唱" in told.body
    assert contradictions() == []


def test_it_is_too_late_for_a_companion_when_it_is_too_late_for_both(pairs):
    resident = a_resident(user=a_user())
    place = enrol(pairs, resident, together=PAIR)

    with pytest.raises(CannotChange, match="11月30日（周一）07:00"):
        actions.come_alone(enrolment=place, by=resident.user, now=at("2026-11-30 07:01"))
    with pytest.raises(CannotChange):
        actions.come_alone(enrolment=place, by=resident.user, now=at("2026-11-30 11:00"))

    assert taken(pairs) == (2, 0)


def test_a_child_does_not_stay_away_alone(family):
    resident = a_resident(user=a_user())
    place = enrol(family, resident, together=CHILD)

    with pytest.raises(CannotChange):
        actions.come_alone(enrolment=place, by=resident.user, now=NOW)

    assert taken(family) == (2, 0)


# In line


def test_an_offer_keeps_as_many_places_as_are_wanted(pairs):
    places = [an_enrolment(session=pairs) for _each in range(4)]
    wait = join(pairs, together=PAIR)

    actions.withdraw(enrolment=places[0], by=a_street_officer(), now=NOW)
    wait.refresh_from_db()
    assert wait.is_waiting
    actions.withdraw(enrolment=places[1], by=a_street_officer(), now=NOW)
    wait.refresh_from_db()

    assert wait.is_offered
    assert Enrolment.objects.offered().get().persons == 2
    assert contradictions() == []
    actions.accept(entry=wait, by=a_user(), now=NOW)
    assert taken(pairs) == (4, 0)
    assert contradictions() == []


def test_an_offer_refused_gives_both_places_to_the_next(pairs):
    for _each in range(2):
        an_enrolment(session=pairs)
    pair = an_enrolment(session=pairs, persons=2)
    first, second, third = join(pairs, together=PAIR), join(pairs), join(pairs)
    actions.withdraw(enrolment=pair, by=a_street_officer(), now=NOW)

    first.refresh_from_db()
    actions.leave(entry=first, now=NOW)

    for each in (second, third):
        each.refresh_from_db()
    assert [first.state, second.state, third.state] == ["refused", "offered", "offered"]
    assert contradictions() == []


def test_what_is_free_for_one_goes_past_two_to_the_next_who_needs_one(pairs):
    places = [an_enrolment(session=pairs) for _each in range(4)]
    two, one = join(pairs, together=PAIR), join(pairs)

    actions.withdraw(enrolment=places[0], by=a_street_officer(), now=NOW)

    two.refresh_from_db()
    one.refresh_from_db()
    assert (two.state, one.state) == ("waiting", "offered")


def test_a_passer_by_takes_the_one_place_that_two_in_line_cannot_use(pairs):
    for _each in range(3):
        an_enrolment(session=pairs)
    join(pairs, together=PAIR)

    with pytest.raises(actions.PlaceLeft):
        join(pairs)
    assert enrol(pairs).is_enrolled
    assert taken(pairs) == (4, 0)


def test_nobody_overtakes_two_who_could_have_both(pairs):
    an_enrolment(session=pairs)
    an_enrolment(session=pairs)
    a_wait(session=pairs, persons=2)  # the worker has not come yet

    with pytest.raises(actions.NoPlaceLeft):
        enrol(pairs)

    actions.offer_what_is_free(NOW)
    assert EnrolmentWait.objects.get().is_offered
    assert contradictions() == []


def test_a_pair_whose_offer_lapsed_frees_both(pairs):
    default_rules(waiting_limit=9)
    pair = an_enrolment(session=pairs, persons=2)
    an_enrolment(session=pairs, persons=2)
    wait = join(pairs, together=PAIR)
    actions.withdraw(enrolment=pair, by=a_street_officer(), now=NOW)
    wait.refresh_from_db()

    actions.pass_on_lapsed(wait.offer_ends_at)

    assert taken(pairs) == (2, 0)
    assert contradictions() == []


# Changes by staff


def test_a_cancelled_date_and_fewer_places_count_both(pairs, clerk):
    enrol(pairs, together=PAIR)

    with pytest.raises(CannotChange, match="2"):
        actions.set_places(session=pairs, capacity=1, kept=None, now=NOW)
    actions.cancel(happening=pairs, by=clerk, reason="示例", now=NOW)

    assert taken(pairs) == (0, 0)
    assert contradictions() == []


def test_of_two_entries_merged_the_two_together_stay(pairs):
    gone, kept = a_resident(), a_resident()
    pair, one = an_enrolment(session=pairs, resident=gone, persons=2), an_enrolment(session=pairs, resident=kept)

    merge(gone=gone, kept=kept, by=a_street_officer(), now=NOW)

    pair.refresh_from_db()
    one.refresh_from_db()
    assert (pair.state, pair.resident, one.state) == ("enrolled", kept, "withdrawn")
    assert taken(pairs) == (2, 0)
    assert contradictions() == []


# A parent and a child


def test_a_parent_and_a_child_have_two_places_and_the_consent_its_moment_and_version(family):
    place = enrol(family, a_resident(user=a_user(), birth_year=1988), together=CHILD)

    assert (place.persons, place.child_name, place.child_born) == (2, "小明", 2018)
    assert (place.agreed_at, place.agreed_version) == (NOW, CONSENT_VERSION)
    assert taken(family) == (2, 0)
    assert contradictions() == []


@pytest.mark.parametrize(
    ("wish", "codes"),
    [
        (Together(), ["child", "guardian"]),
        (Together(child_name="小明", agrees=True), ["child"]),
        (Together(child_name="小明", child_born=2018), ["guardian"]),
        (Together(child_name="小明", child_born=2014, agrees=True), ["age"]),
        (Together(child_name="小明", child_born=2024, agrees=True), ["age"]),
    ],
    ids=["nothing said", "no year", "no consent", "too old", "too young"],
)
def test_the_ages_are_the_childs_and_nothing_goes_without_consent(family, wish, codes):
    for act in (enrol, join):
        with pytest.raises(Refused) as refused:
            act(family, a_resident(user=a_user(), birth_year=1988), together=wish)
        assert why(refused) == codes


def test_consent_of_a_guardian_is_waived_by_nobody(family, clerk):
    wish = Together(child_name="小明", child_born=2014)

    with pytest.raises(Refused) as refused:
        enrol(family, a_resident(), by=clerk, channel="desk", together=wish, waiver="认识的")

    assert why(refused) == ["guardian"]


def test_a_year_is_asked_only_where_there_are_ages(room):
    session = a_session(activity=an_activity(party="child"), room=room, capacity=2)

    assert enrol(session, together=Together(child_name="小明", agrees=True)).child_born is None


def test_a_childs_name_is_not_kept_where_no_child_comes_along(pairs):
    assert enrol(pairs, together=Together(2, child_name="小明")).child_name == ""


def test_an_offer_to_a_parent_knows_the_child(family):
    pair = an_enrolment(session=family, persons=2)
    an_enrolment(session=family, persons=2)
    wait = join(family, together=CHILD)

    actions.withdraw(enrolment=pair, by=a_street_officer(), now=NOW)

    wait.refresh_from_db()
    place = actions.accept(entry=wait, by=a_user(), now=NOW)
    assert (place.persons, place.child_name, place.agreed_at) == (2, "小明", NOW)
    assert contradictions() == []


# Somebody under 14 with an entry of their own


@pytest.mark.parametrize(("born", "is_child"), [(2012, True), (2013, True), (2011, False), (None, False)])
def test_under_fourteen_nobody_signs_up_alone_by_the_stricter_reading(room, born, is_child):
    session = a_session(room=room, capacity=4)
    resident = a_resident(user=a_user(), birth_year=born)

    if is_child:
        with pytest.raises(Refused) as refused:
            enrol(session, resident, together=Together(agrees=True))
        assert why(refused) == ["guardian"]
    else:
        assert enrol(session, resident).agreed_at is None


@pytest.mark.parametrize(
    ("born", "agrees", "is_welcome"),
    [(1988, True, True), (None, True, True), (1988, False, False), (2010, True, False)],
)
def test_a_relative_who_is_grown_up_and_agrees_signs_a_child_up(room, born, agrees, is_welcome):
    session, child = a_session(room=room, capacity=4), a_resident(birth_year=2018)
    parent = a_resident(user=a_user(), birth_year=born)
    a_relative(elder=child, user=parent.user, kinship="母亲")
    wish = {"by": parent.user, "channel": "relative", "together": Together(agrees=agrees)}

    if is_welcome:
        place = enrol(session, child, **wish)
        assert (place.agreed_at, place.agreed_version, place.persons) == (NOW, CONSENT_VERSION, 1)
    else:
        with pytest.raises(Refused) as refused:
            enrol(session, child, **wish)
        assert why(refused) == ["guardian"]


def test_the_desk_signs_a_child_up_whose_guardian_is_on_record(room, clerk):
    session, child = a_session(room=room, capacity=4), a_resident(birth_year=2018)
    wish = {"by": clerk, "channel": "desk", "together": Together(agrees=True), "waiver": "认识的"}

    with pytest.raises(Refused) as refused:
        enrol(session, child, **wish)
    assert why(refused) == ["guardian"]
    a_relative(elder=child, user=a_resident(user=a_user()).user, kinship="母亲")

    assert enrol(session, child, **wish).agreed_at == NOW


# What is known of them


def test_of_a_child_everything_goes_with_the_rest():
    session = a_session(span="2025-11-20 09:00-10:00", capacity=5)
    old = an_enrolment(session=session, persons=2, child_name="小明", child_born=2018, **AGREED)

    forget_who_came(NOW)

    old.refresh_from_db()
    assert (old.child_name, old.child_born, old.agreed_at, old.agreed_version, old.persons) == ("", None, None, "", 2)
    assert contradictions() == []


def test_who_is_erased_leaves_no_child_behind_and_the_audit_never_knew_it():
    session = a_session(span="2026-11-20 09:00-10:00", capacity=5)
    place = an_enrolment(session=session, resident=a_resident(user=a_user()), persons=2, child_name="小明", **AGREED)
    fields = {field.name for field in apps.get_model("activities", "EnrolmentEvent")._meta.get_fields()}

    known = export(place.resident)["enrolments"][0]
    erasing.erase(resident=place.resident, now=NOW)

    assert (known["child"], known["places"], known["guardian_agreed_to"]) == ("小明", 2, "2026-11")
    place.refresh_from_db()
    assert (place.child_name, place.agreed_at) == ("", None)
    assert fields.isdisjoint({"child_name", "child_born"})


# What the database holds


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("persons = 3", "takes_one_or_two_places"),
        ("persons = 0", "takes_one_or_two_places"),
        ("persons = 2, child_name = '小明'", "child_comes_with_guardian_who_agreed"),
        ("child_name = '小明', agreed_at = now(), agreed_version = '1'", "child_comes_with_guardian_who_agreed"),
        ("persons = 2, child_born = 2018", "child_comes_with_guardian_who_agreed"),
        ("agreed_at = now()", "agreed_to_a_version"),
        ("agreed_version = '1'", "agreed_to_a_version"),
    ],
)
@pytest.mark.parametrize(("table", "name"), [("enrolment", "enrolment"), ("enrolmentwait", "enrolment_wait")])
def test_the_database_lets_no_child_come_without_guardian(pairs, table, name, change, constraint):
    row = an_enrolment(session=pairs) if table == "enrolment" else a_wait(session=pairs)

    with pytest.raises(IntegrityError, match=f"{name}_{constraint}"), transaction.atomic(), connection.cursor() as cur:
        cur.execute(f"UPDATE activities_{table} SET {change} WHERE id = %s", [row.pk])


@pytest.mark.parametrize("change", ["child_name = '小明', persons = 2", "agreed_at = now()"])
def test_the_database_forgets_the_child_with_the_person(pairs, change):
    row = an_enrolment(session=pairs, **AGREED) if "child" in change else an_enrolment(session=pairs)

    with pytest.raises(IntegrityError, match="enrolment_"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE activities_enrolment SET resident_id = NULL, forgotten_at = now(), {change} WHERE id = %s",
            [row.pk],
        )


@pytest.mark.contradicts
def test_a_count_that_forgets_the_second_place_is_found(pairs):
    place = an_enrolment(session=pairs)
    Enrolment.objects.filter(pk=place.pk).update(persons=2)

    assert contradictions() == [f"{pairs.pk} counts (1, 0) and has (2, 0)"]


def test_whoever_is_offered_one_place_and_asks_for_two_is_told(pairs, clerk):
    places = [an_enrolment(session=pairs) for _each in range(4)]
    neighbour = a_resident(user=a_user())
    entry = join(pairs, neighbour)
    actions.withdraw(enrolment=places[0], by=clerk, now=NOW)

    with pytest.raises(CannotChange, match="1个名额"):
        enrol(pairs, neighbour, together=PAIR)

    assert EnrolmentWait.objects.get(pk=entry.pk).is_offered
    assert enrol(pairs, neighbour).persons == 1


def test_a_parent_and_a_child_need_two_places(family, room, clerk):
    with pytest.raises(CannotChange, match="两个名额"):
        actions.set_places(session=family, capacity=1, kept=0, now=NOW)
    with pytest.raises(CannotChange, match="两个名额"):
        actions.schedule_each(
            activity=family.activity,
            room=room,
            spans=weekly("2026-12-08 14:00-15:00", 1),
            capacity=1,
            by=clerk,
            now=NOW,
        )
