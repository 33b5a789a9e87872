"""The link by which a guest's entry comes to an account: signed, for seven days, used once."""

from datetime import timedelta

from django.core import signing

from workshops.models import Participant, Workshop

LINK_AGE = timedelta(days=7)
_SALT = "workshops.claim"


def token_of(guest: Participant) -> str:
    """Holds until the guest's key changes, which a claim does."""
    return signing.dumps([guest.pk, guest.guest_key], salt=_SALT)


def guest_of(token: str, workshop: Workshop) -> Participant | None:
    """The guest behind a link; None when it is too old, was used or is not ours."""
    try:
        pk, key = signing.loads(token, salt=_SALT, max_age=LINK_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    guests = Participant.objects.filter(workshop=workshop, user=None, is_cancelled=False)
    return guests.filter(pk=pk, guest_key=key).select_related("organisation", "session").first()
