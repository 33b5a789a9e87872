"""The public story of an idea: when what happened, without names, scores or private notes."""

from dataclasses import dataclass
from datetime import datetime

from submissions.choices import DecisionKind
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
    "idea.merged": "Digabung dengan gagasan lain",
    "idea.unmerged": "Penggabungan diurungkan",
    "idea.co_author_added": "Rekan penyusun ditambahkan",
    "idea.completing_agency_named": "Perangkat daerah diminta melengkapi data",
    "idea.handed_over": "Diserahkan kepada pengusul lain",
    "idea.hidden": "Disembunyikan pengelola",
    "idea.shown": "Ditampilkan lagi",
}
_UNDONE = "idea.decision_undone"
_DECISIONS = {f"idea.{kind}" for kind in DecisionKind}
_SHOWN = 50


@dataclass(frozen=True)
class Step:
    at: datetime
    title: str


def story_of(idea: Idea) -> list[Step]:
    """The steps of an idea, newest first, in one query.

    A decision that was taken back within the seconds the desk allows is told by neither entry:
    nobody was told of it.
    """
    found = AuditEntry.objects.filter(
        target_type=Idea._meta.label_lower, target_id=idea.pk, action__in=[*TITLES, _UNDONE]
    )
    steps, taken_back = [], 0
    for entry in _since_handed_in(list(found[: 2 * _SHOWN])):
        if entry.action == _UNDONE:
            taken_back += 1
        elif taken_back and entry.action in _DECISIONS:
            taken_back -= 1
        else:
            steps.append(Step(entry.at, _title(entry)))
    return steps[:_SHOWN]


def _since_handed_in(entries: list[AuditEntry]) -> list[AuditEntry]:
    """Without what happened to the draft: that is its writers' own matter."""
    if len(entries) == 2 * _SHOWN:
        return entries
    places = [n for n, entry in enumerate(entries) if entry.action == "idea.submitted"]
    return entries[: places[-1] + 1] if places else []


def _title(entry: AuditEntry) -> str:
    title = TITLES[entry.action]
    version = entry.data.get("version")
    return f"{title} (versi {version})" if version and version > 1 else title
