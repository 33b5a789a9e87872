"""Whom to tell about a workshop. Rows are written inside the act's transaction."""

from collections.abc import Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Grant, User
from tobasmart.notifications.models import Outbox
from tobasmart.notifications.services import notify, send_to_address
from workshops import claim_link
from workshops.models import Invitation, Participant, Session, Workshop

# Source: safety.md, RATE-LIMIT: five mails of this kind an hour for one address.
CLAIM_LINKS_PER_HOUR = 5


def organisations_invited(workshop: Workshop, invitations: Sequence[Invitation]) -> int:
    """Everyone of the invited organisations; the number of people told."""
    seats: dict[int, list[int]] = {}
    for invitation in invitations:
        seats.setdefault(invitation.seats, []).append(invitation.organisation_id)
    told = 0
    for count, organisations in sorted(seats.items()):
        people = User.objects.filter(organisation__in=organisations, is_active=True)
        told += notify(
            people.order_by("pk"),
            "workshops/invited",
            {"workshop": workshop, "seats": count},
            kind="workshop",
            path=reverse("workshops:registration", args=[workshop.slug]),
            topic=str(workshop),
        )
    return told


def certificates_issued(workshop: Workshop, people: Sequence[User]) -> None:
    """Who has an account and a new certificate."""
    notify(
        people,
        "workshops/certificate_issued",
        {"workshop": workshop},
        kind="workshop",
        path=reverse("workshops:own_workshops"),
        topic=str(workshop),
    )


def send_claim_link(guest: Participant) -> None:
    """Mail a guest the link to their account; an address gets five of them an hour at most."""
    if not guest.email or guest.is_rehearsal or guest.user_id:
        return
    # Of a keyed hash: the row outlives the address.
    reference = f"claim:{salted_hmac('claim', guest.email.lower()).hexdigest()[:32]}"
    lately = timezone.now() - timedelta(hours=1)
    sent = Outbox.objects.filter(reference=reference, created_at__gt=lately).count()
    if sent >= CLAIM_LINKS_PER_HOUR:
        return
    args = [guest.workshop.slug, claim_link.token_of(guest)]
    send_to_address(
        guest.email,
        "workshops/claim_link",
        {
            "participant": guest,
            "workshop": guest.workshop,
            "path": reverse("workshops:claim_open", args=args),
            "days": claim_link.LINK_AGE.days,
        },
        reference=reference,
    )


def staff_assigned(session: Session, grant: Grant) -> None:
    """Who leads a forum of the session, or stands at its desk."""
    _tell_staff("workshops/staff_assigned", session, grant)


def staff_removed(session: Session, grant: Grant) -> None:
    """Whose task at the session was taken back."""
    _tell_staff("workshops/staff_removed", session, grant)


def _tell_staff(template: str, session: Session, grant: Grant) -> None:
    notify(
        [grant.user],
        template,
        {"session": session, "grant": grant},
        kind="workshop",
        path=reverse("workshops:own_forums"),
        topic=str(session.workshop),
    )
