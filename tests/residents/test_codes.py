from residents import codes


def test_a_code_has_six_digits_leading_zeros_and_all(monkeypatch):
    monkeypatch.setattr(codes.secrets, "randbelow", lambda below: 42 if below == 10**6 else 0)

    assert codes.new_code() == "000042"


def test_a_seal_opens_to_its_digits_only():
    seal = codes.sealed("123456")

    assert codes.opens("123456", seal)
    assert not codes.opens("123457", seal)
    assert not codes.opens("", seal)


def test_a_seal_does_not_tell_its_digits():
    assert "123456" not in codes.sealed("123456")
    assert codes.sealed("123456") != codes.sealed("123456")


def test_another_secret_key_opens_nothing(settings):
    seal = codes.sealed("123456")
    settings.SECRET_KEY = "somebody else's"

    assert not codes.opens("123456", seal)


def test_an_empty_seal_opens_to_nothing():
    assert not codes.opens("", "")
    assert not codes.opens("123456", "")


def test_digits_are_taken_as_people_type_them():
    assert codes.opens("１２３ ４５６", codes.sealed("123456"))
