"""The HTML of forms, read as a browser reads it; ids and ties as a screen reader follows them."""

from xml.etree.ElementTree import Element

import html5lib
import pytest
from crispy_forms.bootstrap import AppendedText, InlineRadios
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import Context, Template
from django.utils import translation

from tests.yanji.sample_pages import EveryField
from yanji.templatetags.yanji_ui import title_errors


def read(html: str) -> Element:
    document: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return document


def rendered(form: forms.BaseForm) -> Element:
    return read(Template("{% load crispy_forms_tags %}{{ form|crispy }}").render(Context({"form": form})))


def find(page: Element, path: str) -> Element:
    found = page.find(path)
    assert found is not None, path
    return found


def question(page: Element, words: str) -> Element:
    [group] = [group for group in page.iter("fieldset") if text(find(group, "legend")) == words]
    return group


def text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def filled(**answers: str) -> EveryField:
    return EveryField(answers)


def all_right(**changed: str) -> EveryField:
    answers = {"who": "me", "people": "8", "room": "1", "starts_0": "2026-12-01", "starts_1": "09:00", "agree": "on"}
    return EveryField(answers | changed)


# Fields


def test_a_label_is_tied_to_its_control() -> None:
    page = rendered(EveryField())

    for name in ("people", "room", "note"):
        label = find(page, f".//label[@for='id_{name}']")
        assert label.attrib["class"] == "label"
        assert find(page, f".//*[@id='id_{name}']").attrib["name"] == name


def test_what_the_form_says_of_a_control_passes_through() -> None:
    control = find(rendered(EveryField()), ".//input[@name='people']")

    assert control.attrib == {
        "type": "text",
        "name": "people",
        "id": "id_people",
        "class": "input input-s",
        "inputmode": "numeric",
        "required": "",
        "aria-describedby": "id_people_helptext",
    }


def test_only_what_may_be_left_empty_is_marked() -> None:
    page = rendered(EveryField())

    marked = [text(label) for label in [*page.iter("label"), *page.iter("legend")] if label.find("i") is not None]
    assert marked == ["还有要说的吗？ （可不填）", "要用什么？ （可不填）"]


def test_a_search_where_nothing_must_be_filled_in_marks_nothing() -> None:
    class Search(forms.Form):
        people = forms.IntegerField(label="几个人？", required=False)

    assert rendered(Search()).find(".//label/i") is None


def test_choices_are_a_fieldset_of_large_boxes() -> None:
    page = rendered(EveryField())

    group = question(page, "给谁约？")
    choices = group.findall(".//label[@class='choice']")
    assert [text(choice) for choice in choices] == ["我自己", "我们的团队 编织组"]
    assert [choice.attrib["for"] for choice in choices] == ["id_who_0", "id_who_1"]
    assert {find(choice, "input").attrib["type"] for choice in choices} == {"radio"}


def test_a_box_to_tick_keeps_its_hint_inside_its_frame() -> None:
    box = find(rendered(EveryField()), ".//label[@for='id_agree']")

    assert text(box) == "我看过隐私政策 2026年11月版".replace(" ", "")
    assert find(box, "input").attrib["aria-describedby"] == find(box, ".//small").attrib["id"]


def test_several_controls_of_one_question_share_its_legend() -> None:
    group = question(rendered(EveryField()), "哪天几点？")

    assert [control.attrib["id"] for control in group.iter("input")] == ["id_starts_0", "id_starts_1"]
    assert {control.attrib["class"] for control in group.iter("input")} == {"input"}


def test_hidden_fields_stand_bare() -> None:
    page = rendered(EveryField())

    assert find(page, ".//input[@name='token']").attrib["type"] == "hidden"
    assert page.find(".//*[@class='field']/input[@name='token']") is None


# What is to be corrected


def test_an_error_says_what_to_do_and_is_heard_with_its_control() -> None:
    page = rendered(all_right(people="28"))

    control = find(page, ".//input[@name='people']")
    assert control.attrib["aria-invalid"] == "true"
    assert control.attrib["aria-describedby"] == "id_people_helptext id_people_error"
    assert text(find(page, ".//*[@id='id_people_error']")) == "请改：最多20人。多媒体活动室坐得下。"
    assert find(page, ".//*[@id='id_people_error']//a").attrib["href"] == "/rooms/4/"
    assert control.attrib["value"] == "28"


def test_the_summary_leads_to_every_control_that_is_wrong() -> None:
    page = rendered(filled(people="28", note="limit"))

    summary = find(page, ".//div[@class='errors']")
    assert summary.attrib["role"] == "alert"
    assert "autofocus" in summary.attrib
    assert text(find(summary, "h2")) == "还差5处，改好就能往下走"
    assert [text(item) for item in summary.iter("li")] == [
        "您手上已有2次预约。",
        "给谁约？ 这里还没填，请填一下。",
        "来几个人？ 最多20人。多媒体活动室坐得下。",
        "哪间？ 这里还没填，请填一下。",
        "哪天几点？ 这里还没填，请填一下。",
        "我看过隐私政策 这里还没填，请填一下。",
    ]
    ids = {element.attrib.get("id") for element in page.iter()}
    led_to = [link.attrib["href"].removeprefix("#") for link in summary.iter("a")]
    assert led_to == ["id_who_0", "id_people", "id_room", "id_starts_0", "id_agree"]
    assert set(led_to) <= ids
    assert text(find(summary, "p")) == "您填过的都还在。"


def test_a_group_of_choices_hears_its_error() -> None:
    group = question(rendered(filled(people="8")), "给谁约？")

    assert group.attrib["aria-describedby"] == "id_who_error"
    assert group.attrib["class"] == "field has-error"


def test_a_sentence_about_the_whole_form_does_not_count_as_a_field() -> None:
    form = all_right(note="limit")

    assert text(find(rendered(form), ".//div[@class='errors']/h2")) == "还不能往下走，请先看这里"
    assert title_errors(form) == "请看："


def test_an_error_of_a_hidden_field_is_not_lost() -> None:
    items = find(rendered(all_right(token="12345")), ".//div[@class='errors']").iter("li")

    assert [text(item) for item in items] == ["最多写4个字，您写了5个，请删掉一些。"]


def test_a_form_in_order_has_no_summary() -> None:
    for form in (EveryField(), all_right()):
        assert rendered(form).find(".//div[@class='errors']") is None


@pytest.mark.parametrize(
    ("form", "title"),
    [
        (filled(people="28", who="me", room="1"), "请改3处："),
        (all_right(), ""),
        (EveryField(), ""),
        ("", ""),
        (None, ""),
    ],
)
def test_the_title_says_first_what_is_to_be_corrected(form: forms.BaseForm | str | None, title: str) -> None:
    assert title_errors(form) == title


def test_forms_speak_english_too() -> None:
    with translation.override("en"):
        page = rendered(filled(people="8", who="me", room="1", agree="on"))

    assert text(find(page, ".//div[@class='errors']/h2")) == "1 thing is still to be corrected"
    assert text(find(page, ".//*[@id='id_starts_error']")) == "Please correct: This field is required."


def test_what_was_typed_comes_back_as_text() -> None:
    page = rendered(filled(people='"><script>alert(1)</script>', note="</textarea><script>", room="<b>"))

    assert page.find(".//script") is None
    assert find(page, ".//input[@name='people']").attrib["value"] == '"><script>alert(1)</script>'
    assert text(find(page, ".//textarea")) == "</textarea><script>"
    assert text(find(page, ".//*[@id='id_room_error']")) == "请改：“<b>”现在选不了了，请另选一个。"


# Layouts


def test_a_helper_lays_out_units_rows_and_the_one_brick_button() -> None:
    class Helped(EveryField):
        @property
        def helper(self) -> FormHelper:
            helper = FormHelper()
            helper.layout = Layout(
                Fieldset("几个人来", AppendedText("people", "人")), InlineRadios("who"), Submit("next", "下一步")
            )
            return helper

    page = read(render_crispy_form(Helped(), context={"csrf_token": "t0ken"}))

    form = find(page, ".//form")
    assert form.attrib == {"class": "form", "method": "post", "novalidate": ""}
    assert find(form, "input").attrib["value"] == "t0ken"
    assert text(find(question(form, "几个人来"), ".//div[@class='with']")) == "人"
    assert len(form.findall(".//div[@class='choices-row']/label")) == 2
    assert find(form, ".//button").attrib["class"] == "btn btn-brick"
    assert form.find(".//textarea") is None


def test_a_form_that_takes_files_says_so() -> None:
    class WithPhoto(forms.Form):
        photo = forms.FileField(label="照片")

    page = read(render_crispy_form(WithPhoto()))

    assert find(page, ".//form").attrib["enctype"] == "multipart/form-data"
    assert find(page, ".//input[@type='file']").attrib["class"] == "input"
