"""Rows for the measurements: whole ideas in every status, in bulk."""

import random
import uuid
from datetime import timedelta

from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.choices import OrganisationKind
from accounts.models import Grant, Organisation, User
from dimensions.models import Dimension, Programme
from submissions.choices import DecisionKind
from submissions.choices import IdeaStatus as S
from submissions.models import Comment, Decision, Idea, IdeaVersion

WORDS = [
    "sampah", "pasar", "desa", "danau", "wisata", "jalan", "air", "bersih", "sekolah",
    "internet", "pelaku", "usaha", "tenun", "ulos", "nelayan", "petani", "kopi",
    "homestay", "dermaga", "parkir", "lampu", "layanan", "kecamatan", "puskesmas", "data",
    "warga", "pelatihan", "pemasaran", "digital", "pupuk", "banjir", "toilet", "papan",
    "informasi", "pengunjung", "kapal",
]  # fmt: skip
BATCH = 500
STATUSES = [S.APPROVED] * 4 + [S.IN_REVIEW] * 3 + [S.SUBMITTED] * 2 + [S.REJECTED, S.DEFERRED]
DECIDED = {S.APPROVED: DecisionKind.APPROVE, S.REJECTED: DecisionKind.REJECT,
           S.DEFERRED: DecisionKind.DEFER}  # fmt: skip


def sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize()


def people(count: int = 40) -> list[User]:
    """Participants of ``count`` businesses."""
    organisations = Organisation.objects.bulk_create(
        Organisation(key=f"ukur-{n}", name=f"Usaha Ukur {n}", kind=OrganisationKind.UMKM)
        for n in range(count)
    )
    users = User.objects.bulk_create(
        User(
            username=f"ukur{n}",
            email=f"ukur{n}@ukur.example",
            display_name=f"Orang Ukur {n}",
            organisation=organisation,
        )
        for n, organisation in enumerate(organisations)
    )
    Grant.objects.bulk_create(Grant(user=user, role="participant") for user in users)
    return users


def ideas(count: int, writers: list[User], *, first: int = 1) -> list[Idea]:
    """``count`` more ideas of all dimensions and statuses, codes from ``first`` on."""
    chance = random.Random(first)
    programme = Programme.objects.get(is_current=True)
    dimensions = list(Dimension.objects.all())
    rows = []
    for _ in range(count):
        author = chance.choice(writers)
        rows.append(
            Idea(
                programme=programme, author=author, organisation_id=author.organisation_id,
                dimension=chance.choice(dimensions), creation_key=uuid.uuid4(),
                support_count=chance.randrange(40),
            )
        )  # fmt: skip
    Idea.objects.bulk_create(rows, BATCH)
    for number, version in enumerate(_versions(rows, chance), first):
        _hand_in(version, number, status=chance.choice(STATUSES))
    _decide([idea for idea in rows if idea.status in DECIDED], writers[0])
    Idea.objects.bulk_update(
        rows,
        ["status", "code", "current_version", "approved_version", "submitted_at", "step_due_on",
         "decided_at", "decision"],
        BATCH,
    )  # fmt: skip
    return rows


def _versions(rows: list[Idea], chance: random.Random) -> list[IdeaVersion]:
    now = timezone.now()
    return IdeaVersion.objects.bulk_create(
        (
            IdeaVersion(
                idea=idea, number=1, frozen_at=now, dimension=idea.dimension,
                title=sentence(chance, 6), problem=sentence(chance, 40),
                solution=sentence(chance, 40), beneficiaries="Warga desa",
            )
            for idea in rows
        ),
        BATCH,
    )  # fmt: skip


def _hand_in(version: IdeaVersion, number: int, *, status: S) -> None:
    idea, now = version.idea, timezone.now()
    idea.status, idea.current_version = status, version
    idea.code = f"{version.dimension.code}-{1000 + number}"  # type: ignore[union-attr]
    idea.submitted_at = now - timedelta(minutes=number)
    idea.step_due_on = (now + timedelta(days=number % 20 - 5)).date()


def _decide(rows: list[Idea], actor: User) -> None:
    decisions = Decision.objects.bulk_create(
        (
            Decision(
                idea=idea, version=idea.current_version, kind=DECIDED[S(idea.status)],
                reason="Ukur.", actor=actor,
            )
            for idea in rows
        ),
        BATCH,
    )  # fmt: skip
    for idea, decision in zip(rows, decisions, strict=True):
        idea.decision, idea.decided_at = decision, idea.submitted_at
        if decision.kind == DecisionKind.APPROVE:
            idea.approved_version = idea.current_version


def comments(idea: Idea, count: int, writers: list[User]) -> None:
    """``count`` comments on one idea, every third one an answer."""
    chance = random.Random(count)
    heads: list[Comment] = []
    for number in range(count):
        answers = bool(heads) and number % 3 == 2
        comment = Comment.objects.create(
            idea=idea,
            parent=chance.choice(heads) if answers else None,
            author=chance.choice(writers),
            text=sentence(chance, 20),
            role_shown="UMKM",
        )
        if not answers:
            heads.append(comment)
    idea.comment_count = count
    idea.save(update_fields=["comment_count"])


def session_of(user: User) -> str:
    """The cookie of a person who has signed in."""
    browser = Client(headers={"host": "localhost"})
    browser.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={browser.cookies[name].value}"
