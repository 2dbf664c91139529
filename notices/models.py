"""The outbox: every message to a person is a row, written in the transaction of what it tells about."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


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
    place = models.CharField(_("for the desk of"), max_length=40, blank=True)  # of a call: whose desk makes it

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("message")
        verbose_name_plural = _("outbox")
        indexes = [
            models.Index(name="notice_waiting", fields=["lease_until"], condition=Q(state__in=["queued", "failed"])),
            models.Index(name="notice_created", fields=["created_at"]),
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
        return f"{self.to[:3]}****{self.to[-4:]}"
