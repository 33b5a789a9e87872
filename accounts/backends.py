"""Who a session belongs to, read with the organisation that every page names."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class PortalBackend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        """The person with the organisation in one query; a deactivated person is signed out."""
        user = User.objects.select_related("organisation").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
