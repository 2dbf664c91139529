"""`/account/…`: signing in. Of allauth's pages those that we use, by the names it knows; e-mail and social are not."""

from allauth.account import views as allauth
from django.contrib.auth.decorators import login_required
from django.urls import include, path

from residents.views import signing_in

urlpatterns = [
    path("login/", signing_in.Login.as_view(), name="account_login"),
    path("login/code/", signing_in.AskForCode.as_view(), name="account_request_login_code"),
    path("login/code/confirm/", signing_in.EnterCode.as_view(), name="account_confirm_login_code"),
    path("signup/", signing_in.SignUp.as_view(), name="account_signup"),
    path("logout/", signing_in.SignOut.as_view(), name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/set/", allauth.password_set, name="account_set_password"),
    path("password/reset/", signing_in.forgotten_password, name="account_reset_password"),
    path("phone/change/", signing_in.ChangeNumber.as_view(), name="account_change_phone"),
    path("phone/verify/", login_required(signing_in.EnterNewNumberCode.as_view()), name="account_verify_phone"),
    path("second-step/", include("allauth.mfa.urls")),
]
