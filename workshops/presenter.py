"""The projector's address: whoever has it sees one forum's public board, without an account.

The beamer's computer in the hall belongs to nobody, so the facilitator's page hands out an address
with a signed token. It opens the public board of that forum and nothing else.
"""

from django.core import signing
from django.utils import timezone

from workshops.models import Forum

_signer = signing.Signer(salt="workshops.presenter")


def presenter_token(forum: Forum) -> str:
    """Letters, digits, ``-`` and ``_`` only; the same for each call, so pages may be cached."""
    return _signer.signature(forum.code.upper())


def opens(token: str, forum: Forum) -> bool:
    """Whether ``token`` is this forum's and the session's rights have not ended (12 h after it)."""
    if not token or timezone.now() >= forum.session.rights_until:
        return False
    try:
        _signer.unsign(f"{forum.code.upper()}{_signer.sep}{token}")
    except signing.BadSignature:
        return False
    return True
