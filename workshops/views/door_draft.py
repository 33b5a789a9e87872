"""What a guest typed before the code changed, kept on their own phone for a quarter of an hour."""

from django.core import signing
from django.http import HttpRequest, HttpResponse

from workshops.forms.hall import GuestForm

COOKIE = "tamu-isian"
SECONDS = 15 * 60
_SALT = "workshops.door_draft"


def keep(response: HttpResponse, request: HttpRequest, typed: dict[str, str]) -> None:
    """Signed, so that a cookie of somebody else's making fills in nothing."""
    response.set_cookie(
        COOKIE,
        signing.dumps(typed, salt=_SALT, compress=True),
        max_age=SECONDS,
        path="/h/",
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def read(request: HttpRequest) -> dict[str, str]:
    try:
        typed = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=SECONDS)
    except signing.BadSignature:
        return {}
    return GuestForm.typed(typed)


def forget(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, path="/h/", samesite="Lax")
