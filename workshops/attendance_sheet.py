"""The daftar hadir of one session: who was here, as PDF with letterhead and as XLSX."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string

from accounts.choices import OrganisationKind
from tobasmart import exports
from tobasmart.printing.render import render_pdf
from tobasmart.ui.formats import date_id, local, time_id
from workshops.choices import CheckInMethod
from workshops.models import Session

STYLES = ("tokens.css", "base.css", "attendance.css")
EMPTY_ROWS = 25
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
TITLE = "Daftar hadir"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line; ``remark`` says what the list alone would hide: late, or not confirmed."""

    number: int  # of the participant, as on their card
    name: str
    organisation: str
    job_title: str
    gender: str
    phone: str
    kind: str
    at: datetime
    remark: str


def sheet_rows(session: Session) -> list[SheetRow]:
    """Everyone who is recorded, by participant number; one query."""
    rows = []
    for row in session.attendances.for_sheet():
        person = row.participant
        remarks = [] if person.is_confirmed else ["tamu, belum dipastikan"]
        if row.method == CheckInMethod.LATE:
            remarks.append("dicatat susulan")
        organisation = person.organisation
        rows.append(
            SheetRow(
                number=person.number,
                name=person.name,
                organisation=organisation.name if organisation else person.organisation_name,
                job_title=person.job_title,
                gender=person.gender,
                phone=person.phone,
                kind=person.kind,
                at=row.at,
                remark=", ".join(remarks),
            )
        )
    return rows


def kinds_among(rows: Sequence[SheetRow]) -> list[tuple[str, int]]:
    """How many of each kind, as (words, number), in the order of the kinds."""
    numbers = Counter(row.kind for row in rows)
    return [
        (str(kind.label), numbers[kind.value]) for kind in OrganisationKind if numbers[kind.value]
    ]


def sheet_pdf(
    session: Session,
    rows: Sequence[SheetRow],
    *,
    to_sign: bool = False,
    with_phone: bool = False,
    is_empty: bool = False,
) -> bytes:
    """A4 for the files: time of the check-in, or an empty column to sign in (``to_sign``).

    ``is_empty``: no names at all, 25 numbered lines to be filled in by hand.
    """
    workshop = session.workshop
    html = render_to_string(
        "workshops/print/attendance.html",
        {
            "session": session,
            "workshop": workshop,
            "region": workshop.programme.region,
            "programme": workshop.programme.name,
            "day": f"{DAYS[local(session.starts_at).weekday()]}, {date_id(session.starts_at)}",
            "hours": f"{time_id(session.starts_at)}–{time_id(session.ends_at)} WIB",
            "rows": [] if is_empty else rows,
            "lines": range(1, EMPTY_ROWS + 1) if is_empty else [],
            "to_sign": to_sign or is_empty,
            "with_phone": with_phone,
            "kinds": [] if is_empty else kinds_among(rows),
        },
    )
    return render_pdf(
        html,
        stylesheets=STYLES,
        resources={},
        title=f"{TITLE} {session}",
        identifier=hashlib.sha256(html.encode()).digest()[:16],
        author=f"Pemerintah {workshop.programme.region}",
        created=local(session.starts_at).date(),
    ).data


def sheet_xlsx(session: Session, rows: Sequence[SheetRow], *, with_phone: bool = False) -> bytes:
    """The same as a table: numbers as numbers, whatever people wrote as text."""
    header = [
        "No", "Nomor peserta", "Nama", "Instansi/usaha", "Jenis", "Jabatan", "L/P",
        *(["No HP"] if with_phone else []), "Jam hadir", "Keterangan",
    ]  # fmt: skip
    table = [
        [
            place, row.number, row.name, row.organisation, OrganisationKind(row.kind).label,
            row.job_title, row.gender, *([row.phone] if with_phone else []), time_id(row.at),
            row.remark,
        ]
        for place, row in enumerate(rows, start=1)
    ]  # fmt: skip
    return exports.xlsx_bytes(header, table, sheet=f"Hari {session.day}")
