"""Two entries of one person become one: a guest's is claimed by an account, or the desk says so."""

from django.db import transaction

from accounts.models import User
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record
from workshops import emails
from workshops.models import Participant, Workshop
from workshops.models.people import new_guest_key
from workshops.permissions import WorkshopPermissions
from workshops.services.credits import hand_over_claimed
from workshops.services.joining import join


def ask_for_link(workshop: Workshop, *, email: str) -> None:
    """Mail the link to every guest entry with this address; no answer tells if there is one.

    Not audited: whoever asks is nobody we know, and nothing of ours changes.
    """
    guests = Participant.objects.filter(
        workshop=workshop, user=None, is_cancelled=False, is_rehearsal=False, email__iexact=email
    )
    for guest in guests.select_related("workshop").order_by("-pk")[: emails.CLAIM_LINKS_PER_HOUR]:
        emails.send_claim_link(guest)


@transaction.atomic
def claim(guest: Participant, *, actor: User, key: str) -> Participant:
    """The guest's entry comes to the account; its own entry of the workshop takes up the guest's.

    ``key`` is the guest's key as the mailed link has it: a link is used once. The answer is the
    entry that stays. Raises ``NotAllowedError``: "used", or "sealed" when both stand in records.
    """
    rows = Participant.objects.select_for_update(of=("self",), no_key=True).select_related(
        "workshop"
    )
    pair = rows.filter(pk=guest.pk) | rows.filter(workshop=guest.workshop_id, user=actor)
    found = {row.pk: row for row in pair.order_by("pk")}
    mine = found.pop(guest.pk, None)
    if mine is None or mine.user_id or mine.is_rehearsal or mine.guest_key != key:
        raise NotAllowedError("used")
    own = next(iter(found.values()), None)
    if own is None:
        mine.user, mine.guest_key = actor, new_guest_key()
        mine.save(update_fields=["user", "guest_key"])
        record(actor=actor, action="participant.claimed", target=mine)
        hand_over_claimed(mine)
        return mine
    stays, moved = join(mine, into=own)
    record(
        actor=actor, action="participant.claimed", target=stays, counts=moved, number=mine.number
    )
    hand_over_claimed(stays)
    return stays


@transaction.atomic
def merge_participants(guest: Participant, *, into: Participant, actor: User) -> Participant:
    """The desk finds that a guest is somebody on the list already. The entry that stays.

    Raises ``NotAllowedError``: "desk", "pair" for entries that cannot be one, "sealed".
    """
    rows = Participant.objects.select_for_update(of=("self",), no_key=True).select_related(
        "workshop"
    )
    pair = {row.pk: row for row in rows.filter(pk__in=[guest.pk, into.pk]).order_by("pk")}
    if len(pair) < 2:
        raise NotAllowedError("pair")
    guest, into = pair[guest.pk], pair[into.pk]
    if not WorkshopPermissions.of(actor, guest.workshop).see_people:
        raise NotAllowedError("desk")
    if guest.user_id or guest.workshop_id != into.workshop_id:
        raise NotAllowedError("pair")
    number = guest.number
    stays, moved = join(guest, into=into)
    record(actor=actor, action="participant.merged", target=stays, counts=moved, number=number)
    hand_over_claimed(stays, actor=actor)
    return stays
