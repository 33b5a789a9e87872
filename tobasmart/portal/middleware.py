"""For every page: private answers are not stored, reviewers and admins need a second factor."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts import second_factor

Answer = Callable[[HttpRequest], HttpResponse]
# A person without a second factor may set one up, sign out and read what is public.
_ALWAYS_OPEN = ("/akun/", "/keluar/", "/static/", "/sehat/")


class PrivatePages:
    """Pages of a signed-in person must not stay in any cache (a phone is shared)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            response.setdefault("Cache-Control", "private, no-store")
        return response


class RequireSecondFactor:
    """Reviewers and admins act only with TOTP; the demo's setting exempts its accounts."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(_ALWAYS_OPEN) and second_factor.is_missing_for(request.user):
            messages.warning(request, "Aktifkan kode autentikator untuk memakai peran Anda.")
            return redirect("mfa_activate_totp")
        return self.get_response(request)
