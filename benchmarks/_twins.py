"""The set of ideas with known twins, stored as real rows, and how many twins are found."""

import json
import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from accounts.models import User
from dimensions.models import Dimension, Programme
from submissions.choices import IdeaStatus
from submissions.models import Idea, IdeaVersion, VersionTerm
from submissions.similar import similar_ideas, terms_of_version

OURS = Path(__file__).resolve().parent.parent / "tests/data/similar_ideas.json"
BATCH = 500


@dataclass(frozen=True)
class Twins:
    """Ideas and their texts by the file's name for them, and for each with twins who they are."""

    ideas: dict[str, Idea]
    texts: dict[str, IdeaVersion]
    twins: dict[str, set[str]]


@dataclass(frozen=True)
class Quality:
    """Share of queries with any twin among five, mean share of twins found, and what is missing."""

    recall_at_5: float
    mean_found: float
    missed: list[tuple[str, set[str], list[str]]]  # asked, not found, found instead


def load(path: Path, author: User) -> Twins:
    """Store the ideas of a file, all in review."""
    data = json.loads(path.read_text(encoding="utf-8"))
    rows = data["gagasan"]
    texts = [(row["dimensi"], row["judul"], row["masalah"], row["solusi"]) for row in rows]
    stored = store(texts, author)
    names = [row["id"] for row in rows]
    ideas = dict(zip(names, (version.idea for version in stored), strict=True))
    twins = {name: set(group) - {name} for group in data["kelompok"] for name in group}
    return Twins(ideas, dict(zip(names, stored, strict=True)), twins)


def store(
    texts: Iterable[tuple[str, str, str, str]], author: User, *, first: int = 1
) -> list[IdeaVersion]:
    """Ideas in review from (dimension code, title, problem, solution), in a few statements."""
    dimensions = {dimension.code: dimension for dimension in Dimension.objects.all()}
    programme, now, texts = Programme.objects.get(is_current=True), timezone.now(), list(texts)
    ideas = Idea.objects.bulk_create(
        (
            Idea(
                programme=programme,
                author=author,
                dimension=dimensions[code],
                creation_key=uuid.uuid4(),
            )
            for code, *_ in texts
        ),
        BATCH,
    )
    versions = IdeaVersion.objects.bulk_create(
        (
            IdeaVersion(
                idea=idea,
                number=1,
                frozen_at=now,
                dimension=idea.dimension,
                title=title,
                problem=problem,
                solution=solution,
            )
            for idea, (_, title, problem, solution) in zip(ideas, texts, strict=True)
        ),
        BATCH,
    )
    for number, (version, text) in enumerate(zip(versions, texts, strict=True), first):
        idea = version.idea
        idea.status, idea.current_version = IdeaStatus.IN_REVIEW, version
        idea.code, idea.submitted_at = f"{text[0]}-{10_000 + number}", now
    Idea.objects.bulk_update(ideas, ["status", "current_version", "code", "submitted_at"], BATCH)
    index(versions)
    return versions


def index(versions: Iterable[IdeaVersion]) -> None:
    terms = (term for version in versions for term in terms_of_version(version))
    VersionTerm.objects.bulk_create(terms, 5_000)


def more_texts(twins: Twins, count: int) -> list[tuple[str, str, str, str]]:
    """Texts as people might write them: sentences of several ideas mixed, some words cut."""
    chance = random.Random(count)
    versions = list(twins.texts.values())
    codes = list(Dimension.objects.order_by("position").values_list("code", flat=True))
    return [
        (
            chance.choice(codes),
            _varied(chance, chance.choice(versions).title)[:120],
            " ".join(_varied(chance, v.problem) for v in chance.choices(versions, k=2)),
            " ".join(_varied(chance, v.solution) for v in chance.choices(versions, k=2)),
        )
        for _ in range(count)
    ]


def _varied(chance: random.Random, text: str) -> str:
    words = [word for word in text.split() if chance.random() > 0.2]
    chance.shuffle(words)
    return " ".join(words)


def measure(twins: Twins, reader: User) -> Quality:
    """Title, problem and solution of each idea with twins, asked against all the rest."""
    names = {idea.pk: name for name, idea in twins.ideas.items()}
    shares, missed = [], []
    for name, wanted in sorted(twins.twins.items()):
        idea = twins.ideas[name]
        answers = similar_ideas(text=twins.texts[name], reader=reader, exclude=idea)
        found = [names[answer.idea.pk] for answer in answers if answer.idea.pk in names]
        shares.append(len(wanted & set(found)) / len(wanted))
        if wanted - set(found):
            missed.append((name, wanted - set(found), found))
    return Quality(
        recall_at_5=sum(share > 0 for share in shares) / len(shares),
        mean_found=sum(shares) / len(shares),
        missed=missed,
    )
