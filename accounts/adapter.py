from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest

from accounts.models import User
from accounts.services import free_username


class AccountAdapter(DefaultAccountAdapter):
    """allauth in this house: links name the portal's own address, names are made from mail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "Surel atau kata sandi tidak cocok.",
        "username_password_mismatch": "Surel atau kata sandi tidak cocok.",
        "invalid_login": "Surel atau kata sandi tidak cocok.",
        "too_many_login_attempts": (
            "Terlalu banyak percobaan masuk. Tunggu 15 menit, atau minta admin membuka akun Anda."
        ),
        "email_taken": "Surel ini sudah dipakai. Masuk, atau setel ulang kata sandi Anda.",
    }

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        if not user.username:
            user.username = free_username(user.email)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One counter for each account, whichever name or host is used to sign in."""
        login = str(credentials.get("email") or credentials.get("username") or "").lower()
        match = Q(email__iexact=login) | Q(username__iexact=login)
        known = User.objects.filter(match).values_list("pk", flat=True).first()
        return f"account:{known or login}"

    def forget_failed_logins(self, request: HttpRequest, user: User) -> None:
        """Let the right password work again at once."""
        self._delete_login_attempts_cached_email(request, username=user.username)

    def build_absolute_uri(self, request: HttpRequest, location: str) -> str:
        return settings.PORTAL_ADDRESS + location

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        # The Host header of a request must never choose the address in a mail.
        for name in ("activate_url", "password_reset_url", "signup_url"):
            if name in context:
                path = "/" + str(context[name]).split("://", 1)[-1].partition("/")[2]
                context[name] = settings.PORTAL_ADDRESS + path
        super().send_mail(template_prefix, email, context)
