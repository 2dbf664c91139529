"""`/teams/`: the teams of the neighbourhood."""

from django.urls import path

from residents.views import team_people, teams

app_name = "teams"
urlpatterns = [
    path("", teams.team_list, name="team-list"),
    path("new/", teams.team_new, name="team-new"),
    path("<int:pk>/", teams.team_detail, name="team-detail"),
    path("<int:pk>/edit/", teams.team_edit, name="team-edit"),
    path("<int:pk>/register/", teams.team_register, name="team-register"),
    path("<int:pk>/give-up/", teams.team_give_up, name="team-give-up"),
    path("<int:pk>/join/", teams.team_join, name="team-join"),
    path("<int:pk>/lead/", team_people.team_lead, name="team-lead"),
    path("<int:pk>/members/<int:membership>/", team_people.membership_change, name="membership-change"),
    path("<int:pk>/papers/", team_people.paper_list, name="paper-list"),
    path("<int:pk>/papers/<int:paper>.jpg", team_people.paper, name="paper"),
    path("<int:pk>/papers/<int:paper>/remove/", team_people.paper_remove, name="paper-remove"),
]
