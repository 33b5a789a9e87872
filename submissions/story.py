"""The public story of an idea: when what happened, without names."""

from dataclasses import dataclass
from datetime import datetime

from submissions.models import Idea
from tobasmart.audit.models import AuditEntry

# Codes of moves a reader may know of. Drafts and private acts are not among them.
TITLES = {
    "idea.submitted": "Diajukan",
    "idea.in_review": "Mulai ditinjau",
    "idea.needs_revision": "Perlu perbaikan",
    "idea.approved": "Disetujui",
    "idea.deferred": "Ditunda",
    "idea.rejected": "Ditolak",
    "idea.reopened": "Ditinjau kembali",
    "idea.withdrawn": "Ditarik",
    "idea.moved": "Dipindahkan dimensi",
}


@dataclass(frozen=True)
class Step:
    at: datetime
    title: str


def story_of(idea: Idea) -> list[Step]:
    """The steps of an idea, newest first, in one query."""
    entries = AuditEntry.objects.filter(
        target_type=Idea._meta.label_lower, target_id=idea.pk, action__in=TITLES
    )
    return [Step(entry.at, _title(entry)) for entry in entries[:50]]


def _title(entry: AuditEntry) -> str:
    title = TITLES[entry.action]
    version = entry.data.get("version")
    return f"{title} (versi {version})" if version and version > 1 else title
