"""Handing in drafts from the page where all answers stand, by several people at once."""

import http.client
import itertools
import uuid
from urllib.parse import urlencode

from accounts.models import User
from benchmarks._fill import session_of
from benchmarks._serve import WARM, Figures, Server
from dimensions.models import Dimension, Programme
from submissions import services
from submissions.text import IdeaText

TIMES = 400


def submit_rate(portal: Server, writers: list[User]) -> Figures:
    """Figures of whole submissions, one client for each of ``writers``."""
    turns = itertools.cycle([(user, session_of(user)) for user in writers])
    waiting = iter([(_draft(user), jar) for user, jar in itertools.islice(turns, TIMES + WARM)])
    token = "x" * 32

    def ask(connection: http.client.HTTPConnection) -> int:
        address, jar = next(waiting)
        body = urlencode({"csrfmiddlewaretoken": token, "key": uuid.uuid4(), "consent": "on"})
        headers = {
            "Cookie": f"{jar}; csrftoken={token}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request("POST", f"/gagasan/{address}/kirim/", body, headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 302 or "terkirim" not in answer.headers["Location"]:
            raise RuntimeError(f"not handed in: {answer.status}")
        return 0

    return portal.run(ask, times=TIMES, clients=len(writers))


def _draft(author: User) -> str:
    text = IdeaText(
        title="Bank sampah di tepi danau",
        dimension_id=Dimension.objects.get(code="ENV").pk,
        problem="Sampah rumah tangga di desa tepi danau belum terpilah.",
        solution="Setiap desa memiliki satu titik setor dengan timbangan.",
    )
    programme = Programme.objects.get(is_current=True)
    draft = services.create_draft(actor=author, programme=programme, text=text, key=uuid.uuid4())
    return draft.address
