import pytest
from django.db import IntegrityError

from notices.models import Notice
from tests.factories import a_notice, at

pytestmark = pytest.mark.django_db
NOW = at("2026-11-30 09:00")


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("notice_state_is_known", {"state": "lost"}),
        ("notice_has_a_moment_of_sending_exactly_when_sent", {"state": "sent", "sent_at": None}),
        ("notice_has_a_moment_of_sending_exactly_when_sent", {"state": "dead", "sent_at": NOW}),
        ("notice_has_words_unless_they_are_secret", {"body": ""}),
        ("notice_says_when_its_words_go_exactly_when_secret", {"is_secret": True}),
        ("notice_says_when_its_words_go_exactly_when_secret", {"keep_body_until": NOW}),
        ("notice_is_leased_only_while_it_waits", {"state": "dead", "lease_until": NOW}),
        ("notice_names_where_it_goes", {"to": ""}),
    ],
)
def test_the_database_refuses_a_notice_that_breaks(rule, fields):
    with pytest.raises(IntegrityError) as refused:
        a_notice(**fields)

    assert refused.value.__cause__.diag.constraint_name == rule


def test_two_messages_cannot_answer_one_request():
    a_notice(request_id="booking-17-confirmed")

    with pytest.raises(IntegrityError):
        a_notice(request_id="booking-17-confirmed")


def test_due_is_what_waits_and_nobody_is_sending():
    waiting = a_notice()
    retried = a_notice(state="failed", attempts=1, lease_until=NOW)
    a_notice(lease_until=at("2026-11-30 09:01"))
    a_notice(state="sent", sent_at=NOW)
    a_notice(state="dead")
    a_notice(is_secret=True, keep_body_until=NOW)

    assert list(Notice.objects.due(NOW)) == [waiting, retried]


@pytest.mark.parametrize(
    ("to", "shown"), [("13812345678", "138****5678"), ("zhang@example.com", "z***@example.com"), ("", "****")]
)
def test_a_message_shows_its_address_masked(to: str, shown: str):
    assert str(Notice(to=to)) == shown
