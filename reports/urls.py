"""Addresses of returns and boards."""

from django.urls import path, register_converter

from reports.months import MonthConverter
from reports.views import boards, filling, returns, reviewing, why

register_converter(MonthConverter, "month")

urlpatterns = [
    path("returns/", returns.ReturnList.as_view(), name="returns"),
    path("returns/now/", filling.return_now, name="return_now"),
    path("returns/review/", reviewing.ReturnReview.as_view(), name="return_review"),
    path("returns/accept/", reviewing.returns_accept, name="returns_accept"),
    path("returns/fill/<month:month>/", filling.ReturnFill.as_view(), name="return_fill"),
    path(
        "returns/fill/<month:month>/former/<int:pk>/",
        filling.FormerReturnFill.as_view(),
        name="return_fill_former",
    ),
    path("returns/<int:pk>/", returns.ReturnPage.as_view(), name="return"),
    path("returns/<int:pk>/withdraw/", filling.return_withdraw, name="return_withdraw"),
    path("returns/<int:pk>/send-back/", reviewing.ReturnSendBack.as_view(), name="return_send_back"),
    path("figures/<int:pk>/<month:month>/<slug:key>/", why.FigureWhy.as_view(), name="figure_why"),
    path("board/", boards.BoardPage.as_view(), name="board"),
    path("board/<int:pk>/", boards.BoardPage.as_view(), name="board_of"),
]
