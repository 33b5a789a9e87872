"""Bad input gets its sentence, keeps what was typed and writes nothing."""

import re
import uuid

import pytest

from submissions.choices import IdeaStatus
from submissions.models import Idea
from tests.factories import (
    DimensionFactory,
    DistrictFactory,
    FundSourceFactory,
    ProgrammeFactory,
    SubdimensionFactory,
    UserFactory,
    draft_idea,
    idea_in,
)

pytestmark = pytest.mark.django_db
PROBLEM = "Sampah rumah tangga di desa tepi danau belum terpilah."


def form_data(**changes):
    dimension = DimensionFactory()
    data = {
        "key": str(uuid.uuid4()),
        "revision": "1",
        "title": "Bank sampah di tepi danau",
        "dimension": str(dimension.pk),
        "problem": PROBLEM,
        "solution": "Satu titik setor di setiap desa.",
        "indicator-TOTAL_FORMS": "1",
        "indicator-INITIAL_FORMS": "0",
        "indicator-0-baseline_kind": "value",
        "indicator-0-direction": "up",
        "budget-TOTAL_FORMS": "2",
        "budget-INITIAL_FORMS": "0",
        "budget-0-year": "2022",
        "budget-1-year": "2023",
        "action": "send",
        "consent": "on",
    }
    return data | changes


@pytest.fixture
def author():
    ProgrammeFactory()
    return UserFactory()


def test_send_stores_every_part_and_gives_a_code(author, client_of):
    source, district = FundSourceFactory(), DistrictFactory()
    data = form_data(
        districts=[str(district.pk)],
        start_year="2022",
        end_year="2024",
        **{
            "indicator-0-name": "Rumah tangga memilah",
            "indicator-0-unit": "persen",
            "indicator-0-baseline_value": "8,5",
            "indicator-0-baseline_year": "2021",
            "indicator-0-baseline_source": "DLH",
            "indicator-0-target_2022": "20",
            "indicator-0-target_sesudahnya": "1.250,25",
        },
        **{"budget-0-fund_source": str(source.pk), "budget-0-amount": "1,25 miliar"},
        **{"budget-1-fund_source": str(source.pk), "budget-1-amount": "Rp 85.000.000"},
    )

    answer = client_of(author).post("/gagasan/baru/", data)

    idea = Idea.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/gagasan/env-001/terkirim/")
    version = idea.current_version
    assert list(version.budgets.order_by("year").values_list("year", "amount_idr")) == [
        (2022, 1_250_000_000),
        (2023, 85_000_000),
    ]
    indicator = version.indicators.get()
    assert (str(indicator.baseline_value), indicator.baseline_year) == ("8.5000", 2021)
    assert [(t.year, str(t.value)) for t in indicator.targets.order_by("year")] == [
        (2022, "20.0000"),
        (None, "1250.2500"),
    ]
    assert list(version.districts.all()) == [district]


LONG = "a" * 1_000_000
# A choice that is not offered cannot be shown again.
CHOICES = {
    "dimension", "start_year", "end_year", "budget-0-year", "owner_agency", "priority_programme",
    "innovation_kind", "indicator-0-direction",
}  # fmt: skip
BAD = {
    "empty title": ({"title": ""}, "Tulis judul gagasan"),
    "title too long": ({"title": "x" * 121}, "Judul paling banyak 120 karakter, sekarang 121"),
    "no dimension": ({"dimension": ""}, "Pilih satu dimensi"),
    "unknown dimension": (
        {"dimension": "999999"},
        "Pilihan ini tidak ada dalam daftar; pilih lagi",
    ),
    "dimension is text": (
        {"dimension": "abc'--"},
        "Pilihan ini tidak ada dalam daftar; pilih lagi",
    ),
    "short problem": ({"problem": "Bau."}, "Jelaskan masalahnya, paling sedikit 30 karakter"),
    "no solution": ({"solution": " "}, "Tulis usulan solusinya"),
    "a million signs": ({"problem": LONG}, "Masalah paling banyak 5000 karakter, sekarang 1000000"),
    "three million signs": ({"solution": LONG * 3}, "Solusi paling banyak 5000 karakter"),
    "negative rupiah": ({"budget-0-amount": "-5"}, "Nilai rupiah tidak boleh negatif"),
    "10^18 rupiah": ({"budget-0-amount": "1" + "0" * 18}, "Nilai terlalu besar, paling banyak"),
    "rupiah in words": ({"budget-0-amount": "banyak"}, "Tulis nilai rupiah bulat, misalnya"),
    "decimal comma": ({"budget-0-amount": "1250,5"}, "Tulis nilai rupiah bulat, misalnya"),
    "decimal point": ({"budget-0-amount": "0.5"}, "Tulis nilai rupiah bulat, misalnya"),
    "amount without source": ({"budget-0-amount": "5"}, "Pilih sumber dana untuk biaya ini"),
    "unknown source": (
        {"budget-0-amount": "5", "budget-0-fund_source": "77777"},
        "Sumber dana ini tidak dikenal; pilih dari daftar",
    ),
    "budget year outside": ({"budget-0-year": "2050"}, "Tahun di luar kurun program (2022–2026)"),
    "start year outside": ({"start_year": "1999"}, "Tahun di luar kurun program (2022–2031)"),
    "years turned round": (
        {"start_year": "2025", "end_year": "2023"},
        "Tahun selesai tidak boleh sebelum tahun mulai",
    ),
    "unknown district": (
        {"districts": ["424242"]},
        "Kecamatan ini tidak dikenal; pilih dari daftar",
    ),
    "district is text": (
        {"districts": ["Balige"]},
        "Kecamatan ini tidak dikenal; pilih dari daftar",
    ),
    "target in words": (
        {"indicator-0-name": "x", "indicator-0-target_2022": "dua"},
        "Tulis angka, misalnya",
    ),
    "target without name": ({"indicator-0-target_2022": "5"}, "Tulis apa yang dihitung"),
    "cumulative nonsense": (
        {"indicator-0-name": "x", "indicator-0-direction": "kiri"},
        "Pilihan ini tidak ada dalam daftar; pilih lagi",
    ),
    "long measuring plan": (
        {"indicator-0-name": "x", "indicator-0-baseline_plan": "y" * 301},
        "Rencana pengukuran paling banyak 300 karakter, sekarang 301",
    ),
    "unknown supporting agency": (
        {"supporting_agencies": ["777"]},
        "Perangkat daerah ini tidak dikenal; pilih dari daftar",
    ),
    "unknown owner agency": (
        {"owner_agency": "777"},
        "Perangkat daerah ini tidak dikenal; pilih dari daftar",
    ),
    "unknown priority programme": (
        {"priority_programme": "777"},
        "Pilihan ini tidak ada dalam daftar; pilih lagi",
    ),
    "unknown kind of innovation": (
        {"innovation_kind": "sihir"},
        "Pilihan ini tidak ada dalam daftar; pilih lagi",
    ),
    "partners too long": ({"partners": "x" * 501}, "Mitra paling banyak 500 karakter"),
    "evidence too long": ({"evidence": "x" * 2001}, "Data pendukung paling banyak 2000 karakter"),
    "long code": ({"programme_code": "x" * 31}, "Kode program paling banyak 30 karakter"),
    "upper bound below": (
        {"estimate": "9", "estimate_upper": "5"},
        "Batas atas tidak boleh di bawah perkiraan biaya",
    ),
    "no consent": ({"consent": ""}, "Centang persetujuan, lalu kirim lagi."),
    "baseline year": ({"indicator-0-baseline_year": "-1"}, "Tahun data sedikitnya 1990"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_bad_input_gets_its_sentence_and_loses_nothing(name, author, client_of):
    changes, sentence = BAD[name]

    answer = client_of(author).post("/gagasan/baru/", form_data(**changes))

    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert Idea.objects.count() == 0
    for field, value in changes.items():
        if isinstance(value, str) and value.strip() and "fund_source" not in field:
            kept = "" if field in CHOICES else value
            assert kept in text.replace("&#x27;", "'")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Judul\x00 nol", "Judul nol"),
        ("Judul \u202eterbalik\u202c", "Judul terbalik"),
        ("Judul\u200b nol lebar", "Judul nol lebar"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("ᯅᯖᯂ Batak 😀", "ᯅᯖᯂ Batak 😀"),
        ("{{ 7*7 }} {% now %}", "{{ 7*7 }} {% now %}"),
    ],
)
def test_strange_text_is_kept_as_text(typed, stored, author, client_of):
    client_of(author).post("/gagasan/baru/", form_data(title=typed))

    idea = Idea.objects.get()
    assert idea.current_version.title == stored
    page = client_of(author).get(idea.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in page


def test_subdimension_of_another_dimension_is_refused(author, client_of):
    other = SubdimensionFactory(dimension=DimensionFactory(code="ECO"))

    answer = client_of(author).post("/gagasan/baru/", form_data(subdimension=str(other.pk)))

    assert answer.status_code == 422
    assert "Subdimensi ini bukan bagian dari Lingkungan" in answer.content.decode()


def test_same_key_twenty_times_is_one_idea(author, client_of):
    data = form_data()
    browser = client_of(author)

    places = {browser.post("/gagasan/baru/", data)["Location"] for _ in range(20)}

    assert places == {"/gagasan/env-001/terkirim/"}
    assert Idea.objects.count() == 1


def test_edit_conflict_returns_both_texts(client_of):
    idea = draft_idea()
    browser = client_of(idea.author)
    url = f"/gagasan/{idea.address}/ubah/"
    browser.post(url, form_data(solution="Tulisan perangkat pertama", action="save"))

    answer = browser.post(url, form_data(solution="Tulisan perangkat kedua", action="save"))

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Tulisan perangkat pertama" in text
    assert "Tulisan perangkat kedua" in text
    idea.refresh_from_db()
    assert idea.draft_version.solution == "Tulisan perangkat pertama"
    revision = re.search(r'name="revision" value="(\d+)"', text)[1]
    browser.post(
        url, form_data(solution="Tulisan perangkat kedua", action="save", revision=revision)
    )
    idea.draft_version.refresh_from_db()
    assert idea.draft_version.solution == "Tulisan perangkat kedua"


def test_draft_needs_no_required_field(author, client_of):
    answer = client_of(author).post(
        "/gagasan/baru/", form_data(title="", problem="", solution="", dimension="", action="save")
    )

    assert answer.status_code == 302
    assert Idea.objects.get().status == IdeaStatus.DRAFT


def test_send_of_a_sent_idea_says_its_code(client_of):
    idea = idea_in(IdeaStatus.SUBMITTED)
    browser = client_of(idea.author)

    answer = browser.post(f"/gagasan/{idea.address}/ubah/", form_data(), follow=True)

    assert "Gagasan ini sudah terkirim dengan kode ENV-001." in answer.content.decode()
    assert idea.versions.count() == 1


def test_closed_intake_keeps_the_draft(author, client_of):
    from django.utils import timezone

    programme = ProgrammeFactory()
    programme.intake_closes_at = timezone.now()
    programme.save()

    client_of(author).post("/gagasan/baru/", form_data())

    assert Idea.objects.get().status == IdeaStatus.DRAFT


def test_beyond_the_request_limit_is_a_sentence(author, client_of):
    answer = client_of(author).post("/gagasan/baru/", form_data(problem="a" * (17 << 20)))

    assert answer.status_code == 413
    assert Idea.objects.count() == 0
