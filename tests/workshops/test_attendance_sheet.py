"""The daftar hadir as PDF and XLSX: everyone who was here, for who may see names, on record."""

import io
import re
from datetime import timedelta

import page as validator
import pytest
from django.utils import timezone
from openpyxl import load_workbook
from page._enums import ValidationProfile
from pypdf import PdfReader

from accounts.choices import OrganisationKind
from tests.factories import OrganisationFactory, UserFactory
from tests.factories.workshops import SessionFactory, guest, present
from tests.workshops.attending import desk_of
from tobasmart.audit.models import AuditEntry
from workshops.attendance_sheet import sheet_pdf, sheet_rows, sheet_xlsx
from workshops.choices import CheckInMethod
from workshops.models import Attendance, Session

pytestmark = pytest.mark.django_db


def words_of(data):
    pages = PdfReader(io.BytesIO(data)).pages
    return [re.sub(r"\s+", " ", page.extract_text()) for page in pages]


def failures_of(data, tmp_path):
    path = tmp_path / "sheet.pdf"
    path.write_bytes(data)
    report = validator.validate_pdf(str(path), profile=ValidationProfile.PDF_UA_1)
    assert report.rules.total > 100
    return [failure.message for failure in report.failures]


def filled(session):
    """An agency's person at 08.14, a late one, a guest nobody has confirmed."""
    agency = OrganisationFactory(name="Dinas Perikanan", short_name="Diskan")
    first = present(
        session, name="Lamria Simanjuntak", number=1, user__organisation=agency,
        job_title="Kepala bidang", gender="P", phone="081234567890",
    )  # fmt: skip
    late = present(session, name="Togap Sirait", number=2, kind=OrganisationKind.UMKM)
    guest(session, name="Rosma", number=3, organisation_name="=HYPERLINK(1)")
    moment = timezone.localtime(session.starts_at).replace(hour=8, minute=14)
    Attendance.objects.filter(participant=first).update(at=moment)
    Attendance.objects.filter(participant=late).update(method=CheckInMethod.LATE, reason="Lupa")
    return first


def test_sheet_has_letterhead_table_times_and_counts(client_of):
    session = SessionFactory()
    filled(session)
    present(SessionFactory(workshop=session.workshop), name="Orang hari lain")

    answer = client_of(desk_of(session)).get(f"/sesi/{session.key}/daftar-hadir.pdf")

    [text] = words_of(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    for part in (
        "PEMERINTAH KABUPATEN TOBA", "Daftar hadir", "No Nama Instansi/usaha Jabatan L/P Jam hadir",
        "1 Lamria Simanjuntak Dinas Perikanan Kepala bidang P 08.14", "dicatat susulan",
        "tamu, belum dipastikan", "Jumlah hadir: 3 orang", "Perangkat daerah (OPD) 1, UMKM 2",
        "Halaman 1 dari 1", "Gedung Serba Guna",
    ):  # fmt: skip
        assert part in text, part
    assert "081234567890" not in text
    assert "Orang hari lain" not in text


def test_switches_show_phone_numbers_or_a_column_to_sign(client_of):
    session = SessionFactory()
    filled(session)
    browser = client_of(desk_of(session))
    url = f"/sesi/{session.key}/daftar-hadir.pdf"

    assert "081234567890" in words_of(browser.get(f"{url}?hp=1").content)[0]
    [text] = words_of(browser.get(f"{url}?tanda-tangan=1").content)
    assert "Tanda tangan" in text
    assert "08.14" not in text


def test_empty_sheet_has_twenty_five_lines_and_no_name(client_of):
    session = SessionFactory()
    filled(session)

    answer = client_of(desk_of(session)).get(f"/sesi/{session.key}/daftar-hadir.pdf?kosong=1")

    [text] = words_of(answer.content)
    assert re.findall(r"\b(\d+) \1\.", text) == [str(line) for line in range(1, 26)]
    assert "Lamria" not in text
    assert "PEMERINTAH KABUPATEN TOBA" in text
    assert AuditEntry.objects.count() == 0


def test_head_of_the_table_is_repeated_and_nothing_is_lost():
    session = SessionFactory()
    for number in range(90):
        present(session, number=number + 1, name=f"Peserta ke-{number + 1:03d}")

    pages = words_of(sheet_pdf(session, sheet_rows(session)))

    assert len(pages) > 1
    assert all("No Nama Instansi/usaha" in text for text in pages[:-1])
    names = re.findall(r"Peserta ke-(\d{3})", " ".join(pages))
    assert names == [f"{number:03d}" for number in range(1, 91)]
    assert f"Halaman {len(pages)} dari {len(pages)}" in pages[-1]


@pytest.mark.parametrize("options", [{}, {"to_sign": True, "with_phone": True}, {"is_empty": True}])
def test_sheet_conforms_to_pdf_ua_1_and_is_the_same_again(options, tmp_path):
    session = SessionFactory()
    filled(session)
    rows = sheet_rows(session)

    data = sheet_pdf(session, rows, **options)

    assert failures_of(data, tmp_path) == []
    assert sheet_pdf(session, rows, **options) == data


def test_sheet_without_anybody_says_so(tmp_path):
    session = SessionFactory()

    data = sheet_pdf(session, [])

    assert "Belum ada yang tercatat hadir." in words_of(data)[0]
    assert failures_of(data, tmp_path) == []


def test_text_of_people_is_text_in_the_print():
    session = SessionFactory()
    present(session, name='<img src="http://127.0.0.1:1/x.png">', job_title="<b>&</b>")

    [text] = words_of(sheet_pdf(session, sheet_rows(session)))

    assert '<imgsrc="http://127.0.0.1:1/x.png">' in text.replace(" ", "")
    assert "<b>&</b>" in text


def test_table_has_typed_numbers_and_no_formula():
    session = SessionFactory()
    filled(session)

    book = load_workbook(io.BytesIO(sheet_xlsx(session, sheet_rows(session))))

    header, *rows = book.active.iter_rows()
    assert [cell.value for cell in header] == [
        "No", "Nomor peserta", "Nama", "Instansi/usaha", "Jenis", "Jabatan", "L/P", "Jam hadir",
        "Keterangan",
    ]  # fmt: skip
    assert [[cell.value for cell in row][:4] for row in rows] == [
        [1, 1, "Lamria Simanjuntak", "Dinas Perikanan"],
        [2, 2, "Togap Sirait", rows[1][3].value],
        [3, 3, "Rosma", "=HYPERLINK(1)"],
    ]
    assert [cell.data_type for cell in rows[2]][:4] == ["n", "n", "s", "s"]
    assert rows[2][3].quotePrefix
    assert not any(cell.data_type == "f" for row in rows for cell in row)


@pytest.mark.parametrize("name", ["daftar-hadir.pdf", "daftar-hadir.xlsx", "kartu.pdf"])
@pytest.mark.parametrize("who", ["visitor", "participant", "reviewer", "other desk"])
def test_names_are_for_the_desk_alone(name, who, client, client_of):
    session = SessionFactory()
    person = present(session)
    browser = {
        "visitor": lambda: client,
        "participant": lambda: client_of(person.user),
        "reviewer": lambda: client_of(UserFactory(roles=["reviewer"])),
        "other desk": lambda: client_of(desk_of(SessionFactory())),
    }[who]()

    answer = browser.get(f"/sesi/{session.key}/{name}")

    assert answer.status_code == (302 if who == "visitor" else 403)
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "kind"),
    [("daftar-hadir.pdf", "pdf"), ("daftar-hadir.xlsx", "xlsx"), ("kartu.pdf", "kartu")],
)
def test_each_download_leaves_an_entry_without_names(name, kind, client_of):
    session = SessionFactory()
    person, user = present(session), desk_of(session)

    assert client_of(user).get(f"/sesi/{session.key}/{name}").status_code == 200

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.data) == (
        "attendance.exported", user, {"format": kind, "rows": 1},
    )  # fmt: skip
    assert person.name not in entry.target_label


def test_ten_downloads_an_hour_then_a_pause(client_of):
    session = SessionFactory()
    browser = client_of(desk_of(session))
    url = f"/sesi/{session.key}/daftar-hadir.xlsx"
    for _ in range(10):
        assert browser.get(url).status_code == 200

    answer = browser.get(url)

    assert answer.status_code == 429
    assert 3500 < int(answer["Retry-After"]) <= 3601
    assert AuditEntry.objects.count() == 10


@pytest.mark.parametrize("count", [1, 4])
def test_sheet_costs_one_query(count, django_assert_num_queries):
    session = SessionFactory()
    for _ in range(count):
        present(session)
        guest(session)
    read = Session.objects.select_related("workshop__programme").get(pk=session.pk)

    with django_assert_num_queries(1):
        rows = sheet_rows(read)
    with django_assert_num_queries(0):
        sheet_xlsx(read, rows)
        sheet_pdf(read, rows)


def test_rehearsal_is_named_on_the_sheet():
    session = SessionFactory(is_rehearsal=True, starts_at=timezone.now() - timedelta(hours=1))

    assert "Daftar hadir (gladi)" in words_of(sheet_pdf(session, []))[0]
