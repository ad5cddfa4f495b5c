"""Addresses of the portal: each app keeps its own."""

from django.urls import include, path

from kit.api.docs import docs, schema

urlpatterns = [
    path("", include("stations.urls")),
    path("", include("staffing.urls")),
    path("", include("funding.urls")),
    path("", include("services.urls")),
    path("", include("reports.urls")),
    path("api/v1/schema/", schema, name="api_schema"),
    path("api/v1/docs/", docs, name="api_docs"),
]

handler400 = "stations.views.errors.bad_request"
handler403 = "stations.views.errors.permission_denied"
handler404 = "stations.views.errors.page_not_found"
handler500 = "stations.views.errors.server_error"
