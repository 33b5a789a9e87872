"""Certificates of attendance: issued for all who were there often enough, and revoked."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record
from workshops import emails
from workshops.certificate import content_of, number_of
from workshops.models import Attendance, Certificate, Participant, Session, Workshop
from workshops.permissions import WorkshopPermissions
from workshops.sealing import sha256_of


def entitled(workshop: Workshop, *, sessions: int) -> QuerySet[Participant]:
    """Who was at no fewer than ``sessions`` sittings; guests only once confirmed."""
    return _often_there(workshop, sessions).filter(is_confirmed=True)


def unconfirmed(workshop: Workshop, *, sessions: int) -> QuerySet[Participant]:
    """There often enough, but the desk has not confirmed them."""
    return _often_there(workshop, sessions).filter(is_confirmed=False)


def _often_there(workshop: Workshop, sessions: int) -> QuerySet[Participant]:
    there = Q(attendances__session__workshop=workshop, attendances__is_rehearsal=False)
    return (
        Participant.objects.filter(workshop=workshop, is_cancelled=False, is_rehearsal=False)
        .annotate(times=Count("attendances", filter=there, distinct=True))
        .filter(times__gte=max(1, sessions))
        .order_by("number")
    )


def waiting(workshop: Workshop, *, sessions: int) -> QuerySet[Participant]:
    """Entitled and without a certificate in force."""
    own = Certificate.objects.filter(workshop=workshop, revoked_at=None)
    return entitled(workshop, sessions=sessions).exclude(pk__in=own.values("participant"))


@transaction.atomic
def issue_certificates(workshop: Workshop, *, actor: User, sessions: int) -> list[Certificate]:
    """Certificates for all who are entitled and have none; pressed twice, the second makes none.

    Raises ``NotAllowedError``: "issue", or "early" before the first session is over.
    """
    if not WorkshopPermissions.of(actor, workshop).issue_certificates:
        raise NotAllowedError("issue")
    workshop = (
        Workshop.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme")
        .get(pk=workshop.pk)
    )
    if not may_be_issued(workshop):
        raise NotAllowedError("early")
    people = list(waiting(workshop, sessions=sessions).select_related("organisation", "user"))
    times = _attended(workshop, people)
    before = _times_issued(workshop)
    rows = []
    for person in people:
        number = number_of(workshop, person, again=before.get(person.pk, 0))
        content = content_of(workshop, person, number=number, sessions=times[person.pk])
        rows.append(
            Certificate(
                workshop=workshop, participant=person, number=number, content=content,
                sha256=sha256_of(content),
            )
        )  # fmt: skip
    Certificate.objects.bulk_create(rows, batch_size=500)
    if rows:
        record(
            actor=actor, action="certificate.issued", target=workshop,
            counts=len(rows), sessions=sessions,
        )  # fmt: skip
        emails.certificates_issued(workshop, [person.user for person in people if person.user])
    return rows


@transaction.atomic
def revoke_certificate(certificate: Certificate, *, actor: User, reason: str) -> Certificate:
    """It holds no longer; its page says so. Twice changes nothing. Raises ``NotAllowedError``."""
    rows = Certificate.objects.select_for_update(of=("self",), no_key=True).select_related(
        "workshop"
    )
    certificate = rows.get(pk=certificate.pk)
    if not WorkshopPermissions.of(actor, certificate.workshop).issue_certificates:
        raise NotAllowedError("issue")
    if certificate.revoked_at is None:
        certificate.revoked_at, certificate.revoked_reason = timezone.now(), reason
        certificate.save(update_fields=["revoked_at", "revoked_reason"])
        record(actor=actor, action="certificate.revoked", target=certificate, reason=reason)
    return certificate


def may_be_issued(workshop: Workshop) -> bool:
    """Once the first session is over."""
    return workshop.sessions.filter(ends_at__lte=timezone.now()).exists()


def _attended(workshop: Workshop, people: Iterable[Participant]) -> dict[int, list[Session]]:
    """Participant to the sessions they were at, in order of time."""
    rows = Attendance.objects.filter(
        session__workshop=workshop, participant__in=people, is_rehearsal=False
    )
    found: dict[int, list[Session]] = {}
    for row in rows.select_related("session").order_by("session__starts_at", "pk"):
        found.setdefault(row.participant_id, []).append(row.session)
    return found


def _times_issued(workshop: Workshop) -> dict[int, int]:
    """Participant to how many certificates they had, revoked ones."""
    rows = Certificate.objects.filter(workshop=workshop).values_list("participant")
    return dict(rows.annotate(n=Count("pk")).order_by())
