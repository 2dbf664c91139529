"""Apply for a service that begins with an assessment, withdraw it, and answer it. Whoever asked hears of each step."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from centres.claimants import CannotChange
from centres.models import Centre
from centres.retries import retry_on_deadlock
from residents.acting import lock_resident, may_act
from residents.models import Resident, User
from residents.relatives import acts_for
from services import application_messages, sensitive
from services.models import Application, Service

State = Application.State


@retry_on_deadlock
@transaction.atomic
def apply(
    *,
    service: Service,
    centre: Centre,
    resident: Resident,
    help_needed: str,
    call_number: str,
    call_whom: str,
    call_when: str,
    agrees: bool,
    by: User,
    channel: str,
    token: uuid.UUID,
    now: datetime,
) -> Application:
    """The same form sent twice applies once; whoever has an open one keeps that.

    Raises CannotChange without consent, for a service that is none of this kind, or for a relative let go.
    """
    lock_resident(resident.pk)
    key = uuid.uuid5(token, f"{service.pk} {resident.pk} {by.pk}")
    if sent_before := Application.objects.with_people().filter(form_token=key).first():
        return sent_before
    may_act(by=by, resident=resident, channel=channel)
    if not service.is_application or not service.is_published:
        raise CannotChange(_("One does not apply for this service. Please call us."))
    if not agrees:
        raise CannotChange(_("Without your agreement we may not write this down. Please call us instead."))
    if open_one := Application.objects.open().filter(service=service, resident=resident).with_people().first():
        return open_one
    made = Application.objects.create(
        service=service,
        centre=centre,
        resident=resident,
        help_needed=help_needed,
        call_number=call_number,
        call_whom=call_whom,
        call_when=call_when,
        consent_version=sensitive.VERSION,
        consented_at=now,
        applied_by=by,
        applied_at=now,
        channel=channel,
        form_token=key,
    )
    application_messages.tell(made, by=by, now=now)
    return made


@retry_on_deadlock
@transaction.atomic
def withdraw_application(*, application: Application, by: User, now: datetime) -> Application:
    """What was written about health and daily life goes at once. Done twice it is done once.

    Raises CannotChange once it is closed otherwise, or for somebody who does not act for them.
    """
    application = _locked(application)
    resident = application.resident
    if resident.user_id != by.pk and not by.may_run(application.centre) and not acts_for(by, resident):
        raise CannotChange(_("You do not act for them any more. Please ask them, or call us."))
    if application.state == State.WITHDRAWN:
        return application
    return _go(application, State.WITHDRAWN, by=by, now=now, help_needed="")


@retry_on_deadlock
@transaction.atomic
def note_contact(*, application: Application, reason: str, by: User, now: datetime) -> Application:
    """They were called, and know what comes next. Raises CannotChange."""
    return _go(_locked(application), State.CONTACTED, by=by, now=now, reason=reason)


@retry_on_deadlock
@transaction.atomic
def arrange_assessment(
    *, application: Application, visit_at: datetime, visit_place: str, reason: str, by: User, now: datetime
) -> Application:
    """When and where somebody looks what is needed; arranged anew it is told anew. Raises CannotChange."""
    if visit_at <= now or not visit_place:
        raise CannotChange(_("Please say a date to come, and where."))
    place = {"visit_at": visit_at, "visit_place": visit_place}
    return _go(_locked(application), State.ARRANGED, by=by, now=now, reason=reason, **place)


@retry_on_deadlock
@transaction.atomic
def settle_application(*, application: Application, reason: str, by: User, now: datetime) -> Application:
    """Raises CannotChange."""
    return _go(_locked(application), State.DONE, by=by, now=now, reason=reason)


@retry_on_deadlock
@transaction.atomic
def decline_application(*, application: Application, reason: str, by: User, now: datetime) -> Application:
    """It does not fit, and why. Raises CannotChange."""
    if not reason.strip():
        raise CannotChange(_("Please say why: they read it."))
    return _go(_locked(application), State.UNSUITABLE, by=by, now=now, reason=reason)


def delete_closed_applications(now: datetime) -> None:
    """For the worker: a year after the end."""
    Application.objects.to_be_deleted(now).delete()


def _locked(application: Application) -> Application:
    Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    return Application.objects.with_people().get(pk=application.pk)


def _go(application: Application, state: State, *, by: User, now: datetime, **change: object) -> Application:
    """The step from one state to the next, in the transaction of the message about it."""
    is_again = state == application.state == State.ARRANGED
    if not is_again and state not in Application.WAYS.get(application.state, ()):
        raise CannotChange(_("This application was changed meanwhile. Please look again."))
    closed = {} if state in Application.OPEN else {"closed_at": now}
    Application.objects.filter(pk=application.pk).update(
        **change, state=state, handled_by=by, handled_at=now, **closed
    )
    application = Application.objects.with_people().get(pk=application.pk)
    application_messages.tell(application, by=by, now=now)
    return application
