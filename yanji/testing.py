"""Before pytest-django reads the settings: words compiled, and a database of the tests' own."""

from collections.abc import Generator

import pytest

from yanji import localdb, translations
from yanji.pgprograms import DatabaseUnavailable


@pytest.hookimpl(wrapper=True)  # wrappers come before pytest-django's own hook, which is marked tryfirst
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    translations.compile_stale()
    try:
        localdb.use("test-pg", throwaway=True)
    except DatabaseUnavailable as why:
        raise pytest.UsageError(str(why)) from None
    return (yield)
