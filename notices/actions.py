"""Writing to people: into the outbox in the caller's transaction; from there the worker sends.

A code is different. It is sent in the request, after commit, and its row keeps no words (in trials it does,
until they expire), so that nobody who reads the database can sign in as somebody else.
"""

import logging
import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F

from notices.channels import CALL, NotTaken, Refused, channel_named
from notices.models import Notice, Wording
from notices.quiet import after_quiet

logger = logging.getLogger("notices")

LEASE = timedelta(minutes=2)  # how long one try may take before another worker takes over
PATIENCE = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]  # waits between the six tries
BATCH = 50
CALL_AGAIN = timedelta(hours=2)
KEPT = timedelta(days=190)  # 网络安全法: logs for at least six months


def queue(
    *,
    to: str,
    body: str,
    now: datetime,
    subject: str = "",
    recipient_key: str = "",
    channel: str = "",
    request_id: str = "",
    not_before: datetime | None = None,
    may_wait: bool = False,
    place: str = "",
) -> Notice:
    """Write a message that goes out if, and only if, the caller's transaction commits.

    One that `may_wait` is not sent in the quiet hours. The same `request_id` ("booking-17-confirmed") writes one
    message, however often it is asked for. `place` names the site whose desk calls if it cannot be delivered.
    """
    notice, _ = Notice.objects.get_or_create(
        request_id=request_id or uuid.uuid4().hex,
        defaults={
            "to": to,
            "subject": subject,
            "body": body,
            "recipient_key": recipient_key,
            "place": place,
            "channel": channel or settings.SMS_CHANNEL,
            "created_at": now,
            "lease_until": (after_quiet(not_before or now) or not_before) if may_wait else not_before,
        },
    )
    return notice


def ask_to_call(
    *, to: str, body: str, place: str, now: datetime, recipient_key: str = "", request_id: str = ""
) -> Notice:
    """Put on the call list of a desk what no message can tell; `to` is empty for somebody without a telephone."""
    notice, _ = Notice.objects.get_or_create(
        request_id=request_id or uuid.uuid4().hex,
        defaults={
            "to": to,
            "body": body,
            "place": place,
            "recipient_key": recipient_key,
            "channel": CALL,
            "created_at": now,
        },
    )
    return notice


def withdraw(*, request_id: str) -> bool:
    """Keep back a message that became untrue before it went out. True when nobody has tried to send it yet."""
    written = Notice.objects.waiting().filter(request_id=request_id)
    untried = written.filter(attempts=0).update(state=Notice.State.DEAD, lease_until=None)
    written.update(state=Notice.State.DEAD, lease_until=None, trouble="")  # tried in vain: at least not once more
    return bool(untried)


def readdress(*, old_key: str, new_key: str) -> None:
    """Two entries were one person: what the one was told, the other was."""
    Notice.objects.filter(recipient_key=old_key).update(recipient_key=new_key)


@transaction.atomic
def take_back(*, to: str, recipient_keys: Collection[str]) -> list[Notice]:
    """This number is theirs no more: what has not left yet stays here, and calls to make lose the number.

    Returns the messages that were kept back.
    """
    theirs = Notice.objects.waiting().filter(to=to, recipient_key__in=recipient_keys)
    theirs.filter(channel=CALL).update(to="")
    waiting = list(theirs.by_machine().filter(handed_at=None).select_for_update().order_by("pk"))
    kept_back = Notice.objects.filter(pk__in=[notice.pk for notice in waiting])
    kept_back.update(state=Notice.State.DEAD, lease_until=None, trouble="")
    return waiting


def send_code(
    *,
    to: str,
    body: str,
    keep_body_until: datetime,
    now: datetime,
    recipient_key: str = "",
    channel: str = "",
    subject: str = "",
) -> Notice:
    """Send words that hold a code, once, as soon as the caller's transaction has committed."""
    name = channel or settings.SMS_CHANNEL
    notice = Notice.objects.create(
        to=to,
        subject=subject,
        body=body if channel_named(name).keeps_secrets else "",
        is_secret=True,
        keep_body_until=keep_body_until,
        recipient_key=recipient_key,
        channel=name,
        attempts=1,
        request_id=uuid.uuid4().hex,
        created_at=now,
    )
    transaction.on_commit(partial(_send, notice, body=body, now=now))
    return notice


# What the worker does


def send_waiting(now: datetime) -> None:
    """Send all that is due, a batch at a time. What fails waits longer after each try, then is given up."""
    cut_off = Notice.objects.by_machine().cut_off(now)
    cut_off.update(state=Notice.State.MAYBE, lease_until=None, trouble="The worker stopped before the answer came.")
    while batch := _lease(now):
        for notice in batch:
            _send(notice, body=notice.body, now=now)


def wipe_expired_words(now: datetime) -> None:
    """Of codes in trials. One that was never sent (the process died just then) is given up with it."""
    expired = Notice.objects.with_expired_words(now)
    expired.exclude(body="").update(body="")
    expired.filter(state=Notice.State.QUEUED).update(state=Notice.State.DEAD)


def forget_old(now: datetime) -> None:
    Notice.objects.filter(created_at__lte=now - KEPT).exclude(state__in=Notice.WAITING, is_secret=False).delete()


def _lease(now: datetime) -> list[Notice]:
    """Take some due messages, so that nobody else sends them while we do."""
    with transaction.atomic():
        batch = list(
            Notice.objects.by_machine().due(now).filter(handed_at=None).select_for_update(skip_locked=True)[:BATCH]
        )
        Notice.objects.filter(pk__in=[notice.pk for notice in batch]).update(
            attempts=F("attempts") + 1, lease_until=now + LEASE
        )
    for notice in batch:
        notice.attempts += 1
        notice.lease_until = now + LEASE
    return batch


def _send(notice: Notice, *, body: str, now: datetime) -> None:
    """Hand it over once, and note what became of it."""
    channel = channel_named(notice.channel)
    if channel.may_lose and not _hand_over(notice, now=now):
        return  # somebody else has it by now
    try:
        ref = channel.send(to=notice.to, subject=notice.subject, body=body, request_id=notice.request_id)
    except Refused as error:
        logger.warning("Message %s was refused: %s", notice.pk, error)
        _note(notice, state=Notice.State.DEAD, lease_until=None, handed_at=None, trouble=str(error)[:200])
    except NotTaken as error:
        logger.warning("Message %s was not taken (try %d): %s", notice.pk, notice.attempts, error)
        _note_failure(notice, str(error), now)
    except Exception as error:  # whatever else happens to one message must not hold up the others
        logger.exception("Message %s: nobody knows what became of it (try %d)", notice.pk, notice.attempts)
        if channel.may_lose and not notice.is_secret:
            _note(notice, state=Notice.State.MAYBE, lease_until=None, trouble=str(error)[:200])
        else:
            _note_failure(notice, str(error), now)
    else:
        _note(notice, state=Notice.State.SENT, sent_at=now, lease_until=None, gateway_ref=ref[:64], trouble="")


def _hand_over(notice: Notice, *, now: datetime) -> bool:
    """Written before the request leaves: whoever finds it after us knows that it may have gone out."""
    ours = Notice.objects.filter(pk=notice.pk, attempts=notice.attempts, state__in=Notice.WAITING, handed_at=None)
    return bool(ours.update(handed_at=now))


def _note_failure(notice: Notice, trouble: str, now: datetime) -> None:
    what = {"handed_at": None, "trouble": trouble[:200]}
    if notice.is_secret or notice.attempts > len(PATIENCE):
        _note(notice, state=Notice.State.DEAD, lease_until=None, **what)
    else:
        _note(notice, state=Notice.State.FAILED, lease_until=now + PATIENCE[notice.attempts - 1], **what)


def _note(notice: Notice, **outcome: object) -> None:
    """Write the outcome, unless our lease ran out and somebody else has taken over."""
    Notice.objects.filter(pk=notice.pk, attempts=notice.attempts, state__in=Notice.WAITING).update(**outcome)


# What staff decide


@transaction.atomic
def send_again(notice: Notice, *, now: datetime) -> bool:
    """Of one that was given up or is perhaps sent: try anew, under the same request number. False when it waits, went
    out, or was a code."""
    done = Notice.objects.filter(pk=notice.pk, state__in=(Notice.State.DEAD, Notice.State.MAYBE), is_secret=False)
    return bool(done.update(state=Notice.State.QUEUED, attempts=0, handed_at=None, lease_until=None))


@transaction.atomic
def count_as_sent(notice: Notice, *, now: datetime) -> bool:
    """Of one that is perhaps sent: they have it. False when that is not the question any more."""
    return bool(
        Notice.objects.filter(pk=notice.pk, state=Notice.State.MAYBE).update(state=Notice.State.SENT, sent_at=now)
    )


@transaction.atomic
def call_instead(notice: Notice, *, place: str, now: datetime) -> bool:
    """Of one that is in doubt: the desk of a site tells them. False when that is not the question any more."""
    in_doubt = Notice.objects.in_doubt(now).filter(pk=notice.pk)
    if not in_doubt.update(state=Notice.State.DEAD, is_carried_on=True, handed_at=None):
        return False
    ask_to_call(
        to=notice.to if notice.channel != "email" else "",
        body=notice.body,
        place=place,
        recipient_key=notice.recipient_key,
        request_id=f"{notice.request_id}-call",
        now=now,
    )
    return True


# Calls that staff make


@transaction.atomic
def note_told(call: Notice, *, now: datetime) -> bool:
    """Staff reached them. False when somebody else had before."""
    waiting = Notice.objects.calls().waiting().filter(pk=call.pk)
    return bool(waiting.update(state=Notice.State.SENT, sent_at=now, lease_until=None))


@transaction.atomic
def note_not_reached(call: Notice, *, now: datetime) -> None:
    """Nobody answered: it comes back in two hours."""
    waiting = Notice.objects.calls().waiting().filter(pk=call.pk)
    waiting.update(attempts=F("attempts") + 1, lease_until=now + CALL_AGAIN)


# The words of messages


@transaction.atomic
def put_into_words(*, key: str, body: str, by: str, now: datetime) -> None:
    """From now on this kind of message says `body` (facts by their keys). Judged beforehand by `wordings.faults`; `by`
    as recipient keys say it, "account-17"."""
    Wording.objects.update_or_create(key=key, defaults={"body": body, "changed_by": by, "changed_at": now})


@transaction.atomic
def use_default_words(*, key: str, by: str) -> bool:
    """Of this kind of message. False when they were used already."""
    gone, _rows = Wording.objects.filter(key=key).delete()
    if gone:
        logger.info("%s went back to the default words of %s", by, key)
    return bool(gone)
