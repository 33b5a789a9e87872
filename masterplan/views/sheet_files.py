"""A worksheet as a workbook, out and in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.tables import TableError, read_table
from masterplan.forms.sheet_import import check_rows
from masterplan.models import SheetRow
from masterplan.services.sheet_import import apply_rows
from masterplan.views.fetch import current_programme, sheet_for
from masterplan.worksheets.reading import columns_of
from masterplan.worksheets.tables import cells, headings, read_rows
from submissions.transitions import NotAllowedError
from tobasmart.exports import xlsx_bytes

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_SHOWN = 50


@require_safe
def download(request: HttpRequest, code: str) -> HttpResponse:
    """All rows with their keys, so that an edited file changes the rows it came from."""
    sheet, _ = sheet_for(request.user, code)
    programme = current_programme()
    columns = columns_of(sheet, programme)
    rows = SheetRow.objects.of(programme.pk, code)
    data = xlsx_bytes(
        headings(columns, programme),
        (cells(row, columns, programme) for row in rows),
        sheet=sheet.title,
    )
    response = HttpResponse(data, content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="{code}.xlsx"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """A table is checked whole; it is carried out only when every row is right."""
    sheet, allowed = sheet_for(request.user, code)
    if not allowed.write:
        raise PermissionDenied("agency")
    programme = current_programme()
    problems: list[str] = []
    if request.method == "POST":
        columns = columns_of(sheet, programme)
        try:
            file = request.FILES.get("file")
            if file is None:
                raise TableError("Pilih berkas XLSX atau CSV lebih dulu.")
            read = read_rows(read_table(file.name, file.read()), columns, programme)
            rows, problems = check_rows(read, columns, programme)
            if not problems:
                count = apply_rows(sheet, actor=request.user, programme=programme, rows=rows)
                messages.success(request, f"{count} baris tersimpan dari berkas.")
                return redirect("masterplan:sheet", code)
        except TableError as error:
            problems = [str(error)]
        except NotAllowedError as error:
            raise PermissionDenied("agency") from error
    context = {
        "sheet": sheet, "problems": problems[:MAX_SHOWN],
        "more": max(0, len(problems) - MAX_SHOWN),
    }  # fmt: skip
    status = 422 if problems else 200
    return render(request, "masterplan/sheet_upload.html", context, status=status)
