"""`make check`: fail when an entry has no translation, or one that nobody has confirmed."""

import sys

from yanji import translations

found = list(translations.gaps())
sys.exit("\n".join(found) if found else None)
