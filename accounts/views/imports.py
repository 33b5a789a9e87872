"""Import of people and organisations: upload, dry run, carry out (/kelola/impor/)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import services
from accounts.choices import ImportKind
from accounts.forms import ImportForm
from accounts.models import ImportRun, Organisation, User
from accounts.services import ImportChangedError, RefusedRowsError
from accounts.views.guard import admin_only
from tobasmart.exports import csv_stream, xlsx_bytes

PAGE_SIZE = 100
FATES = {"refused": "ditolak", "new": "baru", "changed": "diperbarui", "same": "sama"}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def import_new(request: HttpRequest) -> HttpResponse:
    """Upload a table. It is checked and stored; nothing else is written yet."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        runs = ImportRun.objects.exclude(applied_at=None).select_related("actor")
        context = {"form": form, "runs": runs.order_by("-applied_at")[:10], "kinds": ImportKind}
        return render(request, "accounts/import_new.html", context, status=status)
    data = form.cleaned_data
    run = services.store_import(
        actor=request.user,
        kind=data["kind"],
        file_name=data["file"].name,
        rows=data["rows"],
        ignored=data["ignored"],
    )
    return redirect("accounts:import_check", run.pk)


@require_safe
@admin_only
def import_check(request: HttpRequest, pk: int) -> HttpResponse:
    """What would happen, or has happened, to every row; refused ones first."""
    return _report(request, get_object_or_404(ImportRun, pk=pk))


@require_POST
@admin_only
def import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(ImportRun, pk=pk)
    leave_out = request.POST.get("leave_out") == "1"
    try:
        done = services.apply_import(run, actor=request.user, leave_out=leave_out)
    except RefusedRowsError:
        messages.error(
            request, "Ada baris yang ditolak. Perbaiki berkas, atau pilih jalan tanpa itu."
        )
        return _report(request, run, status=422)
    except ImportChangedError:
        messages.error(
            request, "Data portal berubah sejak pemeriksaan. Periksa baris yang ditolak."
        )
        return _report(request, services.check_again(run), status=409)
    if run.applied_at:
        messages.info(request, "Impor ini sudah dijalankan sebelumnya.")
    else:
        messages.success(request, "Impor selesai.")
    return redirect("accounts:import_check", done.pk)


@require_safe
@admin_only
def import_example(_request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """An empty table with the right headings and one row that shows how to fill it in."""
    if kind not in ImportKind.values:
        raise Http404
    header, rows = services.example_of(kind)
    name = f"contoh-impor-{kind}.{form}"
    if form == "xlsx":
        answer = HttpResponse(xlsx_bytes(header, rows, sheet="Impor"), content_type=_XLSX)
    else:
        text = "".join(csv_stream(header, rows, delimiter=";"))
        answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _report(request: HttpRequest, run: ImportRun, status: int = 200) -> HttpResponse:
    counts = services.fates(run.rows)
    wanted = request.GET.get("nasib", "")
    rows = [row for row in run.rows if row["fate"] == wanted or wanted not in FATES]
    rows.sort(key=lambda row: (list(FATES).index(row["fate"]), row["row"]))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("hal"))
    _name_targets(run, page.object_list)
    context = {
        "run": run,
        "page": page,
        "wanted": wanted if wanted in FATES else "",
        "chips": [(code, word, counts[code]) for code, word in FATES.items()],
        "words": FATES,
        "refused": counts["refused"],
        "to_do": counts["new"] + counts["changed"],
    }
    return render(request, "accounts/import_check.html", context, status=status)


def _name_targets(run: ImportRun, rows: Any) -> None:
    """After the import only keys are kept: look up the present names of this page's rows."""
    keys = [row["target"] for row in rows if row.get("target")]
    model = User if run.kind == ImportKind.PEOPLE else Organisation
    named = {item.pk: item for item in model.objects.filter(pk__in=keys)} if keys else {}
    for row in rows:
        row["shown"] = named.get(row.get("target"))
