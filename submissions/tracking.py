"""The way of an idea as its tracking page tells it: what was, what is promised, what comes next."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from submissions.choices import PUBLIC_STATUSES, IdeaStatus
from submissions.models import Idea

S = IdeaStatus
# Plain words for who asks "and now?". Source: design.md 6.2.
_NEXT = {
    S.SUBMITTED: "Menunggu peninjau membacanya. Gagasan belum tampil untuk umum.",
    S.IN_REVIEW: "Peninjau sedang menilai. Gagasan sudah tampil untuk umum.",
    S.NEEDS_REVISION: "Peninjau meminta perbaikan. Pengusul memperbaiki, lalu mengirim lagi.",
    S.APPROVED: "Gagasan masuk ke draf masterplan. Tidak ada yang perlu dilakukan.",
    S.DEFERRED: "Belum dapat dilanjutkan sekarang. Alasannya tertulis di halaman gagasan.",
    S.REJECTED: "Tidak dilanjutkan. Alasannya tertulis di halaman gagasan.",
    S.MERGED: "Disatukan dengan gagasan lain yang serupa. Kabar berikutnya ada di sana.",
    S.WITHDRAWN: "Ditarik. Tidak ada langkah berikutnya.",
}
_DECIDED = {S.NEEDS_REVISION, S.APPROVED, S.DEFERRED, S.REJECTED}


@dataclass(frozen=True)
class Stage:
    """One stage: when it was reached, or for which day it is promised."""

    title: str
    at: datetime | None = None
    due_on: date | None = None
    days_late: int = 0


@dataclass(frozen=True)
class Track:
    stages: list[Stage]
    next_step: str
    is_public: bool  # title, organisation and the link to the page may be shown
    is_in_force: bool  # an earlier version stays approved while the next one is reviewed


def track_of(idea: Idea) -> Track:
    """Needs the idea with its programme and versions; asks nothing more of the database."""
    status = S(idea.status)
    return Track(
        stages=_stages(idea, status),
        next_step=_NEXT[status],
        is_public=is_public(idea),
        is_in_force=idea.approved_version_id is not None and status != S.APPROVED,
    )


def is_public(idea: Idea) -> bool:
    """Whether everyone may read the text: a stub or an idea nobody has taken up shows none."""
    opened = idea.status in PUBLIC_STATUSES or idea.approved_version_id is not None
    return opened and not idea.is_hidden and idea.status != S.WITHDRAWN


def _stages(idea: Idea, status: IdeaStatus) -> list[Stage]:
    """Handed in, taken up, decided; the one being waited for carries the promised day."""
    number = idea.current_version.number if idea.current_version else 1
    again = f" lagi (versi {number})" if number > 1 else ""
    stages = [Stage(f"Diajukan{again}", at=idea.submitted_at)]
    if status == S.SUBMITTED:
        return [*stages, _awaited(idea, "Mulai ditinjau"), Stage("Keputusan")]
    if idea.taken_up_at:
        stages.append(Stage("Mulai ditinjau", at=idea.taken_up_at))
    if status == S.IN_REVIEW:
        return [*stages, _awaited(idea, "Keputusan")]
    if idea.decided_at:
        title = status.label if status in _DECIDED else "Diputus"
        stages.append(Stage(title, at=idea.decided_at))
    if status == S.NEEDS_REVISION:
        stages.append(_awaited(idea, "Perbaikan dikirim"))
    elif status not in _DECIDED:
        stages.append(Stage(status.label))
    return stages


def _awaited(idea: Idea, title: str) -> Stage:
    late = (timezone.localdate() - idea.step_due_on).days if idea.step_due_on else 0
    return Stage(title, due_on=idea.step_due_on, days_late=max(0, late))
