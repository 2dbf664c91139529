"""A page with every component and every kind of field, and stand-ins for the pages that base.html links to."""

from collections.abc import Callable
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import RequestContext, Template
from django.urls import URLPattern, URLResolver, include, path
from django.utils.html import format_html

from tests.factories import MONDAY, a_span
from yanji import errors
from yanji.face import change_face
from yanji.install import manifest

handler400 = errors.bad_request
handler500 = errors.server_error

EVERY_COMPONENT = Template("""
{% extends "base.html" %}
{% load i18n yanji_ui crispy_forms_tags %}
{% block title %}样张{% endblock %}
{% block extra_head %}{% include "_htmx.html" %}{% endblock %}
{% block crumbs %}<li aria-current="page">样张</li>{% endblock %}
{% block content %}
<div class="title">{% include "components/plate.html" with top="三中心" big="101" only %}<div><h1>阳光客厅</h1>
  <p class="muted">{{ span|when_words }}</p></div></div>
{% include "components/stepper.html" with steps=steps step=2 only %}
<form class="form" method="post" novalidate>{% csrf_token %}{{ form|crispy }}
  <div class="btns"><button class="btn btn-brick">下一步</button></div></form>
{% include "components/leaves.html" with leaves=leaves only %}
{% include "components/times.html" with times=times of="阳光客厅" more_url="#more" more_words="换个时长" only %}
{% include "components/badge.html" with kind="wait" words="只剩2段" only %}
{% include "components/slip.html" with slip=slip only %}
{% include "components/empty.html" with title="没有空房了" words="周三有。" ways=ways phone=phone only %}
{% include "components/pager.html" with page=page request=request only %}
{% endblock %}
{% block street %}{% include "components/street.html" %}{% endblock %}
""")


class EveryField(forms.Form):
    who = forms.ChoiceField(
        label="给谁约？",
        widget=forms.RadioSelect,
        choices=[("me", "我自己"), ("team", format_html("我们的团队 <small>{}</small>", "编织组"))],
    )
    people = forms.IntegerField(
        label="来几个人？",
        help_text="连您自己一起算。",
        max_value=20,
        error_messages={"max_value": format_html('最多20人。<a href="{}">多媒体活动室</a>坐得下。', "/rooms/4/")},
        widget=forms.TextInput(attrs={"class": "input-s", "inputmode": "numeric"}),
    )
    room = forms.ChoiceField(label="哪间？", choices=[("", "请选"), ("1", "阳光客厅")])
    needs = forms.MultipleChoiceField(
        label="要用什么？", required=False, widget=forms.CheckboxSelectMultiple, choices=[("a", "投影"), ("b", "话筒")]
    )
    starts = forms.SplitDateTimeField(label="哪天几点？")
    note = forms.CharField(label="还有要说的吗？", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agree = forms.BooleanField(label="我看过隐私政策", help_text="2026年11月版")
    token = forms.CharField(widget=forms.HiddenInput, max_length=4, required=False)

    def clean(self) -> None:
        if self.data.get("note") == "limit":
            self.add_error(None, "您手上已有2次预约。")


def sample(request: HttpRequest, slug: str = "") -> HttpResponse:
    if request.GET.get("say"):
        messages.success(request, request.GET["say"])
    days = [MONDAY + timedelta(days=number) for number in range(8)]
    rows = [{"term": "房间", "words": "阳光客厅", "small": "一楼", "change_url": "#room"}]
    context = {
        "form": EveryField(request.GET) if "people" in request.GET else EveryField(),
        "span": a_span("2026-12-01 09:00-10:30"),
        "steps": ["选时间", "填信息", "核对"],
        "leaves": [{"url": "#", "day": day, "word": "周一", "lunar": "廿二", "say": "剩8间"} for day in days],
        "times": [{"words": "09:00–10:30", "url": "#book"}, {"words": "12:15 编织组"}],
        "slip": {"label": "预约单", "when": "12月1日", "plate_big": "101", "rows": rows, "reference": "YJ7K3M"},
        "ways": [{"url": "#", "words": "看周三"}],
        "page": Paginator(range(30), 12).get_page(2),
        "sample_data": True,
    }
    return HttpResponse(EVERY_COMPONENT.render(RequestContext(request, context)))


def raising(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


def too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=429)


def pages(namespace: str, **routes: str) -> URLResolver:
    stand_ins: list[URLPattern] = [path(route, sample, name=name.replace("_", "-")) for name, route in routes.items()]
    return path("", include((stand_ins, namespace)))


urlpatterns: list[URLPattern | URLResolver] = [
    pages("office", home="", centre_list="centres/"),
    pages("bookings", room_search="rooms/", booking_list="bookings/", cancel_by_code="bookings/cancel/"),
    pages("services", service_list="services/"),
    pages("activities", activity_list="activities/"),
    pages("teams", team_list="teams/"),
    pages("timetables", week="centres/<slug>/week/"),
    pages("residents", profile="account/", privacy="account/privacy/", stay="account/stay/"),
    path("admin/", include(([path("", sample, name="index")], "admin"))),
    path("account/face/", change_face, name="face"),
    path("account/login/", sample, name="account_login"),
    path("account/logout/", sample, name="account_logout"),
    path("manifest-<slug:language>.webmanifest", manifest, name="manifest"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("broken/", raising(RuntimeError("the shelf fell"))),
    path("closed/", raising(PermissionDenied("the shelf is locked"))),
    path("odd/", raising(SuspiciousOperation("the shelf is odd"))),
    path("often/", too_many),
]
