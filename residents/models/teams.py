"""Cultural and sports teams (文体团队): who leads them, who belongs to them, and how far their registration is."""

from typing import Self

import pghistory
import pgtrigger
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from centres.models import Centre
from residents.models.accounts import User
from residents.models.people import Resident

_WAYS = {  # from each state to those that may follow; a trigger holds them
    "unregistered": ("pending", "approved"),
    "pending": ("unregistered", "approved", "declined"),
    "declined": ("pending", "approved"),
    "approved": ("unregistered",),
}


class TeamQuerySet(models.QuerySet["Team"]):
    def approved(self) -> Self:
        return self.filter(state=Team.State.APPROVED)

    def pending(self) -> Self:
        """Waiting for the street office, the longest first."""
        return self.filter(state=Team.State.PENDING).order_by("applied_at", "pk")

    def run_by(self, resident: Resident) -> Self:
        """Those whom this person may book for: led by them, or with them as a deputy."""
        deputies = Membership.objects.deputies().filter(team=OuterRef("pk"), resident=resident)
        return self.filter(Q(leader=resident) | Exists(deputies))

    def run_by_user(self, user: User) -> Self:
        """The same, of an account."""
        deputies = Membership.objects.deputies().filter(team=OuterRef("pk"), resident__user=user)
        return self.filter(Q(leader__user=user) | Exists(deputies))

    def keys_run_by(self, user: User) -> ArraySubquery:
        """The keys of the teams that an account may book for, as an array to look in (`AnyOf`)."""
        return ArraySubquery(self.run_by_user(user).order_by().values("pk"))

    def of(self, resident: Resident) -> Self:
        """Those whom they lead, belong to, or have asked to join, and those that wait for them to lead."""
        belongs = Exists(Membership.objects.current().filter(team=OuterRef("pk"), resident=resident))
        return self.filter(Q(leader=resident) | Q(successor=resident) | belongs)

    def with_members(self) -> Self:
        """Each with `members`: how many belong to it, the leader included."""
        active = Q(memberships__state=Membership.State.ACTIVE)
        return self.annotate(members=Count("memberships", filter=active) + 1).order_by("name")

    def belonging(self, resident: Resident) -> "list[tuple[str, int | None, str, str]]":
        """Name of each of their teams, with key, role and state of their membership; of one they lead, without."""
        row = Q(memberships__resident=resident, memberships__state__in=Membership.CURRENT)
        found = self.of(resident).annotate(own=FilteredRelation("memberships", condition=row))
        return list(found.values_list("name", "own__pk", "own__role", "own__state"))

    def with_people(self) -> Self:
        return self.select_related("leader__user", "leader__committee", "successor__user", "centre")


@pghistory.track(exclude=["about", "decision"])
class Team(models.Model):
    """A team with a leader; its public name may hang on a door."""

    class State(models.TextChoices):
        UNREGISTERED = "unregistered", _("not registered")
        PENDING = "pending", _("registration pending")
        APPROVED = "approved", _("registered")
        DECLINED = "declined", _("registration declined")

    name = models.CharField(_("name"), max_length=40, unique=True)
    about = models.CharField(_("in a few words"), max_length=200, blank=True)
    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("meets mostly at")
    )
    is_open = models.BooleanField(_("takes in new members"), default=True)
    leader = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="led_teams", verbose_name=_("leader"))
    successor = models.ForeignKey(
        Resident,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="teams_to_lead",
        verbose_name=_("asked to lead it next"),
    )
    state = models.CharField(_("registration"), max_length=12, choices=State.choices, default=State.UNREGISTERED)
    applied_at = models.DateTimeField(_("asked for registration at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decision = models.CharField(_("what the office says"), max_length=120, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [
            models.CheckConstraint(name="team_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="team_pending_has_asked", condition=~Q(state="pending") | Q(applied_at__isnull=False)
            ),
            models.CheckConstraint(name="team_declined_is_told_why", condition=~Q(state="declined") | ~Q(decision="")),
            models.CheckConstraint(
                name="team_is_decided_by_somebody_at_some_time",
                condition=Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="team_passes_to_somebody_else", condition=Q(successor=None) | ~Q(successor=F("leader"))
            ),
        ]
        indexes = [models.Index(name="team_pending", fields=["applied_at"], condition=Q(state="pending"))]
        triggers = [
            pgtrigger.FSM(
                name="team_goes_from_state_to_state",
                field="state",
                transitions=[(old, new) for old, ways in _WAYS.items() for new in ways],
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_approved(self) -> bool:
        return self.state == self.State.APPROVED

    @property
    def is_pending(self) -> bool:
        return self.state == self.State.PENDING

    @property
    def is_declined(self) -> bool:
        return self.state == self.State.DECLINED

    @property
    def may_apply(self) -> bool:
        return self.state in (self.State.UNREGISTERED, self.State.DECLINED)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> Self:
        """Asked, or active."""
        return self.filter(state__in=Membership.CURRENT)

    def active(self) -> Self:
        return self.filter(state=Membership.State.ACTIVE)

    def deputies(self) -> Self:
        return self.active().filter(role=Membership.Role.DEPUTY)

    def asked(self) -> Self:
        """Waiting for the leader's word, the longest first."""
        return self.filter(state=Membership.State.ASKED).order_by("asked_at", "pk")

    def deputies_first(self) -> Self:
        is_deputy = models.Case(models.When(role="deputy", then=0), default=1)
        return self.order_by(is_deputy, "decided_at", "pk")

    def with_people(self) -> Self:
        return self.select_related("resident", "team")


@pghistory.track(exclude=["words"])
class Membership(models.Model):
    """Somebody in a team, or asking to be. The leader is none of them: who leads stands on the team."""

    class State(models.TextChoices):
        ASKED = "asked", _("asks to join")
        ACTIVE = "active", _("member")
        DECLINED = "declined", _("not taken in")
        ENDED = "ended", _("not any more")

    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        DEPUTY = "deputy", _("deputy leader")

    CURRENT = (State.ASKED, State.ACTIVE)
    MOST = 200  # in one team
    MOST_DEPUTIES = 3

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("team"))
    resident = models.ForeignKey(
        Resident, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("resident")
    )
    role = models.CharField(_("role"), max_length=6, choices=Role.choices, default=Role.MEMBER)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ASKED)
    words = models.CharField(_("in their own words"), max_length=120, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("member of a team")
        verbose_name_plural = _("members of teams")
        constraints = [
            models.UniqueConstraint(
                name="membership_of_somebody_is_one",
                fields=["team", "resident"],
                condition=Q(state__in=["asked", "active"]),
            ),
            models.CheckConstraint(
                name="membership_is_decided_unless_asked", condition=Q(state="asked") | Q(decided_at__isnull=False)
            ),
            models.CheckConstraint(
                name="membership_ended_has_its_moment",
                condition=Q(state="ended", ended_at__isnull=False) | ~Q(state="ended") & Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="membership_of_a_deputy_is_active", condition=Q(role="member") | Q(state="active")
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="membership_goes_from_state_to_state",
                field="state",
                transitions=[("asked", "active"), ("asked", "declined"), ("asked", "ended"), ("active", "ended")],
            )
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.resident_id}"

    @property
    def is_deputy(self) -> bool:
        return self.role == self.Role.DEPUTY

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE


class TeamPaper(models.Model):
    """A photo of a paper that shows who the team is: a list of names, a certificate. For staff and its leaders alone.

    Its bytes stand here and nowhere on a disk: they go with the row, and no web server can hand them out.
    """

    MOST = 6  # of one team

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="papers", verbose_name=_("team"))
    title = models.CharField(_("what it is"), max_length=40)
    jpeg = models.BinaryField(_("the picture"))
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("added by")
    )

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name = _("paper of a team")
        verbose_name_plural = _("papers of teams")
        constraints = [models.CheckConstraint(name="team_paper_has_a_title", condition=~Q(title=""))]

    def __str__(self) -> str:
        return self.title
