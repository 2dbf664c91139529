"""Service days: haircuts, legal advice, blood pressure."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    name = "services"
    verbose_name = _("Services")

    def ready(self) -> None:
        from centres import claimants
        from fairness import missed
        from fairness.reminding import EVERY
        from notices import ticks
        from residents import mine, people
        from services import actions, application_wordings, applications, messages, reminding, wordings
        from services.claimant import CLAIMANT
        from services.lines import sections
        from services.mine import sections as asked
        from services.models import NumberMark
        from services.people import KEYS, export, forget, forget_who_came, forget_words, let_go, repoint, unfinished

        claimants.register(CLAIMANT)
        wordings.register()
        application_wordings.register()
        missed.register(NumberMark, tell_answered=messages.tell_answered)
        ticks.register("mark who missed a number", timedelta(minutes=10), actions.mark_missed)
        ticks.register("complete service days", timedelta(minutes=10), actions.complete)
        ticks.register("remind of numbers tomorrow", EVERY, reminding.remind)
        ticks.register("pass numbers on", timedelta(minutes=1), actions.pass_on_lapsed)
        ticks.register("offer free numbers", timedelta(minutes=1), actions.offer_what_is_free)
        ticks.register("close lines for numbers", timedelta(minutes=10), actions.close_lines)
        ticks.register("forget what was said of services", timedelta(days=1), forget_words)
        ticks.register("forget who came to services a year ago", timedelta(days=1), forget_who_came)
        ticks.register("delete applications a year after", timedelta(days=1), actions.delete_closed_applications)
        people.register(
            "services",
            keys=KEYS,
            repoint=repoint,
            export=export,
            forget=forget,
            unfinished=unfinished,
            let_go=let_go,
        )
        mine.register("services", sections)
        mine.register("applications", applications.sections)
        mine.register("services asked", asked)
        mine.register_page("services:appointment-list", words=_("My numbers and lunch"), icon="clock")
