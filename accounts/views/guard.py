"""The guard of every page under /kelola/."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def admin_only(view: View) -> View:
    """Refuse everyone without the admin grant."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_admin:
            raise PermissionDenied("admin")
        return view(request, *args, **kwargs)

    return guarded
