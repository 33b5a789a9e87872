"""A person asks that their own account be removed. Carrying it out is the portal's (removal.py)."""

from django.db import transaction

from accounts import emails
from accounts.models import RemovalRequest, User
from tobasmart.audit.services import record


@transaction.atomic
def ask_for_removal(person: User, *, reason: str = "") -> RemovalRequest:
    """Put the request before the admins. Asked twice, the first stands, and so does its clock."""
    request, is_new = RemovalRequest.objects.get_or_create(
        person=person, defaults={"reason": reason}
    )
    if is_new:
        record(actor=person, action="user.removal_asked", target=person, label=person.username)
        emails.removal_asked()
    return request


@transaction.atomic
def take_back_removal_request(person: User) -> None:
    """The person wants to keep the account after all."""
    gone, _ = RemovalRequest.objects.filter(person=person).delete()
    if gone:
        record(actor=person, action="user.removal_taken_back", target=person, label=person.username)
