"""References survive a telephone line and find their way through addresses."""

import re

from centres.references import ALPHABET, LENGTH, ReferenceConverter, new_reference


def test_alphabet_holds_no_sign_that_is_mistaken_for_another_and_makes_no_words() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 27
    assert not set("AEIOUYL01") & set(ALPHABET)


def test_references_differ() -> None:
    drawn = {new_reference() for _each in range(200)}

    assert len(drawn) == 200
    assert all(len(reference) == LENGTH and set(reference) <= set(ALPHABET) for reference in drawn)


def test_address_takes_small_letters_and_nothing_else() -> None:
    pattern = re.compile(ReferenceConverter.regex)

    assert pattern.fullmatch("BCD234")
    assert pattern.fullmatch("bcd234")
    for wrong in ("BCD23", "BCD2345", "BCD2O4", "BCD 34", "ＢＣＤ234"):
        assert not pattern.fullmatch(wrong)
    assert ReferenceConverter().to_python("bcd234") == "BCD234"
    assert ReferenceConverter().to_url("BCD234") == "BCD234"
