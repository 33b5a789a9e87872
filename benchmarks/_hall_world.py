"""One session with six forums and its facilitators, for the hall to come into."""

import random
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.choices import Role, Scope
from accounts.models import Grant, User
from benchmarks._fill import sentence, session_of
from dimensions.models import Dimension, Programme
from workshops.choices import Phase
from workshops.models import Forum, Post, Session, Workshop
from workshops.presenter import presenter_token
from workshops.services import phases


@dataclass(frozen=True)
class Place:
    """One forum as its listeners know it."""

    pk: int
    code: str
    facilitator: User
    cookie: str
    token: str

    @property
    def page(self) -> str:
        return f"/forum/{self.code.lower()}/"

    @property
    def live(self) -> str:
        return f"/live/{self.code.lower()}/"

    def forum(self) -> Forum:
        return Forum.objects.for_page().get(pk=self.pk)

    def act(self, name: str, **wish: bool) -> None:
        """Press one of the facilitator's buttons: ``open_next_phase``, ``show_posts``."""
        forum = self.forum()
        given = {"actor": self.facilitator, "shown": forum.phase, "key": uuid.uuid4()}
        getattr(phases, name)(forum, **given, **wish)


def hall(number: int) -> tuple[Session, list[Place]]:
    """A session that is on now; its forums collect cards."""
    now, today = timezone.now(), timezone.localdate()
    workshop = Workshop.objects.create(
        programme=Programme.objects.get(is_current=True), slug=f"ukur-{number}", stage=1,
        title="Bimbingan teknis", starts_on=today, ends_on=today, venue="Gedung Serba Guna",
        is_sample=True,
    )  # fmt: skip
    session = Session.objects.create(
        workshop=workshop, key=f"ukur-{number}-hari-1", day=1, title="Hari 1", room="Aula",
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=8),
    )  # fmt: skip
    dimensions = Dimension.objects.order_by("position")
    return session, [
        place(session, each, number, letter)
        for each, letter in zip(dimensions, "ABCDEF", strict=True)
    ]


def place(session: Session, dimension: Dimension, number: int, letter: str) -> Place:
    code = f"UK{number}{letter}"
    forum = Forum.objects.create(
        session=session, dimension=dimension, code=code, room=f"Ruang {letter}",
        question="Apa yang paling perlu dikerjakan lebih dulu?", phase=Phase.COLLECT,
        phase_since=timezone.now(), phase_ends_at=timezone.now() + timedelta(minutes=20),
    )  # fmt: skip
    user = User.objects.create(
        username=f"pemandu-{code.lower()}", email=f"{code.lower()}@ukur.example",
        display_name=f"Pemandu {code}",
    )  # fmt: skip
    Grant.objects.create(
        user=user, role=Role.FACILITATOR, scope=Scope.SESSION, session_key=session.key,
        dimension=dimension, valid_from=session.rights_from, valid_until=session.rights_until,
    )  # fmt: skip
    return Place(forum.pk, code, user, session_of(user), presenter_token(forum))


def words(chance: random.Random) -> str:
    return sentence(chance, chance.randint(6, 18))[:200]


def lost_posts(sent: set[uuid.UUID]) -> int:
    """How many of the cards that were sent are not on a board exactly once."""
    return len(sent) - Post.objects.filter(key__in=sent).count()
