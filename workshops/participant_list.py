"""Who is on the list of a workshop, who was there, and which invited organisations are missing."""

from dataclasses import dataclass
from typing import Any, Self

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Lower

from accounts.choices import OrganisationKind
from workshops.models import Attendance, Invitation, Participant, Workshop

PAGE_SIZE = 50
STATES = {
    "hadir": "Sudah hadir",
    "belum": "Belum hadir",
    "belum-dipastikan": "Belum dipastikan",
    "batal": "Batal",
}
_MAX_WORDS = 5


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; empty means everyone. ``day`` counts from 1."""

    kind: str = ""
    organisation: str = ""
    state: str = ""
    day: int | None = None
    words: str = ""

    @property
    def code(self) -> str:
        """The state as the address has it."""
        return f"{self.state}:{self.day}" if self.day else self.state

    @classmethod
    def read(cls, query: Any) -> Self:
        """From the address; whatever is not known is left out."""
        kind, state = query.get("jenis", ""), query.get("keadaan", "")
        state, _, day = state.partition(":")
        return cls(
            kind=kind if kind in OrganisationKind.values else "",
            organisation=query.get("organisasi", "").replace("\x00", "")[:60],
            state=state if state in STATES else "",
            day=int(day) if day.isdecimal() and len(day) < 4 and state == "hadir" else None,
            words=query.get("q", "").replace("\x00", "").strip()[:100],
        )


def participants_of(workshop: Workshop, wanted: Wanted) -> QuerySet[Participant]:
    """In the order of their names, with organisation and the days they were there."""
    rows = Participant.objects.filter(workshop=workshop, is_cancelled=wanted.state == "batal")
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.organisation:
        rows = rows.filter(organisation__key=wanted.organisation)
    for word in wanted.words.split()[:_MAX_WORDS]:
        rows = rows.filter(_holds(word))
    if wanted.state == "belum-dipastikan":
        rows = rows.filter(is_confirmed=False)
    if wanted.state in ("hadir", "belum"):
        rows = rows.filter(_was_there(wanted.day) if wanted.state == "hadir" else ~_was_there())
    there = Attendance.objects.select_related("session").order_by("session__starts_at", "pk")
    return (
        rows.select_related("organisation")
        .prefetch_related(Prefetch("attendances", there))
        .order_by(Lower("name"), "number")
    )


def counts_of(workshop: Workshop) -> list[dict[str, Any]]:
    """By kind, most people first: ``kind``, ``total`` on the list and ``present`` on any day."""
    rows = (
        Participant.objects.filter(workshop=workshop, is_cancelled=False)
        .values("kind")
        .annotate(total=Count("pk"), present=Count("pk", filter=_was_there()))
        .order_by("-total", "kind")
    )
    labels = dict(OrganisationKind.choices)
    return [row | {"label": labels[row["kind"]]} for row in rows]


def missing_organisations(workshop: Workshop, *, day: int | None = None) -> QuerySet[Invitation]:
    """Invited, and nobody of them was there (on ``day``, or at all); OPD first, then by name.

    With ``registered``, how many of them are on the list.
    """
    people = Participant.objects.filter(
        workshop=workshop, is_cancelled=False, organisation=OuterRef("organisation")
    )
    registered = people.order_by().values("organisation").annotate(n=Count("pk")).values("n")
    return (
        Invitation.objects.filter(~Exists(people.filter(_was_there(day))), workshop=workshop)
        .select_related("organisation")
        .annotate(registered=registered, place=_opd_first())
        .order_by("place", "organisation__kind", Lower("organisation__name"), "pk")
    )


def _opd_first() -> Case:
    return Case(
        When(organisation__kind=OrganisationKind.OPD, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )


def _holds(word: str) -> Q:
    found = Q(name__icontains=word) | Q(organisation_name__icontains=word)
    found |= Q(organisation__name__icontains=word) | Q(organisation__short_name__icontains=word)
    return found | Q(number=int(word)) if word.isdecimal() and len(word) < 7 else found


def _was_there(day: int | None = None) -> Exists:
    there = Attendance.objects.filter(participant=OuterRef("pk"))
    return Exists(there.filter(session__day=day) if day else there)
