"""What people see when something is wrong: what happened, and what to do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

PAGES = {
    400: ("这个请求读不懂", "提交的内容不完整或格式不对。请返回上一页刷新后再试。"),
    403: ("您现在的岗位不能进入这里", "请在右上角换一个岗位,或回到今日工作。需要权限时请联系系统管理员。"),
    404: ("没有找到这个页面", "它不存在,或不在您的管辖范围内。请核对地址,或从左边的菜单进入。"),
    413: ("文件太大了", "这次提交的内容太大,没有收下。请删去图片或分成几个文件,再上传一次。"),
    429: ("操作太频繁", "请稍等片刻再试。"),
    500: ("系统出错了", "错误已记入日志,您填写的内容没有保存。请稍后再试;多次出现请联系系统管理员。"),
}
# The addresses that programs ask, and what of a request an error is about.
API = "/api/"
ABOUT = {404: "address", 413: "body", 429: "rate"}
CSRF = ("页面已过期", "为安全起见,这个页面打开太久后不能再提交。请返回上一页,刷新后重新提交。")


def page(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    """A plain page that needs neither a log-in nor the database; programs are told the same in JSON."""
    if request.path.startswith(API):
        return JsonResponse(
            {"errors": {ABOUT.get(status, "request"): [f"{title}。{advice}"]}},
            status=status,
            json_dumps_params={"ensure_ascii": False},
        )
    return render(
        request, "kit/error.html", {"status": status, "title": title, "advice": advice}, status=status
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 400, *PAGES[400])


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 403, *PAGES[403])


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 404, *PAGES[404])


def too_large(request: HttpRequest) -> HttpResponse:
    return page(request, 413, *PAGES[413])


def too_many_requests(request: HttpRequest, advice: str = "") -> HttpResponse:
    return page(request, 429, PAGES[429][0], advice or PAGES[429][1])


def server_error(request: HttpRequest) -> HttpResponse:
    return page(request, 500, *PAGES[500])


def csrf_failed(request: HttpRequest, reason: str = "", **kwargs: Any) -> HttpResponse:
    return page(request, 403, *CSRF)
