"""Who a session belongs to, read in one query with what every page shows of them."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from accounts.models import User
from tobasmart.notifications.models import Notice

# Unread notices above nine are not counted: the navigation says "9+".
UNREAD_COUNTED = 10


class PortalBackend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        """The person with organisation and ``unread_notices``; None once they are deactivated."""
        unread = Notice.objects.shown_to(OuterRef("pk")).unread().values("pk")[:UNREAD_COUNTED]
        people = User.objects.select_related("organisation")
        try:  # not first(): that would sort, on every page of everybody
            user = people.annotate(unread_notices=ArraySubquery(unread)).get(pk=user_id)
        except User.DoesNotExist:
            return None
        return user if self.user_can_authenticate(user) else None
