"""People, accounts, posts and consent."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResidentsConfig(AppConfig):
    name = "residents"
    verbose_name = _("Residents")

    def ready(self) -> None:
        from notices import ticks
        from residents import held, people, team_rows, telling, tidying, wordings
        from residents.importing import actions as importing

        people.register(
            "residents",
            keys=held.KEYS,
            light_keys=held.LIGHT_KEYS,
            repoint=held.repoint,
            export=held.export,
            forget=held.forget,
            unfinished=held.unfinished,
        )
        wordings.register()
        ticks.register("forget abandoned accounts", timedelta(hours=6), tidying.forget_abandoned_accounts)
        ticks.register("tell idle accounts", timedelta(days=1), tidying.tell_idle_accounts)
        ticks.register("forget idle accounts", timedelta(days=1), tidying.forget_idle_accounts)
        ticks.register("forget strangers", timedelta(days=1), tidying.forget_strangers)
        ticks.register("forget old sessions", timedelta(hours=1), tidying.forget_old_sessions)
        ticks.register("forget old codes", timedelta(hours=1), tidying.forget_old_codes)
        ticks.register("reach otherwise", timedelta(minutes=5), telling.reach_otherwise)
        ticks.register("forget papers of teams", timedelta(days=1), team_rows.forget_papers)
        ticks.register("forget former members", timedelta(days=1), team_rows.forget_former_members)
        ticks.register("forget uploaded lists", timedelta(minutes=5), importing.forget_old)
        ticks.register("forget old counts of tries", timedelta(hours=1), tidying.forget_old_counts)
