"""The words of every message: a registry that each app fills in `AppConfig.ready()`, and the office's own instead.

    wordings.register(
        "booking-entered",
        words=_("Yanji Neighbours: %(what)s is booked for you, number %(ref)s."),
        about=_("Somebody else books for them"),
        facts={"what": WHAT, "ref": Fact(pgettext_lazy("fact", "booking number"), sample="H7K3MQ")},
        needs={"what", "ref"},
    )
    wordings.words("booking-entered", {"what": "三中心舞蹈房，11月30日（周一）09:00–10:30", "ref": "ABC234"})

The office writes a fact as its name in braces, {预约号}; what is stored are keys, {ref}, which outlive names and
languages. Own words that do not fit the facts never hold a message up: the default words go out instead.
"""

import logging
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from notices import lengths
from notices.models import Wording

logger = logging.getLogger("notices")

MOST_PIECES = 5
IN_BRACES = re.compile(r"\{([^{}]*)\}")
IN_PERCENT = re.compile(r"%\((\w+)\)[a-z]|%%")  # as our catalogue writes facts
BRACES = str.maketrans("｛｝", "{}")
SIGNATURE = re.compile(r"^【[^【】]+】")


@dataclass(frozen=True, slots=True)
class Fact:
    """What a message may name: `name` as the office writes it, and what it might be."""

    name: StrOrPromise
    sample: StrOrPromise
    means: StrOrPromise = ""  # where the name does not say it


@dataclass(frozen=True, slots=True)
class Occasion:
    """When something is told, in which words, and which facts these may name."""

    key: str
    default: StrOrPromise
    about: StrOrPromise
    facts: Mapping[str, Fact]
    needs: frozenset[str]

    def default_body(self) -> str:
        """The default words, as the office's own are stored."""
        with translation.override(settings.LANGUAGE_CODE):
            return IN_PERCENT.sub(lambda found: f"{{{found[1]}}}" if found[1] else "%", str(self.default))

    def fits(self, body: str) -> bool:
        named = set(IN_BRACES.findall(body))
        return self.needs <= named <= self.facts.keys()

    def example(self, body: str) -> str:
        """With a sample of each fact, in the portal's own language. Only for words that fit."""
        with translation.override(settings.LANGUAGE_CODE):
            return _fill(body, {key: fact.sample for key, fact in self.facts.items()})

    def as_written(self, body: str) -> str:
        """As the office reads it: facts by their names. A fact there is no more keeps its key."""
        names = {key: str(fact.name) for key, fact in self.facts.items()}
        return IN_BRACES.sub(lambda found: f"{{{names.get(found[1], found[1])}}}", body)

    def as_stored(self, written: str) -> str:
        """What the office typed, in one line, with the facts it names by their keys."""
        keys = {str(fact.name): key for key, fact in self.facts.items()}
        line = " ".join(written.translate(BRACES).split())
        return IN_BRACES.sub(lambda found: f"{{{keys.get(found[1].strip(), found[1].strip())}}}", line)


_occasions: dict[str, Occasion] = {}
_warned: set[tuple[str, str]] = set()


def register(
    key: str, *, words: StrOrPromise, about: StrOrPromise, facts: Mapping[str, Fact], needs: Collection[str]
) -> None:
    if key in _occasions:
        raise ValueError(f"Two messages are called {key!r}.")
    _occasions[key] = Occasion(key, words, about, facts, frozenset(needs))


def occasions() -> tuple[Occasion, ...]:
    return tuple(_occasions.values())


def occasion(key: str) -> Occasion:
    """Raises KeyError where nothing is told under this key."""
    return _occasions[key]


def words(key: str, facts: Mapping[str, object], *, language: str = "") -> str:
    """The office's own words where it has some that fit, else the default ones; in the portal's language unless told
    otherwise."""
    told = _occasions[key]
    own = Wording.objects.body_of(key)
    if own is not None and told.fits(own) and facts.keys() >= set(IN_BRACES.findall(own)):
        return _fill(own, facts)
    if own is not None and (key, own) not in _warned:
        _warned.add((key, own))
        logger.warning("The office's words for %s do not fit any more; the default ones go out.", key)
    with translation.override(language or settings.LANGUAGE_CODE):
        return str(told.default) % facts


def _fill(body: str, facts: Mapping[str, object]) -> str:
    return IN_BRACES.sub(lambda found: str(facts[found[1]]), body)


# What may be wrong with words that somebody wrote


def faults(told: Occasion, body: str) -> Iterator[str]:
    """One sentence for each thing that is wrong with words as they are stored, with a way out."""
    if not body:
        yield _("Please write what the message shall say, or go back to the default words.")
        return
    yield from _wrong_signs(told, body)
    unknown = [name for name in dict.fromkeys(IN_BRACES.findall(body)) if name not in told.facts]
    for name in unknown:
        offered = _(", ").join(f"{{{fact.name}}}" for fact in told.facts.values())
        yield _("This message does not know {%(name)s}. It knows %(offered)s.") % {"name": name, "offered": offered}
    for key in sorted(told.needs - set(IN_BRACES.findall(body))):
        yield _("Please keep {%(name)s}: without it nobody knows what to do.") % {"name": told.facts[key].name}
    if not unknown and (count := lengths.pieces(told.example(body))) > MOST_PIECES:
        yield _("That makes %(count)d pieces; a message may have %(most)d. Please say it shorter.") % {
            "count": count,
            "most": MOST_PIECES,
        }


def _wrong_signs(told: Occasion, body: str) -> Iterator[str]:
    """Half a pair of braces, a fact as programs write it, and brackets that a gateway takes for a signature (签名)."""
    rest = IN_BRACES.sub("", body)
    if "{" in rest or "}" in rest:
        example = next(iter(told.facts.values())).name
        yield _("A brace stands alone. Each {%(name)s} needs both, one before and one behind it.") % {"name": example}
    if found := re.search(r"%\((\w*)\)?[a-z]?", rest):
        fact = told.facts.get(found[1]) or next(iter(told.facts.values()))
        yield _("Please write {%(name)s} instead of %(typed)s.") % {"name": fact.name, "typed": found[0]}
    if "【" in (unsigned := SIGNATURE.sub("", rest)) or "】" in unsigned:
        yield _("【 and 】 stand only around who writes, at the very beginning. Please use “ ” elsewhere.")
