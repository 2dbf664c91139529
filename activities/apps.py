"""The programme: classes, films, choirs and their sessions."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    name = "activities"
    verbose_name = _("Activities")

    def ready(self) -> None:
        from activities import actions, messages, reminding, wordings
        from activities.claimant import CLAIMANT
        from activities.mine import sections
        from activities.models import AbsenceMark
        from activities.people import end_account, export, forget, forget_who_came, forget_words, repoint, unfinished
        from centres import claimants
        from fairness import missed
        from fairness.reminding import EVERY
        from notices import ticks
        from residents import mine, people

        claimants.register(CLAIMANT)
        wordings.register()
        missed.register(AbsenceMark, tell_answered=messages.tell_answered)
        ticks.register("pass places on", timedelta(minutes=1), actions.pass_on_lapsed)
        ticks.register("offer free places", timedelta(minutes=1), actions.offer_what_is_free)
        ticks.register("close lines for places", timedelta(minutes=10), actions.close_lines)
        ticks.register("mark who stayed away", timedelta(minutes=10), actions.mark_absences)
        ticks.register("remind of activities tomorrow", EVERY, reminding.remind)
        ticks.register("draw lots", timedelta(minutes=1), actions.draw_when_due)
        ticks.register("forget who took part a year ago", timedelta(days=1), forget_who_came)
        ticks.register("forget what was said of activities", timedelta(days=1), forget_words)
        mine.register("activities", sections)
        people.register(
            "activities",
            keys=["Enrolment.resident", "EnrolmentWait.resident", "DrawTicket.resident", "AbsenceMark.resident"],
            repoint=repoint,
            export=export,
            forget=forget,
            unfinished=unfinished,
            let_go=end_account,
        )
