"""Who may open the desk and the hall screen of a session."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from workshops.models import Session
from workshops.permissions import SessionPermissions

NOT_YOURS = "Halaman ini untuk fasilitator sesi dan petugas meja presensi, pada hari tugasnya."


def get_session(key: str) -> Session:
    return get_object_or_404(Session.objects.select_related("workshop__programme"), key=key)


def may_check_in_others(request: HttpRequest, session: Session) -> bool:
    return SessionPermissions.of(request.user, session).check_in_others


def session_for_desk(request: HttpRequest, key: str) -> Session:
    """The session; ``PermissionDenied`` for whoever may not check in others there."""
    session = get_session(key)
    if not may_check_in_others(request, session):
        raise PermissionDenied(NOT_YOURS)
    return session


def session_for_names(request: HttpRequest, key: str) -> Session:
    """The session; ``PermissionDenied`` for whoever may not see names."""
    session = get_session(key)
    if not SessionPermissions.of(request.user, session).see_names:
        raise PermissionDenied(NOT_YOURS)
    return session
