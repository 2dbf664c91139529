"""`/account/`: about me."""

from django.urls import path

from residents.views import account, staying

app_name = "residents"
urlpatterns = [
    path("", account.profile, name="profile"),
    path("agree/", account.agree, name="agree"),
    path("privacy/", account.privacy, name="privacy"),
    path("stay/", staying.stay, name="stay"),
    path("carry-on/", staying.carry_on, name="carry-on"),
]
