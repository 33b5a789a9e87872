"""The navigation of every page, by role (design brief 2.1)."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.backends import UNREAD_COUNTED
from accounts.choices import Role
from submissions.permissions import may_enter_paper, may_review


@dataclass(frozen=True)
class NavItem:
    url: str
    label: str
    icon: str = ""
    is_current: bool = False
    is_button: bool = False
    unread: str = ""  # how many notices wait there, as ``_unread`` gives it


def navigation(request: HttpRequest) -> dict[str, Any]:
    """``nav_items`` (at most five, buttons), ``bottom_items``, ``account_items``, ``is_demo``."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    if not signed_in:
        items = [*_public(request)]
        items += [
            NavItem(reverse("account_login"), "Masuk", "log-in", is_button=True),
            NavItem(reverse("submissions:idea_new"), "Ajukan gagasan", "plus", is_button=True),
        ]
        return {
            "nav_items": items,
            "bottom_items": [],
            "account_items": [],
            "is_demo": settings.DEMO,
        }
    unread = _unread(user)
    return {
        "nav_items": _for_roles(request, user),
        "bottom_items": _bottom(request, unread),
        "account_items": _account(request, user, unread),
        "unread": unread,
        "is_demo": settings.DEMO,
    }


def _item(request: HttpRequest, name: str, label: str, icon: str = "", **kwargs: Any) -> NavItem:
    url = reverse(name)
    current = request.path == url or (url != "/" and request.path.startswith(url))
    return NavItem(url, label, icon, is_current=current, **kwargs)


def _public(request: HttpRequest) -> list[NavItem]:
    return [
        _item(request, "submissions:idea_list", "Gagasan"),
        _item(request, "portal:dimension_list", "Enam dimensi"),
        _item(request, "workshops:workshop_list", "BimTek"),
        _item(request, "masterplan:masterplan", "Masterplan"),
    ]


def _for_roles(request: HttpRequest, user: Any) -> list[NavItem]:
    if user.is_admin:
        return [
            _item(request, "submissions:idea_list", "Gagasan"),
            _item(request, "submissions:review_list", "Tinjauan"),
            _item(request, "masterplan:compile_page", "Susun masterplan"),
            _item(request, "accounts:people_list", "Pengguna"),
            _item(request, "portal:programme", "Program"),
        ]
    if user.has_role(Role.REVIEWER):
        return [_item(request, "submissions:review_list", "Antrean tinjauan"), *_public(request)]
    return [
        *_public(request),
        NavItem(reverse("submissions:idea_new"), "Ajukan gagasan", "plus", is_button=True),
    ]


def _unread(user: Any) -> str:
    """How many notices wait, at most "9+"; the session's person comes with them."""
    number = len(getattr(user, "unread_notices", ()))
    return f"{number - 1}+" if number == UNREAD_COUNTED else str(number or "")


def _bottom(request: HttpRequest, unread: str) -> list[NavItem]:
    return [
        _item(request, "portal:home", "Beranda", "house"),
        _item(request, "submissions:idea_list", "Gagasan", "idea"),
        _item(request, "workshops:workshop_list", "BimTek", "workshop"),
        _item(request, "portal:mine", "Saya", "account", unread=unread),
    ]


def _account(request: HttpRequest, user: Any, unread: str) -> list[NavItem]:
    mine = reverse("portal:mine")
    items = [
        NavItem(mine, "Gagasan saya", is_current=request.path == mine),
        _item(request, "portal:notice_list", "Kabar", unread=unread),
        NavItem(reverse("account_change_password"), "Ubah kata sandi"),
        NavItem(reverse("mfa_index"), "Kode autentikator"),
        NavItem(reverse("usersessions_list"), "Sesi masuk"),
        _item(request, "portal:own_data", "Data saya"),
    ]
    if user.is_admin or user.has_role(Role.FACILITATOR) or user.has_role(Role.DESK):
        items.append(_item(request, "workshops:own_forums", "Forum saya"))
    if user.has_role(Role.REVIEWER):
        items.append(_item(request, "accounts:own_absences", "Cuti dan pengganti"))
    if may_enter_paper(user):
        items.append(_item(request, "submissions:paper_entry", "Gagasan di kertas"))
    if may_review(user):
        items.append(_item(request, "submissions:report_list", "Laporan tanggapan"))
    if user.is_admin:
        items += [
            _item(request, "accounts:organisation_list", "Organisasi"),
            _item(request, "portal:audit_list", "Catatan audit"),
        ]
    elif user.has_role(Role.OBSERVER) or user.has_role(Role.REVIEWER):
        items.append(_item(request, "portal:audit_list", "Catatan audit"))
    return items
