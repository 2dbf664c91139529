"""What people type becomes dates, spans and numbers, or a sentence that says how to mend it."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from bookings.forms import BookingForm, ClockField, DayField, PartOfDay, PeopleField, Purpose, SpanForm, WhenForm
from residents.models import Team
from tests.factories import a_span, at


@pytest.mark.parametrize("typed", ["2026-11-30", "２０２６－１１－３０", " 2026-11-30 ", "2026/11/30"])
def test_day_as_people_write_it(typed):
    assert DayField().clean(typed) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2027-02-29", "日历上没有 2027-02-29 这一天，请在下面选一天。"),
        ("2026-13-01", "日历上没有 2026-13-01 这一天，请在下面选一天。"),
        ("下周一", "没看懂这个日期，请这样写：2026-12-01。"),
        ("1999-12-31", "请在下面选一天。"),
        ("9999-12-31", "请在下面选一天。"),
        ("0001-01-01", "请在下面选一天。"),
        ("9" * 5000, "没看懂这个日期，请这样写：2026-12-01。"),
        ("2026-11-30'; DROP TABLE residents_user; --", "没看懂这个日期，请这样写：2026-12-01。"),
    ],
)
def test_day_that_cannot_be_is_refused_with_a_sentence(typed, sentence):
    with pytest.raises(ValidationError) as error:
        DayField().clean(typed)

    assert error.value.messages == [sentence]


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("14:00", time(14)),
        ("１４：００", time(14)),
        ("14点", time(14)),
        ("14点半", time(14, 30)),
        ("14点15分", time(14, 15)),
        ("9:30", time(9, 30)),
    ],
)
def test_clock_as_people_write_it(typed, clock):
    assert ClockField().clean(typed) == clock


@pytest.mark.parametrize("typed", ["25:00", "两点", "14:60", "点", "半", "😀"])
def test_clock_that_cannot_be_is_refused(typed):
    with pytest.raises(ValidationError) as error:
        ClockField().clean(typed)

    assert error.value.messages == ["没看懂这个时间，请这样写：09:30。"]


@pytest.mark.parametrize(("typed", "people"), [("8", 8), ("８", 8), ("8人", 8), (" 8 个人", 8), ("12位", 12)])
def test_people_as_people_write_it(typed, people):
    assert PeopleField().clean(typed) == people


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0", "来几个人？至少1位。"),
        ("-3", "来几个人？至少1位。"),
        ("八", "请只填数字，比如 8。"),
        ("人", "这里还没填，请填一下。"),
        ("1e9", "请只填数字，比如 8。"),
        ("9" * 5000, "请只填数字，比如 8。"),
        ("99999", "这个人数太多了，请再看看填得对不对。"),
        ("<b>8</b>", "请只填数字，比如 8。"),
    ],
)
def test_people_that_cannot_be_are_refused_with_a_sentence(typed, sentence):
    with pytest.raises(ValidationError) as error:
        PeopleField().clean(typed)

    assert error.value.messages == [sentence]


@pytest.mark.parametrize(
    ("clock", "part"),
    [
        ("00:00", PartOfDay.MORNING),
        ("11:59", PartOfDay.MORNING),
        ("12:00", PartOfDay.AFTERNOON),
        ("17:59", PartOfDay.AFTERNOON),
        ("18:00", PartOfDay.EVENING),
        ("23:30", PartOfDay.EVENING),
    ],
)
def test_part_of_day_by_the_local_clock(clock, part):
    assert PartOfDay.of(at(f"2026-11-30 {clock}")) is part


@pytest.mark.parametrize("end", ["14:00", "13:00"])
def test_search_that_ends_before_it_starts_says_so_at_the_end(end):
    form = WhenForm({"start": "14:00", "end": end})

    assert form.errors == {"end": ["结束比开始还早，请把结束时间选晚一点。"]}


def test_search_offers_the_clock_and_keeps_what_was_typed():
    form = WhenForm({"start": "25:00", "end": "5" * 5000})
    form.offer_clocks([time(9), time(9, 30)])

    assert [value for value, _words in form.fields["start"].widget.choices] == ["", "09:00", "09:30", "25:00"]
    assert [value for value, _words in form.fields["end"].widget.choices] == ["", "09:00", "09:30", "5" * 20]


def test_span_of_an_address():
    form = SpanForm({"date": "2026-11-30", "start": "09:00", "end": "10:30"})

    assert form.is_valid()
    assert form.cleaned_data["span"] == a_span("2026-11-30 09:00-10:30")


@pytest.mark.parametrize(
    "changes", [{"date": ""}, {"date": "2026-02-30"}, {"start": ""}, {"end": "09:00"}, {"end": "08:00"}, {"end": "x"}]
)
def test_address_without_a_span_is_refused(changes):
    assert not SpanForm({"date": "2026-11-30", "start": "09:00", "end": "10:30", **changes}).is_valid()


# The booking form


TYPED = {"whom": "me", "party": "6", "purpose": "tea", "words": "", "note": ""}


def booking_form(teams=(), **changes):
    return BookingForm({**TYPED, **changes}, teams=teams)


def test_booking_form_asks_for_whom_only_a_leader():
    leader = booking_form(teams=[Team(pk=5, name="友谊编织组")], whom="team-5")

    assert booking_form().fields["whom"].widget.is_hidden
    assert leader.is_valid()
    assert leader.team == Team(pk=5)


def test_booking_form_takes_no_team_but_ones_own():
    form = booking_form(teams=[Team(pk=5, name="友谊编织组")], whom="team-6")

    assert list(form.errors) == ["whom"]


def test_purpose_is_written_down_in_words():
    def words(**typed):
        form = booking_form(**typed)
        assert form.is_valid()
        return form.purpose_words

    assert words() == "喝茶聊天"
    assert words(words="过生日") == "喝茶聊天：过生日"
    assert words(purpose="other", words="排练小品 😀") == "排练小品 😀"


def test_something_else_wants_a_few_words():
    form = booking_form(purpose=Purpose.OTHER, words="  ")

    assert form.errors == {"words": ["写几个字就行：来做什么？"]}


def test_too_long_says_how_long_it_may_be():
    form = booking_form(note="好" * 5000)

    assert form.errors == {"note": ["最多写200个字，您写了5000个，请删掉一些。"]}


def test_token_that_cannot_be_read_is_a_new_form():
    one, other = booking_form(token="x"), booking_form(token="")

    assert one.is_valid()
    assert other.is_valid()
    assert one.cleaned_data["token"] != other.cleaned_data["token"]


def test_what_was_typed_is_kept_whatever_it_is():
    data = {"party": "很多", "note": "好" * 5000, "csrfmiddlewaretoken": "x", "step": "check", "words": ""}

    assert BookingForm.typed(data) == {"party": "很多", "note": "好" * 1000}
