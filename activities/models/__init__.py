"""Activities, their sessions, who has a place in one, and who stands in line."""

from activities.models.enrolments import Enrolment
from activities.models.programme import Activity, Session, SessionQuerySet
from activities.models.waits import EnrolmentWait

__all__ = ["Activity", "Enrolment", "EnrolmentWait", "Session", "SessionQuerySet"]
