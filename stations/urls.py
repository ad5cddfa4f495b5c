"""Addresses of the lowest app."""

from django.urls import path

from stations.views import account, accounts, health, home, imports, places, policies, records

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", home.search, name="search"),
    path("livez", health.livez, name="livez"),
    path("healthz", health.healthz, name="healthz"),
    path("login/", account.sign_in, name="login"),
    path("logout/", account.sign_out, name="logout"),
    path("password/", account.password_change, name="password_change"),
    path("posts/<int:pk>/switch/", account.switch_post, name="switch_post"),
    path("no-post/", account.no_post, name="no_post"),
    path("accounts/", accounts.AccountList.as_view(), name="accounts"),
    path("accounts/new/", accounts.AccountCreate.as_view(), name="account_create"),
    path("accounts/<int:pk>/", accounts.AccountPage.as_view(), name="account"),
    path("accounts/<int:pk>/edit/", accounts.AccountEdit.as_view(), name="account_edit"),
    path("accounts/<int:pk>/active/", accounts.AccountActive.as_view(), name="account_active"),
    path("accounts/<int:pk>/reset/", accounts.account_reset, name="account_reset"),
    path("accounts/<int:pk>/posts/new/", accounts.PostCreate.as_view(), name="post_create"),
    path("posts/<int:pk>/deputise/", accounts.PostDeputise.as_view(), name="post_deputise"),
    path("posts/<int:pk>/end/", accounts.PostEnd.as_view(), name="post_end"),
    path("regions/<int:pk>/", places.RegionPage.as_view(), name="region"),
    path("stations/", places.StationList.as_view(), name="stations"),
    path("stations/open-missing/", places.station_open_missing, name="station_open_missing"),
    path("stations/<int:pk>/", places.StationPage.as_view(), name="station"),
    path("stations/<int:pk>/edit/", places.StationEdit.as_view(), name="station_edit"),
    path("households/", places.HouseholdList.as_view(), name="households"),
    path("households/import/", imports.HouseholdImport.as_view(), name="household_import"),
    path("households/<int:pk>/edit/", places.HouseholdEdit.as_view(), name="household_edit"),
    path("policies/", policies.policy_list, name="policies"),
    path("policies/<int:pk>/", policies.policy_detail, name="policy"),
    path("policies/<int:pk>/adopt/", policies.PolicyAdopt.as_view(), name="policy_adopt"),
    path("adoptions/<int:pk>/end/", policies.AdoptionEnd.as_view(), name="adoption_end"),
    path("audit/", records.AuditList.as_view(), name="audit"),
    path("jobs/", records.JobList.as_view(), name="jobs"),
    path("jobs/<int:pk>/", records.job_detail, name="job"),
    path("jobs/<int:pk>/cancel/", records.job_cancel, name="job_cancel"),
]
