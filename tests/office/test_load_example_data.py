"""The command that loads the example data: which day, and where it must not."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import localdate

from activities.models import Session
from bookings.models import Booking
from centres.models import Centre
from office.models import Portal
from residents.models import User
from tests.factories import a_centre, a_user
from tests.office.hours import outside_hours

pytestmark = pytest.mark.django_db


def test_it_plays_the_day_it_is_told_in_the_middle_of_holidays_too(capsys):
    today = date(2026, 10, 3)

    call_command("load_example_data", today=today)

    assert capsys.readouterr().out.startswith("Example data: 17 sites, ")
    assert outside_hours(today - timedelta(weeks=2), today + timedelta(weeks=3)) == []
    assert localdate(Booking.objects.latest("booked_at").booked_at) <= today
    assert Session.objects.exists()


def test_if_empty_leaves_a_portal_in_use_alone():
    a_centre()

    call_command("load_example_data", if_empty=True)

    assert (Centre.objects.count(), User.objects.count()) == (1, 0)


@pytest.mark.parametrize("make", [a_centre, a_user, None])
def test_a_production_database_is_refused_in_one_sentence_even_empty(settings, make):
    settings.PRODUCTION = True
    if make:
        make()

    with pytest.raises(CommandError, match="YANJI_PRODUCTION"):
        call_command("load_example_data")

    assert not Portal.objects.exists()
