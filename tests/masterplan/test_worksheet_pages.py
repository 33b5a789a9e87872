"""Pages of worksheets, narratives, requests and the outline."""

import io
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from masterplan.models import DataRequest, Narrative, Section, SheetRow
from masterplan.services import worksheets as services
from masterplan.worksheets.sheets import SHEETS
from tests.factories import DimensionFactory, OrganisationFactory, ProgrammeFactory, UserFactory
from tobasmart.exports import xlsx_bytes

pytestmark = pytest.mark.django_db
SHEET = "/masterplan/isian/permasalahan/"


def asked(organisation, sheet="permasalahan"):
    return DataRequest.objects.create(
        programme=ProgrammeFactory(),
        organisation=organisation,
        sheet=sheet,
        wanted="Masalah perangkat daerah Anda",
        due_on=timezone.localdate() + timedelta(days=7),
        asked_by=UserFactory(roles=["admin"]),
    )


def row_of(actor, text="Sampah belum terpilah."):
    return services.save_row(
        SHEETS["permasalahan"],
        actor=actor,
        programme=ProgrammeFactory(),
        key=uuid.uuid4(),
        values={"dimension": DimensionFactory(), "problem": text},
    )


@pytest.fixture
def agency(client_of):
    """A browser of someone whose agency was asked."""
    user = UserFactory(organisation=OrganisationFactory())
    asked(user.organisation)
    browser = client_of(user)
    browser.user = user
    return browser


def test_who_was_not_asked_reads_and_writes_nothing(client_of, admin):
    browser, row = client_of(UserFactory()), row_of(admin)

    answers = [
        browser.get(SHEET), browser.get(f"{SHEET}baru/"), browser.get(f"{SHEET}lembar.xlsx"),
        browser.post(f"{SHEET}baru/", {"problem": "x"}), browser.get(f"{SHEET}{row.key}/"),
        browser.post(f"{SHEET}{row.key}/hapus/"), browser.get(f"{SHEET}kolom/"),
        browser.get("/kelola/masterplan/isi/"), browser.get("/kelola/masterplan/kerangka/"),
        browser.get("/masterplan/permintaan/baru/"),
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [403] * len(answers)
    assert list(SheetRow.objects.all()) == [row]


@pytest.mark.parametrize("count", [1, 30])
def test_sheet_shows_its_rows_with_a_fixed_number_of_queries(
    count, agency, django_assert_num_queries
):
    for number in range(count):
        row_of(agency.user, f"Masalah {number}")
    agency.get(SHEET)

    with django_assert_num_queries(9):
        answer = agency.get(SHEET)

    assert answer.content.decode().count("Hapus<span") == count


def test_row_form_keeps_what_was_typed_and_stores_one_row(agency):
    dimension, key = DimensionFactory(), uuid.uuid4()
    data = {"key": key, "dimension": dimension.pk, "problem": "", "data": "85 ton sehari"}

    refused = agency.post(f"{SHEET}baru/", data)
    sent = [agency.post(f"{SHEET}baru/", data | {"problem": "Sampah"}) for _ in range(2)]

    assert refused.status_code == 422
    assert "Isi permasalahan" in refused.content.decode()
    assert "85 ton sehari" in refused.content.decode()
    assert [answer.status_code for answer in sent] == [302, 302]
    assert SheetRow.objects.get().values["problem"] == "Sampah"


def test_an_old_page_gets_both_texts(agency):
    row = row_of(agency.user)
    data = {"dimension": row.dimension_id, "revision": 1, "problem": "Dari halaman lain"}
    agency.post(f"{SHEET}{row.key}/", data)

    answer = agency.post(f"{SHEET}{row.key}/", data | {"problem": "Tulisan saya"})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Dari halaman lain" in page
    assert "Tulisan saya" in page


def test_workbook_goes_out_and_comes_back(agency):
    row_of(agency.user, "=SUM(A1)")
    data = agency.get(f"{SHEET}lembar.xlsx").content
    sheet = load_workbook(io.BytesIO(data)).active
    head, first = [list(line) for line in sheet.iter_rows(values_only=True)]
    place = head.index("Permasalahan")
    second = [""] * len(head)
    first[place], second[place] = "Masalah yang diubah", "Masalah baru"
    second[head.index("Dimensi")] = "lingkungan"

    answer = upload(agency, xlsx_bytes(head, [first, second], sheet="x"))

    assert answer.status_code == 302, answer.content.decode()
    texts = [row.values["problem"] for row in SheetRow.objects.order_by("position")]
    assert texts == ["Masalah yang diubah", "Masalah baru"]


def test_a_table_with_one_wrong_row_stores_nothing(agency):
    DimensionFactory()
    head = ["Dimensi", "Permasalahan"]
    lines = [["Lingkungan", "Baik"], ["Tidak ada", "Buruk"], ["Lingkungan", ""]]

    answer = upload(agency, xlsx_bytes(head, lines, sheet="x"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Baris 3: Dimensi: “Tidak ada” tidak dikenal." in page
    assert "Baris 4: Isi permasalahan" in page
    assert list(SheetRow.objects.all()) == []


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"Judul;Isi\nx;y\n"])
def test_a_broken_table_comes_back_with_a_sentence(data, agency):
    answer = upload(agency, data)

    assert answer.status_code == 422
    assert "note--error" in answer.content.decode()


def upload(browser, data):
    name = "lembar.xlsx" if data.startswith(b"PK") else "lembar.csv"
    return browser.post(f"{SHEET}impor/", {"file": SimpleUploadedFile(name, data)})


def test_admin_arranges_columns(client_of, admin):
    ProgrammeFactory()
    browser = client_of(admin)
    data = {"kolom-TOTAL_FORMS": "1", "kolom-INITIAL_FORMS": "0"}
    data |= {"kolom-0-code": "location", "kolom-0-label": "Tempat", "kolom-0-position": "1"}

    answer = browser.post(f"{SHEET}kolom/", data)

    assert answer.status_code == 302
    assert "Tempat" in browser.get(f"{SHEET}baru/").content.decode()


@pytest.fixture
def section(db):
    return Section.objects.create(
        programme=ProgrammeFactory(), key="b1.1.1", level="section", title="Latar Belakang",
        position=1, data_sources=["naskah"],
    )  # fmt: skip


def test_narrative_is_saved_while_it_is_written(section, client_of, admin):
    browser, page = client_of(admin), str(uuid.uuid4())
    address = "/masterplan/naskah/b1.1.1/"
    first = browser.post(f"{address}simpan/", {"text": "A", "revision": 1, "page": page})
    stale = browser.post(f"{address}simpan/", {"text": "B", "revision": 1, "page": uuid.uuid4()})
    kept = browser.post(address, {"text": "Tulisan saya", "revision": 1, "page": uuid.uuid4()})
    done = browser.post(address, {"text": "**Akhir**", "revision": 2, "is_done": "on"})

    assert (first.json()["revision"], stale.status_code, stale.json()) == (2, 409, {"stored": "A"})
    assert kept.status_code == 409
    assert "Tulisan saya" in kept.content.decode()
    assert done.status_code == 302
    assert Narrative.objects.get().is_done
    assert "<strong>Akhir</strong>" in browser.get(address).content.decode()


def test_request_asks_once_and_is_answered_by_the_agency(section, client_of, admin):
    organisation = OrganisationFactory()
    person, boss = client_of(UserFactory(organisation=organisation)), client_of(admin)
    data = {
        "what": "naskah:b1.1.1", "wanted": "Latar belakang", "organisations": [organisation.pk],
        "due_on": (timezone.localdate() + timedelta(days=5)).isoformat(),
    }  # fmt: skip

    assert boss.post("/masterplan/permintaan/baru/", data).status_code == 302
    assert boss.post("/masterplan/permintaan/baru/", data | {"what": "x"}).status_code == 422
    assert "Latar belakang" in person.get("/masterplan/permintaan/").content.decode()
    request = DataRequest.objects.get()
    assert (
        client_of(UserFactory()).post(f"/masterplan/permintaan/{request.pk}/jawab/").status_code
        == 403
    )
    person.post(f"/masterplan/permintaan/{request.pk}/jawab/", {"no_data_reason": "Belum ada"})

    request.refresh_from_db()
    assert (request.no_data_reason, request.answered_by.organisation) == ("Belum ada", organisation)


def test_outline_is_renamed_switched_off_and_reordered(section, client_of, admin):
    other = Section.objects.create(
        programme=section.programme, key="b1.1.2", level="section", title="Dasar", position=2,
        data_sources=["naskah"],
    )  # fmt: skip
    browser, address = client_of(admin), "/kelola/masterplan/kerangka/b1.1.2/"

    browser.post(address, {"title": "Dasar hukum", "purpose": "", "is_enabled": "on"})
    browser.post(address, {"geser": "naik"})
    browser.post(address, {"geser": "naik"})
    listed = browser.get("/kelola/masterplan/isi/").content.decode()
    browser.post(address, {"title": "Dasar hukum", "purpose": ""})

    other.refresh_from_db()
    assert list(Section.objects.order_by("position")) == [other, section]
    assert (other.title, other.is_enabled) == ("Dasar hukum", False)
    assert listed.index("Dasar hukum") < listed.index("Latar Belakang")
    assert "Dasar hukum" not in browser.get("/kelola/masterplan/isi/").content.decode()
