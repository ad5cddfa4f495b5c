"""Addresses of the money."""

from django.urls import path

from funding import api
from funding.views import accounts, calculators, verbs, work_fund

urlpatterns = [
    path("calculators/subsidy/", calculators.SubsidyCalculator.as_view(), name="calculator_subsidy"),
    path("api/v1/policy/subsidy/", api.SubsidyEndpoint.as_view(), name="api_subsidy"),
    path("work-fund/", work_fund.SheetList.as_view(), name="work_fund_sheets"),
    path("work-fund/new/", work_fund.SheetNew.as_view(), name="work_fund_new"),
    path("work-fund/<int:pk>/", work_fund.SheetPage.as_view(), name="work_fund_sheet"),
    path("work-fund/<int:pk>/recompute/", verbs.sheet_recompute, name="work_fund_recompute"),
    path("work-fund/<int:pk>/submit/", verbs.sheet_submit, name="work_fund_submit"),
    path("work-fund/<int:pk>/withdraw/", verbs.sheet_withdraw, name="work_fund_withdraw"),
    path("work-fund/<int:pk>/approve/", verbs.sheet_approve, name="work_fund_approve"),
    path("work-fund/<int:pk>/return/", verbs.SheetReturn.as_view(), name="work_fund_return"),
    path("work-fund/<int:pk>/cancel/", verbs.SheetCancel.as_view(), name="work_fund_cancel"),
    path("work-fund/<int:pk>/pay/", verbs.SheetPay.as_view(), name="work_fund_pay"),
    path("work-fund-lines/<int:pk>/", work_fund.LinePage.as_view(), name="work_fund_line"),
    path("village-accounts/", accounts.AccountList.as_view(), name="village_accounts"),
    path("village-accounts/import/", accounts.AccountImport.as_view(), name="village_account_import"),
    path("regions/<int:pk>/account/", accounts.AccountEdit.as_view(), name="account_of_village"),
]
