"""Short words for what a page or paper says, and papers kept under them for a while."""

from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from threading import Lock

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.utils.translation import get_language

_making = Lock()


def made_once(shown: object, make: Callable[[], bytes]) -> bytes:
    """What was made of the same a short while ago; else made now, once in this process however many ask for it."""
    kept, key = caches["papers"], digest(shown)
    if (found := kept.get(key)) is None:
        with _making:
            if (found := kept.get(key)) is None:
                found = make()
                kept.set(key, found)
    content: bytes = found
    return content


def digest(*shown: object) -> str:
    """Equal for what says the same in the same language; dataclasses say all that they hold in their `repr`."""
    return blake2b(repr((edition(), get_language(), shown)).encode(), digest_size=16).hexdigest()


@lru_cache(maxsize=1)
def edition() -> str:
    """Of the templates, styles, words and code that pages and papers are made with: a new release is seen at once."""
    base = settings.BASE_DIR
    ours = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == base]
    made_of = [
        base / "requirements.txt",
        *(path for folder in ("templates", "static", "locale") for path in (base / folder).rglob("*.*")),
        *(path for folder in ours for pattern in ("*.py", "*.typ") for path in folder.rglob(pattern)),
    ]
    read = blake2b(digest_size=16)
    for path in sorted(filter(Path.is_file, made_of)):
        read.update(path.read_bytes())
    return read.hexdigest()
