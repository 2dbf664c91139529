"""Activities, their sessions, who has a place in one, who stands in line, and whose ticket is in a draw."""

from activities.models.answers import SessionAnswer
from activities.models.draws import Draw, DrawTicket
from activities.models.enrolments import Enrolment, EnrolmentQuerySet
from activities.models.marks import AbsenceMark
from activities.models.programme import Activity, Session, SessionQuerySet
from activities.models.waits import EnrolmentWait

__all__ = [
    "AbsenceMark",
    "Activity",
    "Draw",
    "DrawTicket",
    "Enrolment",
    "EnrolmentQuerySet",
    "EnrolmentWait",
    "Session",
    "SessionAnswer",
    "SessionQuerySet",
]
