"""Days a reviewer is away, and who takes their turn."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts import emails
from accounts.choices import Role
from accounts.models import Absence, User
from tobasmart.audit.services import record


class AbsenceError(Exception):
    """The days or the replacement cannot be; the text says why, for the person."""


@transaction.atomic
def add_absence(
    person: User, *, actor: User, starts_on: date, ends_on: date, replacement: User | None
) -> Absence:
    """Write down days away. Both dates belong to them. Sent twice it is stored once."""
    # One after the other, so that two windows cannot store days that overlap.
    User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    known = person.absences.filter(
        starts_on=starts_on, ends_on=ends_on, replacement=replacement
    ).first()
    if known:
        return known
    _check(person, starts_on, ends_on, replacement)
    absence = Absence.objects.create(
        person=person, starts_on=starts_on, ends_on=ends_on, replacement=replacement
    )
    record(
        actor=actor, action="absence.added", target=person, label=person.username, **_days(absence)
    )
    if replacement:
        emails.replacement_named(absence)
    return absence


@transaction.atomic
def remove_absence(absence: Absence, *, actor: User) -> None:
    """Take days away back; the replacement hears of it."""
    person = absence.person
    record(
        actor=actor,
        action="absence.removed",
        target=person,
        label=person.username,
        **_days(absence),
    )
    if absence.replacement and absence.ends_on >= timezone.localdate():
        emails.replacement_not_needed(absence)
    absence.delete()


def replacement_for(user: User, day: date) -> User | None:
    """Who takes the turn of ``user`` on ``day``: ``user`` when present, None when nobody does."""
    return replacements_on(day).get(user.pk, user)


def replacements_on(day: date) -> dict[int, User | None]:
    """For everyone away on ``day`` (primary key) who takes their turn then, in one query.

    A replacement who is away too, inactive or no longer a reviewer is passed over for the next.
    """
    away = {
        row.person_id: row.replacement
        for row in Absence.objects.on(day).select_related("replacement").order_by("pk")
    }
    reviewers = set(User.objects.with_role(Role.REVIEWER).values_list("pk", flat=True))
    return {person: _present(person, away, reviewers) for person in away}


def _present(person: int, away: dict[int, User | None], reviewers: set[int]) -> User | None:
    seen, found = {person}, away[person]
    while found is not None and found.pk in away and found.pk not in seen:
        seen.add(found.pk)
        found = away[found.pk]
    usable = found is not None and found.pk not in away and found.pk in reviewers
    return found if usable else None


def _check(person: User, starts_on: date, ends_on: date, replacement: User | None) -> None:
    if ends_on < starts_on:
        raise AbsenceError("Hari terakhir harus sama dengan atau sesudah hari pertama")
    if ends_on < timezone.localdate():
        raise AbsenceError("Hari-hari ini sudah lewat. Pilih hari yang akan datang")
    if person.absences.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise AbsenceError("Sebagian hari ini sudah tercatat. Hapus catatan itu dahulu")
    if replacement is None:
        return
    if replacement.pk == person.pk:
        raise AbsenceError("Pilih orang lain sebagai pengganti")
    if not replacement.is_active or not replacement.has_role(Role.REVIEWER):
        raise AbsenceError("Pengganti harus seorang peninjau yang aktif")
    if replacement.absences.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise AbsenceError("Pengganti juga tidak ada pada sebagian hari ini. Pilih orang lain")


def _days(absence: Absence) -> dict[str, str | int | None]:
    return {
        "starts_on": absence.starts_on.isoformat(),
        "ends_on": absence.ends_on.isoformat(),
        "replacement": absence.replacement_id,
    }
