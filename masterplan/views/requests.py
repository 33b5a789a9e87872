"""Requests for data: an admin asks, agencies answer."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from masterplan.contents import TEXT, enabled_sections
from masterplan.forms.contents import AnswerForm, RequestForm
from masterplan.models import DataRequest
from masterplan.permissions import MasterplanPermissions, WorksheetPermissions
from masterplan.services.requests import ask_agencies
from masterplan.services.worksheets import mark_answered
from masterplan.views.fetch import current_programme
from masterplan.worksheets.sheets import SHEETS
from submissions.transitions import NotAllowedError


@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    """Those of the own agency; all of them for who may read drafts."""
    allowed = WorksheetPermissions.of(request.user, is_asked=False)
    rows = DataRequest.objects.filter(programme=current_programme()).select_related(
        "organisation", "section"
    )
    if not MasterplanPermissions.of(request.user).read_drafts:
        rows = rows.filter(organisation_id=request.user.organisation_id or 0)
    wants_done = request.GET.get("tampil") == "selesai"
    rows = rows.exclude(answered_at=None) if wants_done else rows.open()
    shown = [
        {"asked": row, "title": SHEETS[row.sheet].title if row.sheet in SHEETS else row.section}
        for row in rows[:500]
    ]
    context = {
        "rows": shown, "allowed": allowed, "form": AnswerForm(), "wants_done": wants_done,
    }  # fmt: skip
    return render(request, "masterplan/request_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def request_new(request: HttpRequest) -> HttpResponse:
    if not WorksheetPermissions.of(request.user, is_asked=False).arrange:
        raise PermissionDenied("admin")
    programme = current_programme()
    texts = [row for row in enabled_sections(programme) if TEXT in row.data_sources]
    initial = {"what": request.GET.get("apa", "")}
    form = RequestForm(request.POST or None, sections=texts, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = ask_agencies(
            actor=request.user,
            programme=programme,
            organisations=form.cleaned_data["organisations"],
            wanted=form.cleaned_data["wanted"],
            due_on=form.cleaned_data["due_on"],
            **form.asked(),
        )
        messages.success(request, f"{len(made)} perangkat daerah diminta mengisi.")
        return redirect("masterplan:request_list")
    status = 422 if request.method == "POST" else 200
    return render(request, "masterplan/request_new.html", {"form": form}, status=status)


@require_POST
def request_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Given, or why there is none."""
    asked, form = get_object_or_404(DataRequest, pk=pk), AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Alasan terlalu panjang, paling banyak 300 karakter.")
        return redirect("masterplan:request_list")
    try:
        mark_answered(asked, actor=request.user, **form.cleaned_data)
    except NotAllowedError as error:
        raise PermissionDenied("agency") from error
    messages.success(request, "Permintaan ditandai terjawab.")
    return redirect("masterplan:request_list")
