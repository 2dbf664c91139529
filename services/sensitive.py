"""What is asked before anything about health and need of help is kept: a consent of its own, 个人信息保护法 §28–29."""

from django.utils.translation import gettext_lazy as _

VERSION = "2026-11-27"  # of the sentence below; a new one asks anew, and what was agreed to before says its own

WORDS = _(
    "I agree that this site keeps what I write here about health and daily life, to prepare the assessment. Only "
    "staff of this site read it; it is deleted a year after the end, or at once when I withdraw."
)
