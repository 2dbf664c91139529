"""The outbox: every message to a person is a row, written in the transaction of what it tells about. And the words in
which the office wants them said."""

from datetime import datetime, timedelta
from typing import Self

import pghistory
from django.db import models
from django.db.models import Expression, Q
from django.utils.translation import gettext_lazy as _

LATELY, A_MONTH = timedelta(days=7), timedelta(days=30)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def waiting(self) -> Self:
        """Not sent yet. A secret never waits: its words are gone."""
        return self.filter(state__in=Notice.WAITING, is_secret=False)

    def by_machine(self) -> Self:
        """Those that the worker sends; the others are calls that staff make."""
        return self.exclude(channel="call")

    def calls(self) -> Self:
        return self.filter(channel="call")

    def cut_off(self, now: datetime) -> Self:
        """Handed over by a worker that never said what came of it: it was killed, or lost its database."""
        return self.due(now).exclude(handed_at=None)

    def due(self, now: datetime) -> Self:
        """What waits and nobody is sending just now."""
        free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
        return self.waiting().filter(free).order_by("pk")

    def asked_for(self, request_id: str) -> Self:
        return self.filter(request_id=request_id)

    def undelivered(self, now: datetime) -> Self:
        """Given up by a channel, and meant for somebody whom the desk of a site (`place`) can call.

        One that was kept back bears no trouble; a week later nobody asks any more.
        """
        lately = self.by_machine().filter(state=Notice.State.DEAD, is_secret=False, created_at__gte=now - LATELY)
        return lately.exclude(trouble="").exclude(place="").filter(is_carried_on=False).order_by("pk")

    def in_doubt(self, now: datetime) -> Self:
        """Perhaps sent, or given up and not gone another way: somebody decides. The newest first, of a month."""
        lately = self.by_machine().filter(is_secret=False, is_carried_on=False, created_at__gte=now - A_MONTH)
        given_up = Q(state=Notice.State.DEAD) & ~Q(trouble="")
        return lately.filter(Q(state=Notice.State.MAYBE) | given_up).order_by("-pk")

    def on_its_way(self, *request_ids: str) -> bool:
        """Whether any of these went out, may have gone out, or waits to."""
        return self.filter(request_id__in=request_ids).exclude(state=Notice.State.DEAD).exists()

    def told_to(self, *keys: str | Expression) -> Self:
        """What these were told, the newest first; each once, however many ways it went. Codes and what was kept back
        are nobody's to read."""
        said = self.filter(recipient_key__in=keys, is_secret=False).exclude(state=Notice.State.DEAD, trouble="")
        doubles = Q()
        for ending in ("-email", "-else", "-call"):
            doubles |= Q(request_id__endswith=ending)
        return said.exclude(doubles).order_by("-created_at", "-pk")

    def with_expired_words(self, now: datetime) -> Self:
        return self.filter(is_secret=True, keep_body_until__lte=now)


class Notice(models.Model):
    """One message to one number. Who that is, only the app that wrote it knows (`recipient_key`)."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("will be tried again")
        DEAD = "dead", _("given up")
        MAYBE = "maybe", _("perhaps sent")  # handed over, and no answer came

    WAITING = (State.QUEUED, State.FAILED)

    recipient_key = models.CharField(_("recipient"), max_length=64, blank=True)
    channel = models.CharField(_("channel"), max_length=20)
    to = models.CharField(_("goes to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("its words"), blank=True)
    is_secret = models.BooleanField(_("holds a code"), default=False)
    keep_body_until = models.DateTimeField(_("words are kept until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("next try not before"), null=True, blank=True)
    request_id = models.CharField(_("request number"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("written at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    handed_at = models.DateTimeField(_("handed over at"), null=True, blank=True)
    gateway_ref = models.CharField(_("the gateway's number"), max_length=64, blank=True)
    trouble = models.CharField(_("what went wrong"), max_length=200, blank=True)
    place = models.CharField(_("for the desk of"), max_length=40, blank=True)  # who calls where nothing else reaches
    is_carried_on = models.BooleanField(_("goes another way"), default=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("message")
        verbose_name_plural = _("outbox")
        indexes = [
            models.Index(name="notice_waiting", fields=["lease_until"], condition=Q(state__in=["queued", "failed"])),
            models.Index(name="notice_created", fields=["created_at"]),
            models.Index(name="notice_of_somebody", fields=["recipient_key", "-created_at"]),
            models.Index(
                name="notice_calls_of_a_desk",
                fields=["place", "created_at"],
                condition=Q(channel="call", state__in=["queued", "failed"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="notice_state_is_known", condition=Q(state__in=["queued", "sent", "failed", "dead", "maybe"])
            ),
            models.CheckConstraint(
                name="notice_has_a_moment_of_sending_exactly_when_sent",
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
            ),
            models.CheckConstraint(
                name="notice_has_words_unless_they_are_secret", condition=Q(is_secret=True) | ~Q(body="")
            ),
            models.CheckConstraint(
                name="notice_says_when_its_words_go_exactly_when_secret",
                condition=Q(is_secret=False, keep_body_until__isnull=True)
                | Q(is_secret=True, keep_body_until__isnull=False),
            ),
            models.CheckConstraint(
                name="notice_is_leased_only_while_it_waits",
                condition=Q(lease_until__isnull=True) | Q(state__in=["queued", "failed"]),
            ),
            models.CheckConstraint(
                name="notice_names_where_it_goes", condition=~Q(to="") | Q(channel="call", place__gt="")
            ),
            models.CheckConstraint(
                name="notice_was_handed_over_when_perhaps_sent",
                condition=~Q(state="maybe") | Q(handed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Masked: 138****1234, z***@example.com."""
        name, at, place = self.to.rpartition("@")
        return f"{name[:1]}***{at}{place}" if at else f"{self.to[:3]}****{self.to[-4:]}"


class WordingQuerySet(models.QuerySet["Wording"]):
    def body_of(self, key: str) -> str | None:
        return self.filter(key=key).values_list("body", flat=True).first()


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Wording(models.Model):
    """The office's own words for one kind of message; without a row the default ones go out (notices.wordings).

    Who wrote them, only higher apps know (`changed_by`): this one has no key to an account.
    """

    key = models.CharField(_("kind of message"), max_length=60, unique=True)
    body = models.TextField(_("its words"))  # facts by their keys, {ref}, not by the names that the office reads
    changed_by = models.CharField(_("changed by"), max_length=64)
    changed_at = models.DateTimeField(_("changed at"))

    objects = WordingQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        verbose_name = _("words of a message")
        verbose_name_plural = _("words of messages")
        constraints = [
            models.CheckConstraint(name="wording_says_something", condition=~Q(body="")),
        ]

    def __str__(self) -> str:
        return self.key
