"""What templates ask of Python: icons, dates in words, the current section, and forms that say what is wrong."""

from datetime import date, datetime

from django import template
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres import words

register = template.Library()

ICON_OF_BADGE = {"free": "door", "wait": "clock", "done": "check", "full": "cross", "stop": "bang", "gone": "cross"}

# Which of the five words of the navigation a page belongs to: by its app, unless its own name says otherwise.
SECTION_OF_APP = {"bookings": "mine", "residents": "mine", "services": "services", "activities": "activities"}
SECTION_OF_PAGE = {
    "office:home": "home",
    "bookings:room-search": "rooms",
    "bookings:room-detail": "rooms",
    "bookings:book": "rooms",
    "timetables:week": "week",
    "services:appointment-list": "mine",
    "services:appointment-detail": "mine",
    "services:appointment-cancel": "mine",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "phone" %}`: a symbol of static/img/icons.svg; say the same in a word beside it."""
    sprite = static("img/icons.svg")
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', sprite, name)


@register.filter
def badge_icon(kind: str) -> str:
    """The mark of a state, so that it can be told without colour."""
    return ICON_OF_BADGE.get(kind, "dots")


@register.simple_tag(takes_context=True)
def section(context: Context) -> str:
    """`{% section as here %}`: home, rooms, services, activities, week, mine, or nothing."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None:
        return ""
    if match.view_name.startswith("account_"):
        return "mine"
    return SECTION_OF_PAGE.get(match.view_name) or SECTION_OF_APP.get(match.app_name, "")


@register.simple_tag(takes_context=True)
def keep_fresh(context: Context, part: str, mark: str) -> SafeString:
    """`<section {% keep_fresh "times" page.mark %}>`: the id, and how htmx renews that part each minute and on return.

    Whatever else changed with it stands in #days and #renewed. A page of staff ends with their session instead.
    """
    if getattr(context.get("user"), "is_staff", False):
        return format_html('id="{}"', part)
    return format_html(
        'id="{0}" data-hx-get="{1}" data-hx-trigger="every 60s, focus from:window throttle:10s" data-hx-select="#{0}"'
        ' data-hx-select-oob="#days,#renewed:innerHTML" data-hx-swap="outerHTML"'
        ' data-hx-headers=\'{{"X-Seen": "{2}"}}\'',
        part,
        context["request"].get_full_path(),
        mark,
    )


@register.filter
def date_words(day: date | None) -> str:
    """`{{ day|date_words }}`: 11月30日（周一）."""
    return words.date_words(day) if day else ""


@register.filter
def date_words_with_year(day: date | None) -> str:
    """`{{ day|date_words_with_year }}`: 2026年11月30日（周一）."""
    return words.date_words(day, with_year=True) if day else ""


@register.filter
def weekday_words(day: date | None) -> str:
    """`{{ day|weekday_words }}`: 周一."""
    return words.weekday_words(day) if day else ""


@register.filter
def span_words(span: words.Stretch | None) -> str:
    """`{{ booking.span|span_words }}`: 09:00–10:30."""
    return words.span_words(span) if span else ""


@register.filter
def when_words(span: words.Stretch | None) -> str:
    """`{{ booking.span|when_words }}`: 11月30日（周一）09:00–10:30."""
    return words.when_words(span) if span else ""


@register.filter
def moment_words(moment: datetime | None) -> str:
    """`{{ seen_at|moment_words }}`: 11月30日（周一）09:00."""
    return words.moment_words(moment) if moment else ""


@register.filter
def tel(phone: str) -> str:
    """`href="tel:{{ phone|tel }}"`: the digits of a number as people write it."""
    return "".join(character for character in phone if character.isdigit() or character == "+")


@register.filter
def wrong_fields(form: BaseForm) -> int:
    """How many fields of a form are to be corrected; sentences about the whole form do not count."""
    return len(form.errors.keys() - {NON_FIELD_ERRORS})


@register.simple_tag
def title_errors(form: BaseForm | str | None) -> str:
    """请改2处： before the page's title, so that it is heard first; nothing for a page without a form."""
    if not isinstance(form, BaseForm) or not form.is_bound or not form.errors:
        return ""
    count = wrong_fields(form)
    if not count:
        return _("Please read: ")
    return ngettext("%(count)d thing to correct: ", "%(count)d things to correct: ", count) % {"count": count}


@register.filter
def is_optional(field: BoundField) -> bool:
    """Whether a label says （可不填）: where others must be filled in; a search, where none must, says nothing."""
    return not field.field.required and any(other.required for other in field.form.fields.values())


@register.filter
def control(field: BoundField) -> SafeString:
    """The control of a field in the house's clothes; what the form set on the widget stays."""
    own = field.field.widget.attrs.get("class", "")
    attrs: dict[str, str | bool] = {"class": f"input {own}".strip()}
    if field.use_fieldset:  # the legend is not a label
        attrs["aria-label"] = str(field.label)
    return field.as_widget(attrs=attrs)


@register.filter
def first_control(field: BoundField) -> str:
    """The id a link to this field leads to: the control, or the first of several."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label
