import pytest
from django.core.exceptions import ValidationError

from residents.names import clean_name, masked


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张三", "张三"),
        ("  张 三 ", "张三"),
        ("张　三", "张三"),
        ("艾合买提·买买提", "艾合买提·买买提"),
        ("Mary  O'Brien", "Mary O'Brien"),
        ("Ａｎｎａ", "Anna"),
        ("李阿姨（2号楼）", "李阿姨(2号楼)"),
        ("'; DROP TABLE residents_user; --", "'; DROP TABLE residents_user; --"),
    ],
)
def test_a_name_is_tidied(typed, name):
    assert clean_name(typed) == name


@pytest.mark.parametrize("typed", ["😀", "张三😀", "<b>张三</b>", "123", "...", "张\x00三", "张\u202e三", "👨‍👩‍👧"])
def test_what_is_no_name_is_refused(typed):
    with pytest.raises(ValidationError, match="姓名请只写汉字或字母"):
        clean_name(typed)


@pytest.mark.parametrize(
    ("name", "shown"), [("张三", "张*"), ("欧阳娜娜", "欧阳*"), ("欧阳", "欧*"), ("Mary", "M*"), ("", "")]
)
def test_others_see_the_surname_only(name, shown):
    assert masked(name) == shown
