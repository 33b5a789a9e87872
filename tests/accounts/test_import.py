import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from accounts.choices import Role
from accounts.models import Grant, ImportRun, Organisation, OrganisationAlias, User
from accounts.services import apply_import, check_import, store_import
from accounts.tables import read_table
from tests.factories import DistrictFactory, OrganisationFactory, UserFactory
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Outbox

pytestmark = pytest.mark.django_db


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def upload(browser, data, *, kind="people", name="orang.csv"):
    file = SimpleUploadedFile(name, data if isinstance(data, bytes) else data.encode())
    return browser.post("/kelola/impor/", {"kind": kind, "file": file})


def run_of(data, *, actor, kind="people", name="orang.csv"):
    data = data if isinstance(data, bytes) else data.encode()
    rows, ignored = check_import(kind, read_table(name, data))
    return store_import(actor=actor, kind=kind, file_name=name, rows=rows, ignored=ignored)


def fates_of(run):
    return {row["row"]: row["fate"] for row in run.rows}


@pytest.fixture
def agency():
    return OrganisationFactory(name="Dinas Kominfo", short_name="Kominfo", key="kominfo")


LINES = "Surel;Nama;Organisasi\nrina@toba.example;Rina Simbolon;Kominfo\n"
TABLES = {
    "semicolon": ("a.csv", LINES.encode()),
    "comma, mark": ("a.csv", ("\ufeff" + LINES.replace(";", ",")).encode()),
    "tab, UTF-16, other words": (
        "a.csv",
        "e-mail\tnama lengkap\tOPD\nRINA@toba.example\tRina Simbolon\tkominfo\n".encode("utf-16"),
    ),
    "workbook": ("a.xlsx", workbook(*(line.split(";") for line in LINES.splitlines()))),
}


@pytest.mark.parametrize(("name", "data"), TABLES.values(), ids=TABLES)
def test_every_way_of_writing_a_table_gives_the_same_person(name, data, agency, admin):
    run = apply_import(run_of(data, actor=admin, name=name), actor=admin)

    person = User.objects.get(email="rina@toba.example")
    assert (person.display_name, person.organisation) == ("Rina Simbolon", agency)
    assert [grant.role for grant in person.grants.all()] == [Role.PARTICIPANT]
    assert not person.has_usable_password()
    assert run.rows == [{"row": 2, "fate": "new", "target": person.pk}]


def test_letters_of_an_old_windows_table_are_read(admin):
    data = "Surel;Nama\nrene@toba.example;René Siahaan\n".encode("cp1252")

    assert run_of(data, actor=admin).rows[0]["values"]["name"] == "René Siahaan"


def test_dry_run_names_the_fate_of_every_row_and_writes_nothing(agency, admin, client_of):
    UserFactory(email="sama@toba.example", display_name="Sama", organisation=agency)
    UserFactory(email="beda@toba.example", display_name="Nama lama", organisation=agency)
    UserFactory(email="admin@toba.example", display_name="Admin", roles=["admin"])
    UserFactory(email="tutup@toba.example", display_name="Tutup", is_active=False)
    before = User.objects.count()
    data = (
        "Surel;Nama;Organisasi;Peran;is_superuser\n"
        "baru@toba.example;Orang baru;Kominfo;admin;1\n"
        "sama@toba.example;Sama;Kominfo;;\n"
        "BEDA@toba.example;Nama baru;;;\n"
        "bukan-surel;Siapa;Kominfo;;\n"
        "baru@toba.example;Kembar;Kominfo;;\n"
        "lain@toba.example;;Kominfo;;\n"
        "asing@toba.example;Asing;Dinas Entah;;\n"
        "admin@toba.example;Bukan admin;;;\n"
        "tutup@toba.example;Buka;;;\n"
    )

    answer = upload(client_of(admin), data)

    run = ImportRun.objects.get()
    assert answer["Location"] == f"/kelola/impor/{run.pk}/"
    assert fates_of(run) == {
        2: "new", 3: "same", 4: "changed", 5: "refused", 6: "refused", 7: "refused",
        8: "refused", 9: "refused", 10: "refused",
    }  # fmt: skip
    text = client_of(admin).get(answer["Location"]).content.decode()
    for sentence in (
        "Baris 5, kolom Surel: Alamat surel ini tidak benar.",
        "Baris 6, kolom Surel: Surel ini sudah ada di baris 2.",
        "Baris 7, kolom Nama: Tulis nama.",
        "Baris 8, kolom Organisasi: Organisasi “Dinas Entah” tidak dikenal.",
        "Baris 9, kolom Surel: Ini akun admin.",
        "Baris 10, kolom Surel: Akun ini nonaktif.",
        "Kolom yang diabaikan: “Peran”, “is_superuser”",
        "Nama: Nama lama → Nama baru",
    ):
        assert sentence in text
    assert User.objects.count() == before


def test_import_never_gives_more_than_participation(agency, admin):
    reviewer = UserFactory(email="peninjau@toba.example", organisation=agency, roles=["reviewer"])
    data = (
        "Surel,Nama,Role,Admin,is_superuser,is_staff,password\n"
        "jahat@toba.example,Jahat,admin,ya,1,1,rahasia\n"
        "peninjau@toba.example,Nama lain,admin,ya,1,1,rahasia\n"
    )

    apply_import(run_of(data, actor=admin), actor=admin)

    assert list(User.objects.get(email="jahat@toba.example").grants.values_list("role")) == [
        ("participant",)
    ]
    reviewer.refresh_from_db()
    assert reviewer.display_name == "Nama lain"
    assert {grant.role for grant in reviewer.grants.all()} == {"participant", "reviewer"}
    assert Grant.objects.filter(role=Role.ADMIN).count() == 1
    assert not User.objects.get(email="jahat@toba.example").is_superuser


def test_refused_rows_stop_the_import_until_they_are_left_out(admin, client_of):
    data = "Surel;Nama\nbaik@toba.example;Baik\nburuk;Buruk\n"
    run = run_of(data, actor=admin)
    browser = client_of(admin)

    refused = browser.post(f"/kelola/impor/{run.pk}/jalankan/")

    assert refused.status_code == 422
    assert "Baris 3, kolom Surel" in refused.content.decode()
    assert not User.objects.filter(email="baik@toba.example").exists()

    browser.post(f"/kelola/impor/{run.pk}/jalankan/", {"leave_out": "1"})

    assert User.objects.filter(email="baik@toba.example").count() == 1


def test_import_pressed_twice_is_carried_out_once(agency, admin, client_of):
    run = run_of("Surel;Nama;Organisasi\na@toba.example;A;Kominfo\n", actor=admin)
    browser = client_of(admin)

    first = browser.post(f"/kelola/impor/{run.pk}/jalankan/")
    second = browser.post(f"/kelola/impor/{run.pk}/jalankan/")

    assert (first.status_code, second.status_code) == (302, 302)
    assert User.objects.filter(email="a@toba.example").count() == 1
    assert AuditEntry.objects.filter(action="import.applied").count() == 1
    assert AuditEntry.objects.filter(action="user.invited").count() == 1
    assert Outbox.objects.filter(recipient__email="a@toba.example").count() == 1
    text = browser.get(f"/kelola/impor/{run.pk}/").content.decode()
    assert "Hasil impor" in text
    assert "a@toba.example" not in text


def test_row_that_went_wrong_since_the_dry_run_stops_all(agency, admin, client_of):
    data = "Surel;Nama;Organisasi\na@toba.example;A;Kominfo\nb@toba.example;B;\n"
    run = run_of(data, actor=admin)
    Organisation.objects.filter(pk=agency.pk).update(is_active=False)

    answer = client_of(admin).post(f"/kelola/impor/{run.pk}/jalankan/", {"leave_out": "1"})

    assert answer.status_code == 409
    assert "tidak dipakai lagi" in answer.content.decode()
    assert not User.objects.filter(email__in=["a@toba.example", "b@toba.example"]).exists()
    run.refresh_from_db()
    assert (fates_of(run), run.applied_at) == ({2: "refused", 3: "new"}, None)


def test_invited_person_sets_a_password_and_signs_in(admin, client):
    apply_import(run_of("Surel;Nama\na@toba.example;A\n", actor=admin), actor=admin)
    mail = Outbox.objects.get(recipient__email="a@toba.example")
    path = next(word for word in mail.body.split() if "/akun/password/reset/key/" in word)
    path = path.removeprefix("http://127.0.0.1:8000")

    form = client.get(path, follow=True)
    done = client.post(
        form.redirect_chain[-1][0],
        {"password1": "kata-sandi-baru-1", "password2": "kata-sandi-baru-1"},
    )

    assert done.status_code == 302
    signed_in = client.post("/masuk/", {"login": "a@toba.example", "password": "kata-sandi-baru-1"})
    assert signed_in["Location"] == "/saya/"


def test_queries_do_not_grow_with_the_rows(agency, admin):
    def queries(number):
        lines = [f"o{number}-{n}@toba.example;Orang {n};Kominfo" for n in range(number)]
        with CaptureQueriesContext(
            connection,
        ) as seen:
            check_import(
                "people", read_table("a.csv", "\n".join(["Surel;Nama;Organisasi", *lines]).encode())
            )
        return len(seen)

    assert queries(3) == queries(300)


def test_formula_stays_text(admin):
    data = workbook(["Surel", "Nama"], ["a@toba.example", '=HYPERLINK("http://x","A")'])

    apply_import(run_of(data, actor=admin, name="a.xlsx"), actor=admin)

    assert User.objects.get(email="a@toba.example").display_name == '=HYPERLINK("http://x","A")'


def test_organisations_are_created_and_changed_by_key_or_name(admin, agency):
    district = DistrictFactory(name="Laguboti")
    OrganisationAlias.objects.create(organisation=agency, name="Dinas Infokom")
    data = (
        "Kunci;Nama;Singkatan;Jenis;Kecamatan;Nama lain;Berlaku sejak\n"
        ";Ulos Laguboti;;umkm;Kecamatan Laguboti;Tenun Toba; 01/02/2026\n"
        "kominfo;Dinas Kominfo Toba;;;;;\n"
        ";Dinas Infokom;;opd;;;\n"
        ";Tanpa jenis;;;;;\n"
        ";Salah;;pabrik;Entah;;32/13/2026\n"
    )

    run = run_of(data, actor=admin, kind="organisations", name="o.csv")

    assert fates_of(run) == {2: "new", 3: "changed", 4: "refused", 5: "refused", 6: "refused"}
    assert [problem["column"] for problem in run.rows[4]["problems"]] == [
        "Jenis", "Kecamatan", "Berlaku sejak",
    ]  # fmt: skip
    apply_import(run, actor=admin, leave_out=True)
    made = Organisation.objects.get(name="Ulos Laguboti")
    assert (made.kind, made.district, str(made.valid_from)) == ("umkm", district, "2026-02-01")
    assert [alias.name for alias in made.aliases.all()] == ["Tenun Toba"]
    agency.refresh_from_db()
    assert (agency.name, agency.short_name) == ("Dinas Kominfo Toba", "Kominfo")
    entry = AuditEntry.objects.get(action="organisation.changed")
    assert entry.data["changes"] == {"Nama": ["Dinas Kominfo", "Dinas Kominfo Toba"]}


@pytest.mark.parametrize("kind", ["people", "organisations"])
def test_example_files_can_be_uploaded_as_they_are(kind, admin, client_of):
    browser = client_of(admin)
    OrganisationFactory(name="Dinas Komunikasi dan Informatika")
    DistrictFactory(name="Laguboti")
    for form in ("csv", "xlsx"):
        example = browser.get(f"/kelola/impor/contoh/{kind}.{form}")
        answer = upload(browser, example.content, kind=kind, name=f"contoh.{form}")
        run = ImportRun.objects.latest("pk")
        assert (answer.status_code, fates_of(run)) == (302, {2: "new"})
    sheet = load_workbook(io.BytesIO(example.content)).active
    assert {cell.data_type for cell in sheet[1]} == {"s"}
