"""What a request to ``/live/…`` asks for, read from its ASGI scope."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, parse_cookie

PATH = re.compile(r"/live/([A-Za-z0-9]{1,8})(?:/(poll)?)?/?", re.ASCII)
# A version is a bigint; whatever is longer is no version.
VERSION = re.compile(r"[0-9]{1,18}", re.ASCII)


class RefusedError(Exception):
    """A request that is answered with ``status`` and nothing else."""

    def __init__(self, status: int, *headers: tuple[bytes, bytes]) -> None:
        super().__init__(status)
        self.status = status
        self.headers = headers


@dataclass(frozen=True)
class Wanted:
    """A forum by its code, from ``after`` on; without it, from now on."""

    code: str
    is_poll: bool
    is_staff: bool
    after: int | None
    token: str
    cookie: str
    tag: bytes

    @property
    def cookies(self) -> dict[str, str]:
        return parse_cookie(self.cookie)

    @classmethod
    def of(cls, scope: Mapping[str, Any]) -> "Wanted":
        """Raises ``RefusedError`` for another method, an unknown path or a foreign host."""
        if scope["method"] != "GET":
            raise RefusedError(405, (b"allow", b"GET"))
        found = PATH.fullmatch(scope["path"])
        if found is None:
            raise RefusedError(404)
        headers = dict(scope["headers"])
        refuse_foreign_host(headers.get(b"host", b"").decode("latin1"), scope)
        query = parse_qs(scope["query_string"].decode("latin1"))
        last = headers.get(b"last-event-id", b"").decode("latin1")
        after = last if VERSION.fullmatch(last) else query.get("v", [""])[0]
        # HTTP/2 may send each cookie by itself.
        cookies = [value for name, value in scope["headers"] if name == b"cookie"]
        return cls(
            code=found[1].upper(),
            is_poll=found[2] is not None,
            is_staff=query.get("a") == ["staff"],
            after=int(after) if VERSION.fullmatch(after) else None,
            token=query.get("p", [""])[0],
            cookie=b"; ".join(cookies).decode("latin1"),
            tag=headers.get(b"if-none-match", b""),
        )


def refuse_foreign_host(host: str, scope: Mapping[str, Any]) -> None:
    """As Django does on every page (ALLOWED_HOSTS)."""
    name, port = scope.get("server") or ("localhost", 80)
    request = HttpRequest()
    request.META = {"SERVER_NAME": name, "SERVER_PORT": str(port)}
    if host:
        request.META["HTTP_HOST"] = host
    try:
        request.get_host()
    except DisallowedHost:
        raise RefusedError(400) from None
