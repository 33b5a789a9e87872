"""Whom the desk of a session may meet, and who of them is here."""

from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower

from accounts.choices import OrganisationKind
from accounts.models import User
from tobasmart.ui.formats import time_id
from workshops.models import Attendance, Participant, Session

PAGE_SIZE = 40
MOST_WORDS = 5


def people_at(session: Session) -> QuerySet[Participant]:
    """With ``present_at``, ``present_method`` and ``present_by`` (the primary key of who
    recorded it) where they are here; by name."""
    here = Attendance.objects.filter(session=session, participant=OuterRef("pk"))
    return (
        Participant.objects.expected_at(session)
        .select_related("organisation")
        .annotate(
            present_at=Subquery(here.values("at")[:1]),
            present_method=Subquery(here.values("method")[:1]),
            present_by=Subquery(here.values("recorded_by")[:1]),
        )
        .order_by(Lower("name"), "pk")
    )


def found_among(people: QuerySet[Participant], text: str) -> QuerySet[Participant]:
    """Whoever has every word in name, organisation or mail, or as number or card code."""
    for word in text.replace("\x00", "")[:100].split()[:MOST_WORDS]:
        hit = (
            Q(name__icontains=word)
            | Q(organisation__name__icontains=word)
            | Q(organisation__short_name__icontains=word)
            | Q(organisation_name__icontains=word)
            | Q(email__icontains=word)
            | Q(user__email__icontains=word)
            | Q(card_code__iexact=word)
        )
        if word.isascii() and word.isdecimal() and len(word) < 10:
            hit |= Q(number=int(word))
        people = people.filter(hit)
    return people


def counts_by_kind(session: Session) -> list[tuple[str, int]]:
    """How many of each kind are here, as (words, number), in the order of the kinds."""
    rows = session.attendances.values(kind=F("participant__kind")).annotate(number=Count("pk"))
    numbers = {row["kind"]: row["number"] for row in rows.order_by()}
    return [
        (str(kind.label), numbers[kind.value])
        for kind in OrganisationKind
        if numbers.get(kind.value)
    ]


def list_for_device(session: Session, actor: User) -> list[list[Any]]:
    """Rows for a desk without network: number, name, organisation, card code, time, marks.

    Marks: m recorded by this person, g a guest nobody has confirmed, b cancelled. No mail, no
    phone number: the list lies on a device.
    """
    people: Any = people_at(session)  # mypy does not know what it is annotated with
    values = people.values_list(
        "number", "name", "organisation__short_name", "organisation__name", "organisation_name",
        "card_code", "present_at", "present_by", "is_confirmed", "is_cancelled",
    )  # fmt: skip
    return [
        [
            number,
            name,
            short or long or typed,
            code,
            time_id(at) if at else "",
            f"{'m' if at and by == actor.pk else ''}{'' if is_confirmed else 'g'}"
            f"{'b' if is_cancelled else ''}",
        ]
        for number, name, short, long, typed, code, at, by, is_confirmed, is_cancelled in values
    ]
