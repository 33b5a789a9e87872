"""What the doors of the books' contents share: the programme, a sheet, and who may."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import User
from dimensions.models import Programme
from masterplan.permissions import WorksheetPermissions
from masterplan.worksheets.columns import Sheet
from masterplan.worksheets.reading import is_asked
from masterplan.worksheets.sheets import SHEETS


def current_programme() -> Programme:
    programme = Programme.objects.filter(is_current=True).first()
    if programme is None:
        raise Http404
    return programme


def sheet_for(user: User, code: str) -> tuple[Sheet, WorksheetPermissions]:
    """The worksheet and what this person may do with it; who may not read it gets 403."""
    sheet = SHEETS.get(code)
    if sheet is None:
        raise Http404
    asked = sheet.by_agency and is_asked(user, sheet=code)
    allowed = WorksheetPermissions.of(user, is_asked=asked)
    if not allowed.read:
        raise PermissionDenied("agency")
    return sheet, allowed


def own_row(user: User, allowed: WorksheetPermissions, row: Any) -> bool:
    """Whether this person may change the row."""
    return allowed.write_all or (allowed.write and row.organisation_id == user.organisation_id)
