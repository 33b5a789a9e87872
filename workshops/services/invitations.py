"""Asking organisations to send people to a workshop."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, User
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record
from workshops import emails
from workshops.models import Invitation, Workshop
from workshops.permissions import WorkshopPermissions


@transaction.atomic
def invite(
    workshop: Workshop, *, actor: User, organisations: Iterable[Organisation], seats: int
) -> tuple[int, int]:
    """Invite organisations with so many seats each: (newly invited, people told).

    Who was invited before is told nothing; where the seats differ they are changed. Raises
    ``NotAllowedError``.
    """
    if not WorkshopPermissions.of(actor, workshop).invite:
        raise NotAllowedError("admin")
    # Two admins at once: the second finds what the first wrote.
    workshop = Workshop.objects.select_for_update(no_key=True).get(pk=workshop.pk)
    wanted = {organisation.pk: organisation for organisation in organisations}
    before = set(
        Invitation.objects.filter(workshop=workshop, organisation__in=wanted).values_list(
            "organisation_id", flat=True
        )
    )
    changed = (
        Invitation.objects.filter(workshop=workshop, organisation__in=before)
        .exclude(seats=seats)
        .update(seats=seats)
    )
    new = Invitation.objects.bulk_create(
        Invitation(
            workshop=workshop, organisation_id=pk, seats=seats,
            sent_at=timezone.now(), sent_by=actor,
        )
        for pk in sorted(set(wanted) - before)
    )  # fmt: skip
    told = emails.organisations_invited(workshop, new)
    if new or changed:
        record(
            actor=actor, action="invitation.sent", target=workshop,
            new=len(new), changed=changed, seats=seats,
        )  # fmt: skip
    return len(new), told


@transaction.atomic
def withdraw_invitation(workshop: Workshop, *, actor: User, organisation: Organisation) -> None:
    """Invited by mistake; who has registered stays registered. Twice changes nothing."""
    if not WorkshopPermissions.of(actor, workshop).invite:
        raise NotAllowedError("admin")
    deleted, _ = Invitation.objects.filter(workshop=workshop, organisation=organisation).delete()
    if deleted:
        record(
            actor=actor, action="invitation.withdrawn", target=workshop,
            organisation=organisation.key,
        )  # fmt: skip
