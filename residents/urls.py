"""`/account/`: about me."""

from django.urls import path

from residents.views import account

app_name = "residents"
urlpatterns = [
    path("", account.profile, name="profile"),
    path("agree/", account.agree, name="agree"),
    path("privacy/", account.privacy, name="privacy"),
]
