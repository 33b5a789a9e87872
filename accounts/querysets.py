from datetime import date
from typing import TYPE_CHECKING, Self

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.choices import OrganisationKind, Role, Scope

if TYPE_CHECKING:
    from accounts.models import User


# Groups on the list of people: the code in its address and the queryset method that finds them.
PEOPLE_GROUPS = {
    "menunggu": "pending",
    "undangan": "invited",
    "tanpa-kode": "without_second_factor",
    "minta-hapus": "asked_for_removal",
    "nonaktif": "closed",
}


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


class AbsenceQuerySet(models.QuerySet):
    def on(self, day: date) -> Self:
        """Absences that include ``day``."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def upcoming(self) -> Self:
        """Running and coming ones, the nearest first."""
        return self.filter(ends_on__gte=timezone.localdate()).order_by("starts_on", "pk")


class UserQuerySet(models.QuerySet):
    def absent_on(self, day: date) -> Self:
        """People who said that they are away on ``day``."""
        away = {"absences__starts_on__lte": day, "absences__ends_on__gte": day}
        return self.filter(**away).distinct()

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

    def invited(self) -> Self:
        """People with an account made for them who have never signed in."""
        return self.filter(
            is_active=True, last_login=None, password__startswith=UNUSABLE_PASSWORD_PREFIX
        )

    def without_second_factor(self) -> Self:
        """Reviewers and admins who have not set up the code they need."""
        privileged = self.with_role(Role.REVIEWER) | self.with_role(Role.ADMIN)
        return privileged.exclude(authenticator__type="totp")

    def closed(self) -> Self:
        return self.filter(is_active=False)

    def in_group(self, code: str) -> Self:
        """One of ``PEOPLE_GROUPS``; any other code means everyone."""
        name = PEOPLE_GROUPS.get(code)
        return getattr(self, name)() if name else self

    def group_counts(self) -> dict[str, int]:
        """How many people are in each of ``PEOPLE_GROUPS``."""
        return {code: self.in_group(code).count() for code in PEOPLE_GROUPS}

    def asked_for_removal(self) -> Self:
        """Whose account is to be removed, the longest waiting first."""
        return self.filter(removal_request__isnull=False).order_by("removal_request__made_at")

    def for_list(self) -> Self:
        """With everything a row of the list shows, by name."""
        careless = type(self)(self.model).without_second_factor().filter(pk=OuterRef("pk"))
        return (
            self.select_related("organisation", "requested_organisation", "removal_request")
            .prefetch_related("grants")
            .annotate(lacks_second_factor=Exists(careless))
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
