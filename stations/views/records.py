"""The audit trail and background jobs on screen."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from kit.gate import door, for_roles, verb
from kit.jinja import moment, url
from kit.pages import carry_out
from kit.sheets import Column, Kind
from stations import jobs, roles
from stations.filters import AuditFilterSet, JobFilterSet
from stations.models import AuditEvent, Job
from stations.pages import ListPage

JOB_READERS = (roles.ADMIN, roles.CITY, roles.TOWNSHIP, roles.DISTRICT_HR)


class AuditList(ListPage):
    """Who did what within the jurisdiction; the trail itself is read-only for everybody."""

    roles = (roles.AUDITOR, roles.CITY)
    title = "操作记录"
    columns = (
        Column("at", "时间", value=lambda row: moment(row.at)),
        Column("user_name", "谁"),
        Column("post_title", "岗位"),
        Column("verb", "动作"),
        Column("object_label", "对象"),
        Column("reason", "事由"),
    )
    sorts = {"at": ("-at",), "user_name": ("user_name", "-at"), "verb": ("verb", "-at")}
    default_sort = "at"
    filterset_class = AuditFilterSet
    empty = "还没有操作记录。"

    def queryset(self) -> Any:
        return AuditEvent.objects.all()


class JobList(ListPage):
    """Background work: one's own; the administrator sees all of it."""

    roles = JOB_READERS
    title = "后台任务"
    template_name = "stations/job_list.html"
    columns = (
        Column("id", "编号", Kind.CODE, link=lambda row: url("job", row.pk)),
        Column("kind", "种类", value=lambda row: jobs.title(row.kind)),
        Column("state", "状态", Kind.STATE, choices=Job.STATES),
        Column("percent", "进度", value=lambda row: "" if row.percent is None else f"{row.percent}%"),
        Column("message", "进展"),
        Column("asked_by", "发起人", value=lambda row: row.asked_by.name if row.asked_by else "系统"),
        Column("created_at", "发起时间", value=lambda row: moment(row.created_at)),
    )
    sorts = {"id": ("-pk",), "state": ("state", "-pk")}
    default_sort = "id"
    filterset_class = JobFilterSet
    empty = "没有后台任务。"

    def queryset(self) -> Any:
        return Job.objects.select_related("asked_by").seen_by(
            self.request.user, all_jobs=sees_all_jobs(self.request)
        )


@door(for_roles(*JOB_READERS))
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a job is; the page asks again by itself while it runs."""
    job = _job(request, pk)
    template = (
        "stations/job_progress.html" if request.headers.get("HX-Request") else "stations/job_detail.html"
    )
    return TemplateResponse(
        request, template, {"title": f"后台任务 {job.pk}", "job": job, "kind": jobs.title(job.kind)}
    )


@verb(*JOB_READERS)
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    job = _job(request, pk)
    return carry_out(
        request, lambda: jobs.cancel(job, by=request.user), done="任务已取消。", back=url("job", pk)
    )


def sees_all_jobs(request: HttpRequest) -> bool:
    return request.post.role == roles.ADMIN


def _job(request: HttpRequest, pk: int) -> Job:
    job = Job.objects.seen_by(request.user, all_jobs=sees_all_jobs(request)).filter(pk=pk).first()
    if job is None:
        raise Http404
    return job
