"""Audit entries as rows for people: the filters of the list, and names resolved when shown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.models import User
from submissions.models import Idea
from tobasmart.audit.models import AuditEntry
from tobasmart.audit.querysets import AuditQuerySet
from tobasmart.portal import audit_words

HEADER = [
    "Waktu (WIB)", "Waktu (UTC)", "Oleh", "Peran", "Organisasi", "Tindakan", "Kode tindakan",
    "Objek", "Sebelum", "Sesudah", "Alasan", "Rincian",
]  # fmt: skip
_BATCH = 1_000
_SYSTEM = "sistem"


@dataclass(frozen=True)
class AuditRow:
    """One act as the list shows it."""

    pk: int
    at: datetime
    actor: str
    roles: str
    organisation: str
    action: str
    code: str
    target: str
    before: str
    after: str
    reason: str
    details: str

    def cells(self) -> list[Any]:
        """In the order of ``HEADER``."""
        return [
            self.at, f"{self.at:%Y-%m-%d %H:%M:%S}", self.actor, self.roles, self.organisation,
            self.action, self.code, self.target, self.before, self.after, self.reason, self.details,
        ]  # fmt: skip


def found_entries(filters: dict[str, Any]) -> AuditQuerySet:
    """The entries that match a valid ``AuditFilterForm``, newest first."""
    entries = AuditEntry.objects.between(filters.get("dari"), filters.get("sampai"))
    entries = entries.of_action(filters.get("tindakan") or "")
    entries = entries.labelled(filters.get("objek") or "")
    if dimension := filters.get("dimensi"):
        ideas = Idea.objects.filter(dimension=dimension).values("pk")
        about_idea = Q(target_type=Idea._meta.label_lower, target_id__in=ideas)
        entries = entries.filter(about_idea | Q(data__dimension=dimension.code))
    if actor := filters.get("oleh"):
        entries = entries.filter(_acted(actor))
    return entries.newest_first()


def rows_of(entries: Iterable[AuditEntry], *, with_scores: bool) -> list[AuditRow]:
    """Rows of some entries; the people in them are looked up in one query."""
    entries = list(entries)
    keys = {entry.actor_id for entry in entries} - {None}
    keys |= {pk for entry in entries for pk in audit_words.people_in(entry)}
    names = dict(User.objects.filter(pk__in=keys).values_list("pk", "display_name"))
    return [_row(entry, names, with_scores=with_scores) for entry in entries]


def stream_of(entries: AuditQuerySet, *, with_scores: bool) -> Iterator[list[Any]]:
    """The cells of any number of entries, a thousand at a time."""
    batch: list[AuditEntry] = []
    for entry in entries.iterator(chunk_size=_BATCH):
        batch.append(entry)
        if len(batch) == _BATCH:
            yield from (row.cells() for row in rows_of(batch, with_scores=with_scores))
            batch.clear()
    yield from (row.cells() for row in rows_of(batch, with_scores=with_scores))


def _acted(words: str) -> Q:
    """By a person whose name holds the words; "sistem" means nobody."""
    if words.lower() == _SYSTEM:
        return Q(actor_id=None)
    people = User.objects.filter(Q(display_name__icontains=words) | Q(username__iexact=words))
    return Q(actor_id__in=people.values("pk"))


def _row(entry: AuditEntry, names: dict[int, str], *, with_scores: bool) -> AuditRow:
    actor = names.get(entry.actor_id, audit_words.NAMELESS) if entry.actor_id else _SYSTEM
    target = entry.target_label
    if entry.target_type == "accounts.user" and entry.target_id:
        target = names.get(entry.target_id, audit_words.NAMELESS)
    return AuditRow(
        pk=entry.pk,
        at=entry.at,
        actor=actor or audit_words.NAMELESS,
        roles=", ".join(audit_words.value_words(role) for role in _split(entry.actor_roles)),
        organisation=entry.actor_organisation,
        action=audit_words.action_words(entry.action),
        code=entry.action,
        target=target,
        before=audit_words.before_of(entry),
        after=audit_words.after_of(entry),
        reason=str(entry.data.get("reason") or ""),
        details=audit_words.details_of(entry, names, with_scores=with_scores),
    )


def _split(roles: str) -> list[str]:
    return [role for role in roles.split(",") if role]
