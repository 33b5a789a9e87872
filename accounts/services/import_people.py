"""People from a table: accounts without a password, and names and organisations of known ones."""

from collections import Counter

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Lower

from accounts import emails
from accounts.choices import Role
from accounts.models import Grant, Organisation, OrganisationAlias, User
from accounts.services.import_rows import CHANGED, NEW, SAME, Column, Row, begin, refuse, settle
from accounts.services.people import free_username
from tobasmart.audit.services import record_many

COLUMNS = [
    Column("email", "Surel", ("e-mail", "alamat surel", "surat elektronik"), is_required=True),
    Column("name", "Nama", ("nama tampilan", "nama lengkap", "display_name"), is_required=True),
    Column("organisation", "Organisasi", ("opd", "instansi", "perangkat daerah", "unit kerja")),
]
EMAIL, NAME, ORGANISATION = (column.heading for column in COLUMNS)
MAX_NAME = 80
_BATCH = 1_000


def check(rows: list[Row]) -> None:
    """Write each row's fate into it. A fixed number of queries, whatever the number of rows."""
    for row in rows:
        begin(row)
        row["values"] = {
            key: row["values"].get(key, "") for key in ("email", "name", "organisation")
        }
        row["values"]["email"] = row["values"]["email"].lower()
    addresses = [row["values"]["email"] for row in rows]
    people, taken = _people(addresses), _other_addresses(addresses)
    organisations = _organisations()
    first_rows: dict[str, int] = {}
    for row in rows:
        email = row["values"]["email"]
        person = people.get(email)
        _check_email(row, first_rows, taken=email in taken and person is None)
        _check_organisation(row, organisations)
        if person is None:
            _check_new_name(row)
        else:
            _compare(row, person, organisations)
        settle(row, exists=person is not None)


def apply(rows: list[Row], *, actor: User) -> None:
    """Carry out checked rows, and write into each whom it concerned. Admins are never touched."""
    organisations = _organisations()
    people = _people([row["values"]["email"] for row in rows])
    _create([row for row in rows if row["fate"] == NEW], organisations, actor=actor)
    changed = []
    for row in rows:
        person = people.get(row["values"]["email"])
        if row["fate"] == CHANGED and person:
            changed.append(_change(row, person, organisations))
        if row["fate"] in (CHANGED, SAME) and person:
            row["target"] = person.pk
    User.objects.bulk_update(
        [person for person, _, _ in changed],
        ["display_name", "organisation"],
        batch_size=_BATCH,
    )
    record_many(actor=actor, action="user.imported", targets=changed)


def _create(rows: list[Row], organisations: dict[str, list[Organisation]], *, actor: User) -> None:
    people = []
    for row in rows:
        values = row["values"]
        person = User(
            username=free_username(values["email"]),
            email=values["email"],
            password=make_password(None),
            display_name=values["name"],
            organisation=_one(organisations, values["organisation"]),
        )
        people.append(person)
    User.objects.bulk_create(people, batch_size=_BATCH)
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=p, email=p.email, verified=True, primary=True) for p in people],
        batch_size=_BATCH,
    )
    Grant.objects.bulk_create(
        [Grant(user=p, role=Role.PARTICIPANT, granted_by=actor) for p in people],
        batch_size=_BATCH,
    )
    for row, person in zip(rows, people, strict=True):
        row["target"] = person.pk
    record_many(
        actor=actor,
        action="user.invited",
        targets=[(p, p.username, {"organisation": p.audit_organisation}) for p in people],
    )
    emails.invite(people)


def _change(
    row: Row, person: User, organisations: dict[str, list[Organisation]]
) -> tuple[User, str, dict[str, object]]:
    """Set the new values; what the audit entry says names no one (settled, privacy)."""
    data: dict[str, object] = {"fields": sorted(row["changes"])}
    if ORGANISATION in row["changes"]:
        before = person.audit_organisation
        person.organisation = _one(organisations, row["values"]["organisation"])
        data["changes"] = {"organisation": [before, person.audit_organisation]}
    if NAME in row["changes"]:
        person.display_name = row["values"]["name"]
    return person, person.username, data


def _check_email(row: Row, first_rows: dict[str, int], *, taken: bool) -> None:
    email = row["values"]["email"]
    if not email:
        refuse(row, EMAIL, "Tulis alamat surel.")
        return
    try:
        validate_email(email)
    except ValidationError:
        refuse(row, EMAIL, "Alamat surel ini tidak benar. Contoh: nama@tobakab.go.id.")
        return
    if len(email) > 254:
        refuse(row, EMAIL, "Alamat surel paling banyak 254 karakter.")
    if taken:
        refuse(row, EMAIL, "Surel ini sudah menjadi alamat kedua akun lain.")
    if email in first_rows:
        refuse(row, EMAIL, f"Surel ini sudah ada di baris {first_rows[email]}.")
    first_rows.setdefault(email, row["row"])


def _check_new_name(row: Row) -> None:
    if not row["values"]["name"]:
        refuse(row, NAME, "Tulis nama.")
    _check_name_length(row)


def _check_name_length(row: Row) -> None:
    if len(row["values"]["name"]) > MAX_NAME:
        refuse(row, NAME, f"Nama paling banyak {MAX_NAME} karakter.")


def _check_organisation(row: Row, organisations: dict[str, list[Organisation]]) -> None:
    name = row["values"]["organisation"]
    if not name:
        return
    found = organisations.get(name.lower(), [])
    if not found:
        text = f"Organisasi “{name}” tidak dikenal. Perbaiki namanya, atau impor organisasi dahulu."
        refuse(row, ORGANISATION, text)
    elif len(found) > 1:
        text = f"Ada {len(found)} organisasi bernama “{name}”. Tulis kuncinya."
        refuse(row, ORGANISATION, text)
    elif not found[0].is_active:
        refuse(row, ORGANISATION, f"Organisasi “{name}” tidak dipakai lagi.")


def _compare(row: Row, person: User, organisations: dict[str, list[Organisation]]) -> None:
    """What differs from the stored person. An empty cell changes nothing."""
    _check_name_length(row)
    name, organisation = row["values"]["name"], _one(organisations, row["values"]["organisation"])
    if name and name != person.display_name:
        row["changes"][NAME] = [person.display_name, name]
    if organisation and organisation.pk != person.organisation_id:
        before = person.organisation.name if person.organisation else ""
        row["changes"][ORGANISATION] = [before, organisation.name]
    if row["changes"] and any(grant.role == Role.ADMIN for grant in person.grants.all()):
        refuse(row, EMAIL, "Ini akun admin. Akun admin tidak diubah lewat impor.")
    elif row["changes"] and not person.is_active:
        refuse(row, EMAIL, "Akun ini nonaktif. Aktifkan dahulu di halaman pengguna.")


def _people(addresses: list[str]) -> dict[str, User]:
    known = (
        User.objects.annotate(lower_email=Lower("email"))
        .filter(lower_email__in=addresses)
        .select_related("organisation")
        .prefetch_related("grants")
    )
    return {person.email.lower(): person for person in known}


def _other_addresses(addresses: list[str]) -> set[str]:
    """Addresses that are somebody's second one; they would let that person into the account."""
    rows = EmailAddress.objects.annotate(lower_email=Lower("email"))
    return set(rows.filter(lower_email__in=addresses).values_list("lower_email", flat=True))


def _organisations() -> dict[str, list[Organisation]]:
    """Every name, short name, former name and key in small letters, with whom it means."""
    found: dict[str, dict[int, Organisation]] = {}
    every = {item.pk: item for item in Organisation.objects.all()}
    names = [(item.pk, word) for item in every.values() for word in _names(item)]
    names += list(OrganisationAlias.objects.values_list("organisation_id", "name"))
    counts = Counter(item.name.lower() for item in every.values())
    for pk, word in names:
        found.setdefault(word.lower(), {})[pk] = every[pk]
    # A present name wins over somebody else's short or former one.
    for item in every.values():
        if counts[item.name.lower()] == 1:
            found[item.name.lower()] = {item.pk: item}
        found[item.key] = {item.pk: item}
    return {word: list(items.values()) for word, items in found.items()}


def _names(item: Organisation) -> list[str]:
    return [word for word in (item.name, item.short_name) if word]


def _one(organisations: dict[str, list[Organisation]], name: str) -> Organisation | None:
    found = organisations.get(name.lower(), []) if name else []
    return found[0] if len(found) == 1 else None
