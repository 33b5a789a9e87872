"""The addresses that the page frame looks up, leading nowhere."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nowhere(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def names(*endings: str) -> list:
    return [path(f"{name}/", nowhere, name=name) for name in endings]


urlpatterns = [
    path(
        "p/",
        include(
            (
                names(
                    "home",
                    "about",
                    "how_it_works",
                    "accessibility",
                    "privacy",
                    "terms",
                    "help",
                    "contact",
                ),
                "portal",
            )
        ),
    ),
    path("s/", include((names("idea_new", "tracking"), "submissions"))),
    *names("account_login", "account_logout"),
]
