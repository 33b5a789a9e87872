"""One worksheet: its rows, a form for each, and how its columns are arranged."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dimensions.models import Dimension
from masterplan.forms.arrangement import ColumnFormSet, arranged
from masterplan.forms.worksheets import RowForm
from masterplan.models import SheetRow
from masterplan.services import worksheets as services
from masterplan.views.fetch import current_programme, own_row, sheet_for
from masterplan.worksheets.columns import Sheet
from masterplan.worksheets.reading import (
    columns_of,
    completeness_of,
    district_names,
    shown_value,
    source_of,
)
from submissions.transitions import NotAllowedError

PAGE_SIZE = 50
CONFLICT = (
    "Baris ini juga diubah orang lain. Isian Anda tetap di bawah; periksa, lalu simpan lagi untuk"
    " menggantikan isi yang tersimpan: {text}"
)


@require_safe
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The rows in their order, with what is still lacking."""
    sheet, allowed = sheet_for(request.user, code)
    programme = current_programme()
    columns, districts = columns_of(sheet, programme), district_names()
    rows = list(SheetRow.objects.of(programme.pk, code))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("hal"))
    shown = [
        {
            "row": row,
            "cells": [(column.label, shown_value(row, column, districts)) for column in columns],
            "source": source_of(row),
            "may_change": own_row(request.user, allowed, row),
        }
        for row in page
    ]
    context = {
        "sheet": sheet, "columns": columns, "rows": shown, "page": page, "allowed": allowed,
        "completeness": completeness_of(sheet, rows, Dimension.objects.all()),
        "has_sources": any(column.needs_source for column in columns),
    }  # fmt: skip
    return render(request, "masterplan/sheet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def row_new(request: HttpRequest, code: str) -> HttpResponse:
    sheet, allowed = sheet_for(request.user, code)
    if not allowed.write:
        raise PermissionDenied("agency")
    return _form_page(request, sheet, None)


@require_http_methods(["GET", "HEAD", "POST"])
def row_edit(request: HttpRequest, code: str, key: uuid.UUID) -> HttpResponse:
    sheet, allowed = sheet_for(request.user, code)
    row = get_object_or_404(SheetRow.objects.of(current_programme().pk, code), key=key)
    if not own_row(request.user, allowed, row):
        raise PermissionDenied("agency")
    return _form_page(request, sheet, row)


def _form_page(request: HttpRequest, sheet: Sheet, row: SheetRow | None) -> HttpResponse:
    programme = current_programme()
    form = RowForm(
        request.POST or None, columns=columns_of(sheet, programme), programme=programme, row=row
    )
    conflict, status = "", 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, sheet, row, form)
        except NotAllowedError as error:
            raise PermissionDenied("agency") from error
        except services.RowConflictError as error:
            row, status = error.row, 409
            cells = (shown_value(row, column) for column in form.columns)
            conflict = CONFLICT.format(text=" · ".join(cell for cell in cells if cell))
    context = {
        "sheet": sheet, "form": form, "row": row, "conflict": conflict,
        "key": row.key if row else _posted_key(request),
    }  # fmt: skip
    return render(request, "masterplan/row_form.html", context, status=status)


def _save(request: HttpRequest, sheet: Sheet, row: SheetRow | None, form: RowForm) -> HttpResponse:
    revision = request.POST.get("revision", "")
    services.save_row(
        sheet,
        actor=request.user,
        programme=form.programme,
        key=row.key if row else _posted_key(request),
        values=form.values(),
        source=form.cleaned_data.get("source", ""),
        source_year=form.cleaned_data.get("source_year"),
        revision=int(revision) if revision.isdecimal() else None,
    )
    messages.success(request, "Baris tersimpan.")
    if "lagi" in request.POST:
        return redirect("masterplan:row_new", sheet.code)
    return redirect("masterplan:sheet", sheet.code)


def _posted_key(request: HttpRequest) -> uuid.UUID:
    """One showing of an empty form makes one row, however often it is sent."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


@require_POST
def row_remove(request: HttpRequest, code: str, key: uuid.UUID) -> HttpResponse:
    sheet, _ = sheet_for(request.user, code)
    row = SheetRow.objects.of(current_programme().pk, code).filter(key=key).first()
    if row is None:
        messages.info(request, "Baris ini sudah dihapus.")
        return redirect("masterplan:sheet", code)
    try:
        services.remove_row(row, actor=request.user, sheet=sheet)
    except NotAllowedError as error:
        raise PermissionDenied("agency") from error
    messages.success(request, "Baris dihapus.")
    return redirect("masterplan:sheet", code)


@require_POST
def row_move(request: HttpRequest, code: str, key: uuid.UUID) -> HttpResponse:
    sheet, _ = sheet_for(request.user, code)
    row = get_object_or_404(SheetRow.objects.of(current_programme().pk, code), key=key)
    try:
        services.move_row(row, actor=request.user, sheet=sheet, up="naik" in request.POST)
    except NotAllowedError as error:
        raise PermissionDenied("agency") from error
    return redirect("masterplan:sheet", code)


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, code: str) -> HttpResponse:
    """Names, order and visibility of the columns; columns are not invented."""
    sheet, allowed = sheet_for(request.user, code)
    if not allowed.arrange:
        raise PermissionDenied("admin")
    programme = current_programme()
    known = columns_of(sheet, programme, with_hidden=True)
    formset = ColumnFormSet(
        request.POST or None, initial=arranged(sheet, known, programme), prefix="kolom"
    )
    if request.method == "POST" and formset.is_valid():
        services.arrange_columns(
            sheet, actor=request.user, programme=programme, settings=formset.settings(sheet)
        )
        messages.success(request, "Susunan kolom tersimpan.")
        return redirect("masterplan:sheet", code)
    status = 422 if request.method == "POST" else 200
    context = {"sheet": sheet, "formset": formset}
    return render(request, "masterplan/sheet_columns.html", context, status=status)
