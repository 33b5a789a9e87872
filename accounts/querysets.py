from typing import TYPE_CHECKING, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.choices import OrganisationKind, Role, Scope

if TYPE_CHECKING:
    from accounts.models import User


class OrganisationQuerySet(models.QuerySet):
    def agencies(self) -> Self:
        """Perangkat daerah in use today, by name."""
        return self.filter(kind=OrganisationKind.OPD, is_active=True).by_name()

    def by_name(self) -> Self:
        return self.order_by(Lower("name"), "pk")


class GrantQuerySet(models.QuerySet):
    def active(self) -> Self:
        """Grants in force at this moment."""
        now = timezone.now()
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=now)
        return self.filter(begun, Q(valid_until__isnull=True) | Q(valid_until__gt=now))


class UserQuerySet(models.QuerySet):
    def with_role(self, role: Role, *, dimension_id: int | None = None) -> Self:
        """Active people who hold ``role`` now; with ``dimension_id``, where it covers that one."""
        now = timezone.now()
        held = (
            Q(grants__role=role)
            & (Q(grants__valid_from__isnull=True) | Q(grants__valid_from__lte=now))
            & (Q(grants__valid_until__isnull=True) | Q(grants__valid_until__gt=now))
        )
        if dimension_id is not None:
            held &= Q(grants__scope=Scope.EVERYTHING) | Q(grants__dimension_id=dimension_id)
        return self.filter(held, is_active=True).distinct()

    def pending(self) -> Self:
        """People who asked to join an agency and wait for an admin."""
        return self.filter(requested_organisation__isnull=False, is_active=True)

    def for_list(self) -> Self:
        return (
            self.select_related("organisation", "requested_organisation")
            .prefetch_related("grants")
            .order_by(Lower("display_name"), "pk")
        )


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(
        self, username: str, email: str, password: str | None = None, **fields: object
    ) -> "User":
        """A person with an account and no rights; without ``password`` they set one by mail."""
        user = self.model(username=username, email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(username__iexact=username)
