"""Organisations from a table: new ones, and what is different in known ones."""

import re
import secrets
from datetime import date, datetime
from typing import Any

from django.utils.text import slugify

from accounts.choices import OrganisationKind
from accounts.models import Organisation, OrganisationAlias, User
from accounts.services.import_rows import CHANGED, NEW, SAME, Column, Row, begin, refuse, settle
from dimensions.models import District
from tobasmart.audit.services import record_many

COLUMNS = [
    Column("key", "Kunci", ("kode", "id")),
    Column("name", "Nama", ("nama organisasi", "perangkat daerah"), is_required=True),
    Column("short_name", "Singkatan"),
    Column("kind", "Jenis", ("kategori",)),
    Column("district", "Kecamatan"),
    Column("aliases", "Nama lain", ("nama lama", "alias")),
    Column("valid_from", "Berlaku sejak"),
    Column("valid_until", "Berlaku sampai"),
]
_HEADINGS = {column.key: column.heading for column in COLUMNS}
_LIMITS = {"key": 60, "name": 160, "short_name": 60}
_KINDS = (
    {kind.value: kind for kind in OrganisationKind}
    | {kind.label.lower(): kind for kind in OrganisationKind}
    | {"perangkat daerah": OrganisationKind.OPD, "desa": OrganisationKind.VILLAGE}
)
_PLAIN = ("name", "short_name")


def check(rows: list[Row]) -> None:
    """Write each row's fate into it. A fixed number of queries, whatever the number of rows."""
    for row in rows:
        begin(row)
        row["values"] = {key: row["values"].get(key, "") for key in _HEADINGS}
        row["values"]["key"] = row["values"]["key"].lower()
    by_key, by_name = _known()
    districts = _districts()
    first_rows: dict[str, int] = {}
    for row in rows:
        found = _find(row, by_key, by_name)
        _check_cells(row, districts, is_new=found is None)
        _check_twice(row, found, first_rows)
        if found is not None and not row["problems"]:
            _compare(row, found, _fields(row, districts))
        settle(row, exists=found is not None)


def apply(rows: list[Row], *, actor: User) -> None:
    """Carry out checked rows, and write into each which organisation it concerned."""
    by_key, by_name = _known()
    districts = _districts()
    created, changed = [], []
    for row in rows:
        found = _find(row, by_key, by_name)
        fields = _fields(row, districts)
        if row["fate"] == NEW:
            found = Organisation.objects.create(key=_new_key(row, by_key), **fields)
            by_key[found.key] = found
            created.append((found, found.name, {"kind": found.kind}))
        elif row["fate"] == CHANGED and found:
            Organisation.objects.filter(pk=found.pk).update(**fields)
            changed.append((found, found.name, {"changes": row["changes"]}))
        if row["fate"] in (NEW, CHANGED, SAME) and found:
            row["target"] = found.pk
            _add_aliases(row, found)
    record_many(actor=actor, action="organisation.created", targets=created)
    record_many(actor=actor, action="organisation.changed", targets=changed)


def _known() -> tuple[dict[str, Organisation], dict[str, list[Organisation]]]:
    by_key: dict[str, Organisation] = {}
    by_name: dict[str, list[Organisation]] = {}
    for item in Organisation.objects.select_related("district").prefetch_related("aliases"):
        by_key[item.key] = item
        for word in {item.name.lower(), *(alias.name.lower() for alias in item.aliases.all())}:
            by_name.setdefault(word, []).append(item)
    return by_key, by_name


def _districts() -> dict[str, District]:
    every = list(District.objects.all())
    return {item.name.lower(): item for item in every} | {item.code: item for item in every}


def _find(
    row: Row, by_key: dict[str, Organisation], by_name: dict[str, list[Organisation]]
) -> Organisation | None:
    """By its key where one is given, else by its present or a former name."""
    values = row["values"]
    if values["key"]:
        return by_key.get(values["key"])
    found = by_name.get(values["name"].lower(), [])
    if len(found) > 1:
        refuse(row, _HEADINGS["name"], "Nama ini dimiliki beberapa organisasi. Tulis kuncinya.")
    return found[0] if len(found) == 1 else None


def _check_cells(row: Row, districts: dict[str, District], *, is_new: bool) -> None:
    values = row["values"]
    if not values["name"]:
        refuse(row, _HEADINGS["name"], "Tulis nama organisasi.")
    for key, limit in _LIMITS.items():
        if len(values[key]) > limit:
            refuse(row, _HEADINGS[key], f"Paling banyak {limit} karakter.")
    if values["key"] and not re.fullmatch(r"[a-z0-9-]+", values["key"]):
        refuse(row, _HEADINGS["key"], "Kunci hanya berisi huruf kecil, angka, dan tanda hubung.")
    if values["kind"].lower() not in _KINDS and (values["kind"] or is_new):
        known = ", ".join(kind.value for kind in OrganisationKind)
        refuse(row, _HEADINGS["kind"], f"Pilih satu jenis: {known}.")
    if values["district"] and _district(values["district"], districts) is None:
        refuse(row, _HEADINGS["district"], "Kecamatan ini tidak dikenal.")
    if any(len(name) > 160 for name in _aliases(row)):
        refuse(row, _HEADINGS["aliases"], "Satu nama lain paling banyak 160 karakter.")
    _check_days(row)


def _check_days(row: Row) -> None:
    days = {}
    for key in ("valid_from", "valid_until"):
        try:
            days[key] = _day(row["values"][key])
        except ValueError:
            refuse(row, _HEADINGS[key], "Tulis tanggal seperti 31/12/2026.")
    first, last = days.get("valid_from"), days.get("valid_until")
    if first and last and last < first:
        refuse(row, _HEADINGS["valid_until"], "Tanggal ini sebelum “Berlaku sejak”.")


def _check_twice(row: Row, found: Organisation | None, first_rows: dict[str, int]) -> None:
    name = f"#{found.pk}" if found else row["values"]["key"] or row["values"]["name"].lower()
    if name in first_rows:
        text = f"Organisasi ini sudah ada di baris {first_rows[name]}."
        refuse(row, _HEADINGS["name"], text)
    first_rows.setdefault(name, row["row"])


def _fields(row: Row, districts: dict[str, District]) -> dict[str, Any]:
    """What is written; an empty cell changes nothing."""
    values = row["values"]
    fields: dict[str, Any] = {key: values[key] for key in _PLAIN if values[key]}
    if kind := _KINDS.get(values["kind"].lower()):
        fields["kind"] = kind.value
    if district := _district(values["district"], districts):
        fields["district"] = district
    for key in ("valid_from", "valid_until"):
        if row["fate"] != "refused" and (day := _day(values[key])):
            fields[key] = day
    return fields


def _compare(row: Row, found: Organisation, fields: dict[str, Any]) -> None:
    for key, value in fields.items():
        before = getattr(found, key)
        if before != value:
            row["changes"][_HEADINGS[key]] = [_said(before), _said(value)]
    known = {alias.name.lower() for alias in found.aliases.all()} | {found.name.lower()}
    if more := [name for name in _aliases(row) if name.lower() not in known]:
        row["changes"][_HEADINGS["aliases"]] = ["", "; ".join(more)]


def _add_aliases(row: Row, found: Organisation) -> None:
    known = {alias.name.lower() for alias in found.aliases.all()} | {found.name.lower()}
    for name in _aliases(row):
        if name.lower() not in known:
            known.add(name.lower())
            OrganisationAlias.objects.create(organisation=found, name=name)


def _aliases(row: Row) -> list[str]:
    return [name for part in row["values"]["aliases"].split(";") if (name := part.strip())]


def _district(text: str, districts: dict[str, District]) -> District | None:
    return districts.get(text.lower().removeprefix("kecamatan ").removeprefix("kec. ").strip())


def _day(text: str) -> date | None:
    if not text:
        return None
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
    raise ValueError(text)


def _new_key(row: Row, by_key: dict[str, Organisation]) -> str:
    wanted = row["values"]["key"] or slugify(row["values"]["name"])[:50] or "organisasi"
    return wanted if wanted not in by_key else f"{wanted}-{secrets.token_hex(3)}"


def _said(value: Any) -> str:
    return "" if value is None else str(value)
