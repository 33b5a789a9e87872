"""Who has to confirm with an authenticator before they may act (docs/security.md)."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from accounts.choices import Role
from accounts.models import User


def is_missing_for(user: User | AnonymousUser) -> bool:
    """Whether a reviewer or admin has not set up TOTP; the demo's setting exempts its accounts."""
    if not settings.REQUIRE_SECOND_FACTOR or not user.is_authenticated:
        return False
    if not any(user.has_role(role) for role in (Role.REVIEWER, Role.ADMIN)):
        return False
    return not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
