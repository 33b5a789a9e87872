"""Handing in ideas with one POST each, by several people at once."""

import http.client
import itertools
import uuid
from urllib.parse import urlencode

from accounts.models import User
from benchmarks._fill import session_of
from benchmarks._serve import Figures, Server
from dimensions.models import Dimension


def submit_rate(portal: Server, writers: list[User], *, times: int = 400) -> Figures:
    """Figures of whole submissions, one client for each of ``writers``."""
    dimension = Dimension.objects.get(code="ENV")
    token = "x" * 32
    jars = itertools.cycle([f"{session_of(user)}; csrftoken={token}" for user in writers])

    def ask(connection: http.client.HTTPConnection) -> int:
        body = urlencode(
            {
                "csrfmiddlewaretoken": token, "key": str(uuid.uuid4()), "revision": "1",
                "action": "send", "consent": "on", "title": "Bank sampah di tepi danau",
                "dimension": dimension.pk,
                "problem": "Sampah rumah tangga di desa tepi danau belum terpilah.",
                "solution": "Setiap desa memiliki satu titik setor dengan timbangan.",
                "budget-TOTAL_FORMS": "0", "budget-INITIAL_FORMS": "0",
                "indicator-TOTAL_FORMS": "0", "indicator-INITIAL_FORMS": "0",
            }
        )  # fmt: skip
        headers = {"Cookie": next(jars), "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/gagasan/baru/", body, headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 302 or "terkirim" not in answer.headers["Location"]:
            raise RuntimeError(f"not handed in: {answer.status}")
        return 0

    return portal.run(ask, times=times, clients=len(writers))
