"""Addresses of the counter."""

from django.urls import path

from services.views import items, requests

urlpatterns = [
    path("items/", items.ServiceItemList.as_view(), name="service_items"),
    path("items/new/", items.ServiceItemCreate.as_view(), name="service_item_create"),
    path("items/from-document/", items.service_items_from_document, name="service_items_from_document"),
    path("items/<int:pk>/edit/", items.ServiceItemEdit.as_view(), name="service_item_edit"),
    path("requests/", requests.RequestList.as_view(), name="requests"),
    path("requests/new/", requests.RequestCreate.as_view(), name="request_create"),
    path("requests/<int:pk>/", requests.RequestPage.as_view(), name="request"),
    path("requests/<int:pk>/receipt/", requests.RequestReceipt.as_view(), name="request_receipt"),
    path("requests/<int:pk>/send-up/", requests.request_send_up, name="request_send_up"),
    path("requests/<int:pk>/send-back/", requests.RequestSendBack.as_view(), name="request_send_back"),
    path("requests/<int:pk>/resubmit/", requests.RequestResubmit.as_view(), name="request_resubmit"),
    path("requests/<int:pk>/decide/", requests.RequestDecide.as_view(), name="request_decide"),
    path("requests/<int:pk>/tell/", requests.RequestTell.as_view(), name="request_tell"),
    path("requests/<int:pk>/withdraw/", requests.RequestWithdraw.as_view(), name="request_withdraw"),
]
