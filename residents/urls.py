"""`/account/`: about me."""

from django.urls import path

from residents.views import account, data, relatives, staying

app_name = "residents"
urlpatterns = [
    path("", account.profile, name="profile"),
    path("agree/", account.agree, name="agree"),
    path("privacy/", account.privacy, name="privacy"),
    path("relatives/", relatives.relative_list, name="relative-list"),
    path("relatives/code/", relatives.relative_code, name="relative-code"),
    path("relatives/<int:pk>/end/", relatives.relative_end, name="relative-end"),
    path("data/", data.data, name="data"),
    path("data/copy.json", data.data_json, name="data-json"),
    path("data/erase/", data.erase, name="erase"),
    path("stay/", staying.stay, name="stay"),
    path("carry-on/", staying.carry_on, name="carry-on"),
]
