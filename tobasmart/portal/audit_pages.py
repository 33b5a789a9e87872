"""The audit list (/kelola/audit/) and its export. Read by admin, reviewer and observer."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Literal

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.choices import Role
from dimensions.models import Dimension
from tobasmart.audit.models import AuditEntry
from tobasmart.audit.services import record
from tobasmart.exports import XLSX_MAX_ROWS, csv_stream, xlsx_file
from tobasmart.portal import audit_words
from tobasmart.portal.audit_rows import HEADER, AuditRow, found_entries, rows_of, stream_of
from tobasmart.portal.export_limit import refuse_export
from tobasmart.ui.fields import visible_text

PAGE_SIZE = 50
FORMATS = {"csv", "csv-titik-koma", "xlsx"}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TOO_MANY = (
    "Lembar Excel memuat paling banyak 50.000 baris. Persempit tanggalnya, atau unduh sebagai CSV."
)


class AuditFilterForm(forms.Form):
    """What to look for; all of it optional."""

    dari = forms.DateField(
        label="Dari tanggal",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Pilih tanggal yang benar"},
    )
    sampai = forms.DateField(
        label="Sampai tanggal",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Pilih tanggal yang benar"},
    )
    tindakan = forms.ChoiceField(label="Tindakan", required=False)
    oleh = forms.CharField(label="Oleh", required=False, max_length=80)
    objek = forms.CharField(label="Objek", required=False, max_length=60)
    dimensi = forms.ModelChoiceField(
        Dimension.objects.all(),
        label="Dimensi",
        required=False,
        to_field_name="code",
        empty_label="Semua",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[Any] = [("", "Semua")]
        for group, label in audit_words.GROUPS.items():
            acts = [(c, w) for c, w in audit_words.ACTIONS.items() if c.startswith(group)]
            choices.append((label, [(group, f"Semua: {label.lower()}"), *acts]))
        self.fields["tindakan"].choices = choices  # type: ignore[attr-defined]
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"
        self.fields["oleh"].widget.attrs["placeholder"] = "Nama, atau: sistem"
        self.fields["objek"].widget.attrs["placeholder"] = "Misalnya: ENV-014"

    def clean_oleh(self) -> str:
        return visible_text(self.cleaned_data["oleh"]).strip()

    def clean_objek(self) -> str:
        return visible_text(self.cleaned_data["objek"]).strip()


@require_safe
def audit_list(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first, fifty at a time from where the last page ended."""
    _check_reader(request)
    form = AuditFilterForm(_readable(request.GET))
    entries = found_entries(form.cleaned_data) if form.is_valid() else AuditEntry.objects.none()
    before = request.GET.get("sebelum", "")
    if place := _place(before):
        entries = entries.older_than(*place)
    rows = rows_of(entries[: PAGE_SIZE + 1], with_scores=_may_see_scores(request))
    context = {
        "form": form,
        "rows": rows[:PAGE_SIZE],
        "older": _marker(rows[PAGE_SIZE - 1]) if len(rows) > PAGE_SIZE else "",
        "is_later_page": bool(place),
        "filters": [(name, request.GET[name]) for name in form.fields if request.GET.get(name)],
    }
    return render(
        request, "portal/audit_list.html", context, status=200 if form.is_valid() else 422
    )


@require_POST
def audit_export(request: HttpRequest) -> HttpResponseBase:
    """What the list shows with these filters, as a file. Leaves an entry of its own."""
    _check_reader(request)
    form = AuditFilterForm(_readable(request.POST))
    kind = request.POST.get("bentuk", "")
    if not form.is_valid() or kind not in FORMATS:
        messages.error(request, "Pilih bentuk berkas dan tanggal yang benar.")
        return redirect("portal:audit_list")
    if refused := refuse_export(request):
        return refused
    entries = found_entries(form.cleaned_data)
    if kind == "xlsx" and entries[: XLSX_MAX_ROWS + 1].count() > XLSX_MAX_ROWS:
        messages.error(request, TOO_MANY)
        return redirect("portal:audit_list")
    said = {name: request.POST[name] for name in form.fields if request.POST.get(name)}
    # Recorded before the first row is read: a file that was begun has left its trace.
    entry = record(
        actor=request.user, action="audit.exported", target=None, format=kind, filters=said
    )
    rows = stream_of(entries.filter(pk__lt=entry.pk), with_scores=_may_see_scores(request))
    return _file(kind, rows)


def _file(kind: str, rows: Iterator[list[Any]]) -> HttpResponseBase:
    name = f"catatan-audit-{timezone.localtime():%Y%m%d-%H%M}"
    if kind == "xlsx":
        book = xlsx_file(HEADER, rows, sheet="Catatan audit")
        return FileResponse(book, as_attachment=True, filename=f"{name}.xlsx", content_type=_XLSX)
    delimiter: Literal[",", ";"] = ";" if kind == "csv-titik-koma" else ","
    answer = StreamingHttpResponse(
        csv_stream(HEADER, rows, delimiter=delimiter),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _check_reader(request: HttpRequest) -> None:
    user: Any = request.user
    if not (user.is_admin or user.has_role(Role.REVIEWER) or user.has_role(Role.OBSERVER)):
        raise PermissionDenied("admin")


def _may_see_scores(request: HttpRequest) -> bool:
    """Who may still score an idea sees others' scores only on the desk, after giving their own."""
    user: Any = request.user
    return not user.has_role(Role.REVIEWER)


def _readable(values: Any) -> dict[str, str]:
    """Without NUL, which PostgreSQL has no place for."""
    return {name: values[name].replace("\x00", "") for name in values}


def _marker(row: AuditRow) -> str:
    return f"{row.at.timestamp():.6f}-{row.pk}"


def _place(marker: str) -> tuple[datetime, int] | None:
    """Time and key of the last row of the page before; None for a marker nobody made."""
    at, _, pk = marker.partition("-")
    try:
        seconds, key = float(at), int(pk)
        moment = datetime.fromtimestamp(0, timezone.get_default_timezone())
        return moment + timedelta(microseconds=round(seconds * 1_000_000)), min(key, 2**63 - 1)
    except (ValueError, OverflowError):
        return None
