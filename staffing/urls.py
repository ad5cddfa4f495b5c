"""Addresses of coordinators and assessments."""

from django.urls import path

from staffing import api
from staffing.views import assessments, calculators, coordinators, imports, portraits

urlpatterns = [
    path(
        "calculators/eligibility/", calculators.EligibilityCalculator.as_view(), name="calculator_eligibility"
    ),
    path("calculators/standards/", calculators.StandardsCalculator.as_view(), name="calculator_standards"),
    path("api/v1/policy/eligibility/", api.EligibilityEndpoint.as_view(), name="api_eligibility"),
    path("api/v1/policy/standards/", api.StandardsEndpoint.as_view(), name="api_standards"),
    path("coordinators/", coordinators.CoordinatorList.as_view(), name="coordinators"),
    path("coordinators/new/", coordinators.CoordinatorCreate.as_view(), name="coordinator_create"),
    path("coordinators/import/", imports.RosterImport.as_view(), name="roster_import"),
    path("coordinators/vacancies/", coordinators.VacancyList.as_view(), name="vacancies"),
    path("coordinators/<int:pk>/", coordinators.CoordinatorPage.as_view(), name="coordinator"),
    path("coordinators/<int:pk>/edit/", coordinators.CoordinatorEdit.as_view(), name="coordinator_edit"),
    path("coordinators/<int:pk>/engage/", coordinators.EngagementCreate.as_view(), name="engagement_create"),
    path("coordinators/<int:pk>/portrait/", portraits.PortraitEdit.as_view(), name="portrait_edit"),
    path(
        "coordinators/<int:pk>/portrait/remove/", portraits.PortraitRemove.as_view(), name="portrait_remove"
    ),
    path("engagements/<int:pk>/edit/", coordinators.EngagementEdit.as_view(), name="engagement_edit"),
    path("engagements/<int:pk>/end/", coordinators.EngagementEnd.as_view(), name="engagement_end"),
    path("assessments/", assessments.AssessmentList.as_view(), name="assessments"),
    path("assessments/entry/", assessments.AssessmentEntry.as_view(), name="assessment_entry"),
    path("assessments/import/", imports.AssessmentImport.as_view(), name="assessment_import"),
    path("assessments/<int:pk>/", assessments.AssessmentPage.as_view(), name="assessment"),
    path("assessments/<int:pk>/send/", assessments.assessment_send, name="assessment_send"),
    path("assessments/<int:pk>/take-back/", assessments.assessment_take_back, name="assessment_take_back"),
    path("assessments/<int:pk>/confirm/", assessments.assessment_confirm, name="assessment_confirm"),
    path("assessments/<int:pk>/return/", assessments.AssessmentReturn.as_view(), name="assessment_return"),
    path(
        "regions/<int:pk>/confirm-assessments/",
        assessments.assessment_confirm_place,
        name="assessment_confirm_place",
    ),
]
