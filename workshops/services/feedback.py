"""What participants thought of a session: asked once, shown as counts and without names."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from submissions.transitions import NotAllowedError
from workshops.models import Attendance, Feedback, Participant, Session
from workshops.permissions import is_present

OPEN_FOR = timedelta(days=7)
# Below this a small hall could tell whose answer it is.
SHOWN_FROM = 5
# Field to its question; the words of 1 and 5 stand at the ends of the scale.
QUESTIONS = {
    "usefulness": "Seberapa bermanfaat sesi ini bagi pekerjaan atau usaha Anda?",
    "clarity": "Seberapa mudah sesi ini diikuti?",
    "heard": "Seberapa besar pendapat Anda didengar?",
}
WORDS = {
    "usefulness": (
        "Tidak bermanfaat", "Kurang bermanfaat", "Cukup", "Bermanfaat", "Sangat bermanfaat",
    ),
    "clarity": ("Sangat sulit", "Sulit", "Cukup", "Mudah", "Sangat mudah"),
    "heard": ("Tidak didengar", "Kurang didengar", "Cukup", "Didengar", "Sangat didengar"),
}  # fmt: skip


@dataclass(frozen=True)
class Answers:
    """Three ratings from 1 to 5, and a suggestion."""

    usefulness: int
    clarity: int
    heard: int
    text: str = ""


@dataclass(frozen=True)
class QuestionResult:
    """``mean`` from 1 to 5 with one decimal; ``counts`` for the words, worst first."""

    question: str
    mean: float
    counts: tuple[tuple[str, int], ...]

    @property
    def bars(self) -> list[dict[str, object]]:
        """As a list of bars, best first."""
        return [{"label": word, "value": count} for word, count in reversed(self.counts)]


@dataclass(frozen=True)
class Results:
    """``questions`` and ``texts`` are empty until ``SHOWN_FROM`` people have answered."""

    answered: int
    present: int
    questions: tuple[QuestionResult, ...] = ()
    texts: tuple[str, ...] = ()


def is_open(session: Session) -> bool:
    """From the start until seven days after the end; a rehearsal asks nothing."""
    now = timezone.now()
    return not session.is_rehearsal and session.starts_at <= now < session.ends_at + OPEN_FOR


@transaction.atomic
def give_feedback(session: Session, *, participant: Participant, answers: Answers) -> Feedback:
    """Answer once; a second press keeps the first. The row says who and when: no audit entry.

    Raises ``NotAllowedError``: "closed", or "absent" for who was not there.
    """
    if not is_open(session):
        raise NotAllowedError("closed")
    if not is_present(participant, session):
        raise NotAllowedError("absent")
    row, _ = Feedback.objects.get_or_create(
        session=session,
        participant=participant,
        defaults={
            "usefulness": answers.usefulness,
            "clarity": answers.clarity,
            "heard": answers.heard,
            "text": answers.text,
        },
    )
    return row


def results_of(session: Session) -> Results:
    """Counts, means and texts; texts in the order of their words, which says nothing of people."""
    present = Attendance.objects.filter(session=session).count()
    rows = list(Feedback.objects.filter(session=session))
    if len(rows) < SHOWN_FROM:
        return Results(len(rows), present)
    texts = sorted((row.text for row in rows if row.text), key=str.casefold)
    return Results(
        len(rows),
        present,
        tuple(_of_question(field, [getattr(row, field) for row in rows]) for field in QUESTIONS),
        tuple(texts),
    )


def _of_question(field: str, ratings: list[int]) -> QuestionResult:
    found = Counter(ratings)
    counts = tuple((word, found[place]) for place, word in enumerate(WORDS[field], start=1))
    return QuestionResult(QUESTIONS[field], round(sum(ratings) / len(ratings), 1), counts)
