"""Number, place and signers of a berita acara; an addendum."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q

from accounts.choices import Role, Scope
from accounts.models import Grant, User
from tobasmart.ui.fields import PlainTextField
from workshops.choices import SignerRole
from workshops.models import Forum, Participant, Record, Signer
from workshops.services.records import ADDENDUM_ROLES, RECORD_ROLES, SignerText

TYPED = "Tidak ada dalam daftar, ditulis sendiri"
UNKNOWN = "Orang ini tidak ada dalam daftar; pilih lagi"
_COLUMNS = {"organisation": "organisation_name"}
TWICE = "Satu orang menandatangani untuk satu peran; pilih orang lain"


def _text(label: str, limit: int, *, required: str = "", **more: Any) -> PlainTextField:
    field = PlainTextField(
        label=label,
        max_length=limit,
        too_long=f"{label} paling banyak {{limit}} karakter, sekarang {{length}}",
        required=bool(required),
        error_messages={"required": required},
        **more,
    )
    if "lines" not in more:
        del field.widget.attrs["data-max"]
    if not required:
        field.widget.attrs["data-optional-said"] = "1"
    return field


@dataclass(frozen=True)
class Person:
    """Someone who may be picked as a signer; ``code`` is the value of the choice."""

    code: str
    name: str
    job_title: str
    organisation: str
    participant_id: int | None = None
    user_id: int | None = None


def people_of(forum: Forum) -> tuple[list[Person], list[Person]]:
    """Facilitators of the forum, then everyone who sits in it, by number."""
    now = Q(scope=Scope.SESSION, session_key=forum.session.key)
    now &= Q(dimension=None) | Q(dimension=forum.dimension_id)
    grants = Grant.objects.filter(now | Q(scope=Scope.EVERYTHING), role=Role.FACILITATOR)
    users = User.objects.filter(grants__in=grants, is_active=True).select_related("organisation")
    leaders = [
        Person(f"u{user.pk}", user.display_name, "Fasilitator", _organisation(user), None, user.pk)
        for user in users.distinct().order_by("display_name", "pk")
    ]
    seated = Participant.objects.filter(seats__forum=forum).select_related("organisation")
    return leaders, [_person(row) for row in seated.by_number()]


def _person(row: Participant) -> Person:
    organisation = row.organisation.name if row.organisation else row.organisation_name
    return Person(f"p{row.number}", row.name, row.job_title, organisation, row.pk, row.user_id)


def _organisation(user: User) -> str:
    return user.organisation.name if user.organisation else ""


class SignersForm(forms.Form):
    """For each role a person of the forum, or a typed name; typed words win over the list's."""

    roles: Sequence[SignerRole] = RECORD_ROLES
    number = _text("Nomor", 60, required="Tulis nomor berita acara")
    place = _text("Tempat", 160, required="Tulis tempat berita acara dibuat")

    def __init__(
        self, *args: Any, forum: Forum, record: Record | None, actor: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.forum, self.record = forum, record
        leaders, seated = people_of(forum)
        self.people = {person.code: person for person in (*leaders, *seated)}
        held = {signer.role: signer for signer in record.signers.all()} if record else {}
        for role in self.roles:
            self._add_role(role, held.get(role), leaders, seated)

    def _add_role(
        self,
        role: SignerRole,
        held: Signer | None,
        leaders: Sequence[Person],
        seated: Sequence[Person],
    ) -> None:
        self.fields[f"{role}-person"] = forms.ChoiceField(
            label="Dari daftar",
            choices=[("", TYPED), *_groups(role, leaders, seated)],
            required=False,
            initial=self._code_of(held) if held else self._likely(role),
            widget=forms.Select(attrs={"data-optional-said": "1"}),
            error_messages={"invalid_choice": UNKNOWN},
        )
        for name, label, limit in (
            ("name", "Nama", 80), ("job_title", "Jabatan", 120), ("organisation", "Lembaga", 160),
        ):  # fmt: skip
            field = _text(label, limit)
            field.initial = self._typed(held, name)
            self.fields[f"{role}-{name}"] = field

    def _likely(self, role: SignerRole) -> str:
        """Who prepares the record mostly is the facilitator who signs it."""
        code = f"u{self.actor.pk}"
        return code if role == SignerRole.FACILITATOR and code in self.people else ""

    def _typed(self, held: Signer | None, name: str) -> str:
        """What was written by hand; words of the list are not repeated, so another person of the
        list brings their own."""
        if held is None:
            return ""
        value = str(getattr(held, _COLUMNS.get(name, name)))
        listed = self.people.get(self._code_of(held))
        return "" if listed and value == getattr(listed, name) else value

    def _code_of(self, held: Signer | None) -> str:
        """The listed person a stored signer is; an account may have left the list meanwhile."""
        if held is None:
            return ""
        for person in self.people.values():
            if held.participant_id and person.participant_id == held.participant_id:
                return person.code
            if held.user_id and not held.participant_id and person.user_id == held.user_id:
                return person.code
        return ""

    def groups(self) -> list[dict[str, Any]]:
        """Each role with its fields, for the page; ``is_open`` where something is typed by hand."""
        found = []
        for role in self.roles:
            typed = [self[f"{role}-{name}"] for name in ("name", "job_title", "organisation")]
            person = self[f"{role}-person"]
            is_open = any(field.value() or field.errors for field in typed)
            found.append({"role": role, "person": person, "typed": typed, "is_open": is_open})
        return found

    def clean_number(self) -> str:
        number = " ".join(self.cleaned_data["number"].split())
        taken = Record.objects.filter(number=number)
        if self.record:
            taken = taken.exclude(pk=self.record.pk)
        if taken.exists():
            raise forms.ValidationError("Nomor ini sudah dipakai berita acara lain")
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        seen: set[Any] = set()
        for role in self.roles:
            person = self.people.get(data.get(f"{role}-person", ""))
            if person is None and not data.get(f"{role}-name"):
                self.add_error(f"{role}-name", f"{role.label}: pilih orang atau tulis namanya")
            marks = _marks(person)
            if marks & seen:
                self.add_error(f"{role}-person", TWICE)
            seen |= marks
        return data

    def signers(self) -> list[SignerText]:
        return [self._signer(role) for role in self.roles]

    def _signer(self, role: SignerRole) -> SignerText:
        data = self.cleaned_data
        person = self.people.get(data[f"{role}-person"]) or Person("", "", "", "")
        return SignerText(
            role=role.value,
            name=data[f"{role}-name"] or person.name[:80],
            job_title=data[f"{role}-job_title"] or person.job_title[:120],
            organisation_name=data[f"{role}-organisation"] or person.organisation[:160],
            participant_id=person.participant_id,
            user_id=person.user_id,
        )


class AddendumForm(SignersForm):
    """What is added to a sealed record and why; facilitator and minutes taker sign it."""

    roles = ADDENDUM_ROLES
    reason = _text(
        "Alasan", 300, required="Tulis mengapa adendum ini perlu", help_text="Satu kalimat."
    )
    text = _text("Isi adendum", 10_000, required="Tulis isi adendum", lines=8)
    field_order = ["number", "place", "reason", "text"]


def _marks(person: Person | None) -> set[Any]:
    """By what the same human is known again, as account and as participant."""
    if person is None:
        return set()
    found = {("user", person.user_id), ("participant", person.participant_id)}
    return {mark for mark in found if mark[1]}


def _groups(
    role: SignerRole, leaders: Sequence[Person], seated: Iterable[Person]
) -> list[tuple[str, list[tuple[str, str]]]]:
    groups = [("Peserta forum", seated)]
    if role in ADDENDUM_ROLES:
        groups.insert(0, ("Fasilitator", leaders))
    return [(label, [(p.code, _said(p)) for p in people]) for label, people in groups]


def _said(person: Person) -> str:
    number = f"{int(person.code[1:]):03d} " if person.code.startswith("p") else ""
    return f"{number}{person.name}" + (f", {person.organisation}" if person.organisation else "")
