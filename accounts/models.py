from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property

from accounts.choices import ImportKind, OrganisationKind, Role, Scope
from accounts.querysets import AbsenceQuerySet, GrantQuerySet, OrganisationQuerySet, UserManager

# Source: UU 27/2022 on personal data, 3 x 24 hours.
REMOVAL_TERM = timedelta(hours=72)
# A reserved domain (RFC 2606): no mail ever leaves for it.
REMOVED_DOMAIN = "@dihapus.invalid"


class Organisation(models.Model):
    """An agency, a business or a group in whose name people hand in ideas."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField("nama", max_length=160)
    short_name = models.CharField("singkatan", max_length=60, blank=True)
    kind = models.CharField("jenis", max_length=12, choices=OrganisationKind)
    agency_type = models.CharField("bentuk", max_length=30, blank=True)
    district = models.ForeignKey(
        "dimensions.District", models.PROTECT, null=True, blank=True, verbose_name="kecamatan"
    )
    suggested_dimension = models.ForeignKey(
        "dimensions.Dimension",
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name="dimensi usulan",
    )
    valid_from = models.DateField("berlaku sejak", null=True, blank=True)
    valid_until = models.DateField("berlaku sampai", null=True, blank=True)
    is_active = models.BooleanField("dipakai", default=True)
    is_sample = models.BooleanField("contoh", default=False)
    source = models.CharField("sumber", max_length=300, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(Lower("name"), name="organisation_by_name")]

    def __str__(self) -> str:
        return self.name


class OrganisationAlias(models.Model):
    """Another or a former name, so that old papers and imports still find the organisation."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="aliases")
    name = models.CharField("nama lain", max_length=160)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("name"), "organisation", name="alias_once_per_organisation"
            )
        ]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A person with an account. What they may do comes only from ``Grant`` rows in force now."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    groups = None  # type: ignore[assignment]
    user_permissions = None  # type: ignore[assignment]
    email = models.EmailField("surel")
    display_name = models.CharField("nama tampilan", max_length=80)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="people"
    )
    requested_organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_sample = models.BooleanField(default=False)

    REQUIRED_FIELDS = ["email", "display_name"]
    objects = UserManager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="username_once"),
            models.UniqueConstraint(Lower("email"), name="email_once"),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    @cached_property
    def grants_now(self) -> list["Grant"]:
        """Grants in force, read once for each request: rights begin and end at once."""
        return list(self.grants.active()) if self.is_active else []

    def has_role(self, role: Role) -> bool:
        """Whether the role is held in any scope."""
        return any(grant.role == role for grant in self.grants_now)

    def has_role_for(self, role: Role, *, dimension_id: int | None) -> bool:
        """Whether the role is held for everything or for this dimension."""
        return any(
            grant.role == role
            and (
                grant.scope == Scope.EVERYTHING
                or (grant.scope == Scope.DIMENSION and grant.dimension_id == dimension_id)
            )
            for grant in self.grants_now
        )

    def dimensions_of(self, role: Role) -> set[int] | None:
        """Primary keys of the dimensions the role covers; None when it covers everything."""
        held = [grant for grant in self.grants_now if grant.role == role]
        if any(grant.scope == Scope.EVERYTHING for grant in held):
            return None
        return {grant.dimension_id for grant in held if grant.dimension_id}

    @property
    def is_admin(self) -> bool:
        return self.has_role_for(Role.ADMIN, dimension_id=None)

    # Django's admin site asks these; the answer is the admin grant, nothing stored.
    is_staff = is_superuser = property(lambda self: self.is_admin)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and self.is_admin

    def has_perms(self, perm_list: Iterable[str], obj: object = None) -> bool:
        return self.is_active and self.is_admin

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_admin

    @property
    def is_removed(self) -> bool:
        """Whether the account was removed on request; what is left names nobody."""
        return self.email.endswith(REMOVED_DOMAIN)

    @property
    def audit_roles(self) -> str:
        return ",".join(sorted({grant.role for grant in self.grants_now}))

    @property
    def audit_organisation(self) -> str:
        return self.organisation.key if self.organisation else ""


class Grant(models.Model):
    """A role, where it holds and for how long. Sessions of a workshop write their facilitators'."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="grants")
    role = models.CharField("peran", max_length=12, choices=Role)
    scope = models.CharField("cakupan", max_length=12, choices=Scope, default=Scope.EVERYTHING)
    dimension = models.ForeignKey(
        "dimensions.Dimension", models.PROTECT, null=True, blank=True, verbose_name="dimensi"
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+"
    )
    session_key = models.CharField(max_length=60, blank=True)
    valid_from = models.DateTimeField("berlaku sejak", null=True, blank=True)
    valid_until = models.DateTimeField("berlaku sampai", null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    granted_at = models.DateTimeField(auto_now_add=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="grant_scope_has_its_object",
                condition=Q(
                    scope=Scope.EVERYTHING, dimension=None, organisation=None, session_key=""
                )
                | Q(scope=Scope.DIMENSION, dimension__isnull=False, organisation=None)
                | Q(scope=Scope.ORGANISATION, organisation__isnull=False, dimension=None)
                | (Q(scope=Scope.SESSION, organisation=None) & ~Q(session_key="")),
            ),
        ]
        indexes = [models.Index(fields=["user", "role"], name="grant_by_user_and_role")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} ({self.get_scope_display()})"


class Consent(models.Model):
    """That a person agreed to one text for one purpose (UU 27/2022, pasal 22 and 24)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    text_version = models.CharField(max_length=20)
    source = models.CharField(max_length=40)
    given_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.text_version}"


class Absence(models.Model):
    """Days a reviewer is away, and who takes their turn meanwhile."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences")
    replacement = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("sampai")

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="absence_days_in_order", condition=Q(starts_on__lte=F("ends_on"))
            ),
            models.CheckConstraint(
                name="absence_not_replaced_by_oneself", condition=~Q(person=F("replacement"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.starts_on} – {self.ends_on}"


class RemovalRequest(models.Model):
    """A person asks that their account be removed; answered within 3 x 24 hours (UU 27/2022)."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="removal_request"
    )
    reason = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.person}: {self.made_at}"

    @property
    def due_at(self) -> datetime:
        """By when it has to be answered."""
        return self.made_at + REMOVAL_TERM


class ImportRun(models.Model):
    """One uploaded table of people or organisations: first a dry run, then carried out."""

    kind = models.CharField(max_length=16, choices=ImportKind)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=120)
    # One object for each row: number, fate, values as read, problems. Once carried out the values
    # are dropped and the primary key of the row's person or organisation is kept instead.
    rows = models.JSONField(default=list)
    ignored_columns = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind}: {self.file_name}"
