"""Writing to people: into the outbox in the caller's transaction; from there the worker sends.

A code is different. It is sent in the request, after commit, and its row keeps no words (in trials it does,
until they expire), so that nobody who reads the database can sign in as somebody else.
"""

import logging
import uuid
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F

from notices.channels import channel_named
from notices.models import Notice

logger = logging.getLogger("notices")

LEASE = timedelta(minutes=2)  # how long one try may take before another worker takes over
PATIENCE = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]  # waits between the six tries
BATCH = 50
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
) -> Notice:
    """Write a message that goes out if, and only if, the caller's transaction commits; at night it may wait for day.

    The same `request_id` ("booking-17-confirmed") writes one message, however often it is asked for.
    """
    notice, _ = Notice.objects.get_or_create(
        request_id=request_id or uuid.uuid4().hex,
        defaults={
            "to": to,
            "subject": subject,
            "body": body,
            "recipient_key": recipient_key,
            "channel": channel or settings.SMS_CHANNEL,
            "created_at": now,
            "lease_until": not_before,
        },
    )
    return notice


def withdraw(*, request_id: str) -> bool:
    """Keep back a message that became untrue before it went out. True when nobody has tried to send it yet."""
    written = Notice.objects.waiting().filter(request_id=request_id)
    untried = written.filter(attempts=0).update(state=Notice.State.DEAD)
    written.update(state=Notice.State.DEAD, lease_until=None)  # tried in vain: at least not once more
    return bool(untried)


def send_code(*, to: str, body: str, keep_body_until: datetime, now: datetime, recipient_key: str = "") -> Notice:
    """Send words that hold a code, once, as soon as the caller's transaction has committed."""
    name = settings.SMS_CHANNEL
    notice = Notice.objects.create(
        to=to,
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
        batch = list(Notice.objects.due(now).select_for_update(skip_locked=True)[:BATCH])
        Notice.objects.filter(pk__in=[notice.pk for notice in batch]).update(
            attempts=F("attempts") + 1, lease_until=now + LEASE
        )
    for notice in batch:
        notice.attempts += 1
        notice.lease_until = now + LEASE
    return batch


def _send(notice: Notice, *, body: str, now: datetime) -> None:
    try:
        channel_named(notice.channel).send(
            to=notice.to, subject=notice.subject, body=body, request_id=notice.request_id
        )
    except Exception:  # whatever a gateway's library raises: one bad message must not hold up the others
        logger.exception("Message %s was not sent (try %d)", notice.pk, notice.attempts)
        _note_failure(notice, now)
    else:
        _note(notice, state=Notice.State.SENT, sent_at=now, lease_until=None)


def _note_failure(notice: Notice, now: datetime) -> None:
    if notice.is_secret or notice.attempts > len(PATIENCE):
        _note(notice, state=Notice.State.DEAD, lease_until=None)
    else:
        _note(notice, state=Notice.State.FAILED, lease_until=now + PATIENCE[notice.attempts - 1])


def _note(notice: Notice, **outcome: object) -> None:
    """Write the outcome, unless our lease ran out and somebody else has taken over."""
    Notice.objects.filter(pk=notice.pk, attempts=notice.attempts, state__in=Notice.WAITING).update(**outcome)
