"""`/account/`: about me."""

from django.urls import path

from residents.views import account, data, relatives, staying, telling, whose

app_name = "residents"
urlpatterns = [
    path("", account.profile, name="profile"),
    path("whose/", whose.whose_number, name="whose-number"),
    path("agree/", account.agree, name="agree"),
    path("privacy/", account.privacy, name="privacy"),
    path("relatives/", relatives.relative_list, name="relative-list"),
    path("relatives/code/", relatives.relative_code, name="relative-code"),
    path("relatives/<int:pk>/end/", relatives.relative_end, name="relative-end"),
    path("messages/", telling.message_list, name="message-list"),
    path("preferences/", telling.preferences, name="preferences"),
    path("mailbox/", telling.email, name="email"),
    path("mailbox/code/", telling.email_code, name="email-code"),
    path("mailbox/remove/", telling.email_remove, name="email-remove"),
    path("data/", data.data, name="data"),
    path("data/copy.json", data.data_json, name="data-json"),
    path("data/erase/", data.erase, name="erase"),
    path("stay/", staying.stay, name="stay"),
    path("carry-on/", staying.carry_on, name="carry-on"),
]
