"""The short path: four steps into one record; a step changes only what it asks."""

import re
import uuid

import pytest

from accounts.choices import OrganisationKind
from submissions.choices import IdeaStatus
from submissions.consent import CONSENT_TEXT, CONSENT_VERSION
from submissions.models import Idea
from tests.factories import (
    DimensionFactory,
    DistrictFactory,
    FundSourceFactory,
    OrganisationFactory,
    ProgrammeFactory,
    UserFactory,
    draft_idea,
)

pytestmark = pytest.mark.django_db
PROBLEM = "Sampah rumah tangga di desa tepi danau belum terpilah."


@pytest.fixture
def owner():
    ProgrammeFactory()
    business = OrganisationFactory(kind=OrganisationKind.UMKM, name="Tenun Meat")
    return UserFactory(organisation=business)


def step_data(step, **fields):
    return {"key": str(uuid.uuid4()), "revision": "1", "step": str(step), "action": "save"} | fields


def started(owner, client_of):
    """A browser and the draft its first step began."""
    browser = client_of(owner)
    dimension = DimensionFactory()
    data = step_data(1, title="QRIS di dermaga", dimension=str(dimension.pk))
    browser.post("/gagasan/baru/", data)
    return browser, Idea.objects.get()


def test_four_steps_and_one_consent_hand_in_the_idea(owner, client_of):
    district, source = DistrictFactory(name="Balige"), FundSourceFactory()
    browser, idea = started(owner, client_of)
    base = f"/gagasan/{idea.draft_key}"
    parts = {
        2: {"problem": PROBLEM, "districts": [str(district.pk)], "village": "Desa Meat"},
        3: {"solution": "Satu papan kode.", "beneficiaries": "120 pelaku usaha"},
        4: {
            "estimate": "50 juta", "estimate_upper": "85.000.000",
            "estimate_source": str(source.pk), "horizon": "pendek",
        },
    }  # fmt: skip

    places = []
    for step, fields in parts.items():
        idea.refresh_from_db()
        data = step_data(step, revision=str(idea.revision), **fields)
        places.append(browser.post(f"{base}/ubah/{step}/", data)["Location"])
    page = browser.get(f"{base}/periksa/").content.decode()
    answer = browser.post(f"{base}/kirim/", {"key": str(uuid.uuid4()), "consent": "on"})

    assert places == [f"{base}/ubah/3/", f"{base}/ubah/4/", f"{base}/periksa/"]
    assert "Rp50.000.000 sampai Rp85.000.000" in page
    assert "Balige, Desa Meat" in page
    assert CONSENT_TEXT in page
    assert f"Teks persetujuan versi {CONSENT_VERSION}" in page
    assert answer["Location"] == "/gagasan/env-001/terkirim/"
    idea.refresh_from_db()
    version = idea.current_version
    assert (idea.status, version.consent_version) == (IdeaStatus.SUBMITTED, CONSENT_VERSION)
    assert (version.title, version.problem, version.solution, version.village) == (
        "QRIS di dermaga", PROBLEM, "Satu papan kode.", "Desa Meat",
    )  # fmt: skip
    assert (version.estimate_idr, version.estimate_upper_idr) == (50_000_000, 85_000_000)


def test_step_changes_only_its_own_answers(client_of):
    source = FundSourceFactory()
    idea = draft_idea(budgets=((2022, source.pk, 5_000_000),), village="Desa Meat")
    browser = client_of(idea.author)

    browser.post(f"/gagasan/{idea.address}/ubah/3/", step_data(3, solution="Solusi baru."))

    idea.refresh_from_db()
    version = idea.draft_version
    assert (version.solution, version.title, version.village, version.beneficiaries) == (
        "Solusi baru.", "Bank sampah di tepi danau", "Desa Meat", "",
    )  # fmt: skip
    assert list(version.budgets.values_list("amount_idr", flat=True)) == [5_000_000]


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_step_shows_its_number_and_what_is_stored(step, client_of):
    idea = draft_idea()

    page = client_of(idea.author).get(f"/gagasan/{idea.address}/ubah/{step}/").content.decode()

    assert f"Langkah {step} dari 4" in re.sub(r"\s+", " ", page)
    assert f'data-draft="{idea.draft_key}"' in page
    assert f'data-step="{step}"' in page


def test_unknown_step_does_not_exist(client_of):
    idea = draft_idea()

    assert client_of(idea.author).get(f"/gagasan/{idea.address}/ubah/5/").status_code == 404


def test_unknown_is_a_valid_answer_to_every_question_of_cost(client_of):
    idea = draft_idea()
    browser = client_of(idea.author)

    answer = browser.post(
        f"/gagasan/{idea.address}/ubah/4/",
        step_data(4, estimate="", estimate_upper="", estimate_source="", horizon=""),
    )

    assert answer["Location"].endswith("/periksa/")
    page = browser.get(answer["Location"]).content.decode()
    assert page.count("Belum tahu") == 3


BAD = {
    "title too long": (1, {"title": "x" * 121}, "Judul paling banyak 120 karakter, sekarang 121"),
    "problem too long": (2, {"problem": "x" * 5001}, "Masalah paling banyak 5000 karakter"),
    "unknown district": (2, {"districts": ["4242"]}, "Kecamatan ini tidak dikenal"),
    "village too long": (2, {"village": "x" * 121}, "Desa atau kelurahan paling banyak 120"),
    "solution too long": (3, {"solution": "x" * 5001}, "Solusi paling banyak 5000 karakter"),
    "estimate in words": (4, {"estimate": "murah"}, "Tulis nilai rupiah bulat, misalnya"),
    "negative estimate": (4, {"estimate": "-5"}, "Nilai rupiah tidak boleh negatif"),
    "upper without lower": (4, {"estimate_upper": "5"}, "Tulis juga perkiraan biaya yang paling"),
    "upper below lower": (
        4,
        {"estimate": "9", "estimate_upper": "5"},
        "Batas atas tidak boleh di bawah perkiraan biaya",
    ),
    "unknown source": (4, {"estimate_source": "777"}, "Sumber dana ini tidak dikenal"),
    "unknown horizon": (4, {"horizon": "besok"}, "Pilihan ini tidak ada dalam daftar"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_bad_step_gets_its_sentence_and_keeps_what_was_typed(name, client_of):
    step, fields, sentence = BAD[name]
    idea = draft_idea()

    answer = client_of(idea.author).post(
        f"/gagasan/{idea.address}/ubah/{step}/", step_data(step, **fields)
    )

    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    for field, value in fields.items():
        if isinstance(value, str) and field not in {"estimate_source", "horizon"}:
            assert value in text
    idea.refresh_from_db()
    assert idea.revision == 1


def test_leaving_saves_and_leads_to_own_ideas(client_of):
    idea = draft_idea()

    answer = client_of(idea.author).post(
        f"/gagasan/{idea.address}/ubah/1/", step_data(1, title="Judul baru", action="leave")
    )

    assert answer["Location"] == "/saya/"
    idea.refresh_from_db()
    assert idea.draft_version.title == "Judul baru"


def test_change_from_the_check_page_leads_straight_back(client_of, owner):
    idea = draft_idea(owner)
    browser = client_of(owner)
    page = browser.get(f"/gagasan/{idea.address}/periksa/").content.decode()
    url = re.search(r'href="(/gagasan/[^"]+/ubah/3/\?kembali=periksa)"', page)[1]

    answer = browser.post(url, step_data(3, solution="Solusi yang diubah."))

    assert answer["Location"] == f"/gagasan/{idea.address}/periksa/"


def test_two_devices_at_one_step_get_both_texts(client_of):
    idea = draft_idea()
    browser, url = client_of(idea.author), f"/gagasan/{idea.address}/ubah/3/"
    browser.post(url, step_data(3, solution="Tulisan perangkat pertama"))

    answer = browser.post(url, step_data(3, solution="Tulisan perangkat kedua"))

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Tulisan perangkat pertama" in text
    assert "Tulisan perangkat kedua" in text
    idea.refresh_from_db()
    assert idea.draft_version.solution == "Tulisan perangkat pertama"


def test_first_step_sent_again_stays_one_draft_and_keeps_later_steps(owner, client_of):
    browser, dimension = client_of(owner), DimensionFactory()
    data = step_data(1, title="QRIS di dermaga", dimension=str(dimension.pk))
    browser.post("/gagasan/baru/", data)
    idea = Idea.objects.get()
    browser.post(f"/gagasan/{idea.address}/ubah/2/", step_data(2, problem=PROBLEM, key=data["key"]))

    browser.post("/gagasan/baru/", data | {"title": "QRIS di semua dermaga"})

    idea = Idea.objects.get()
    assert (idea.draft_version.title, idea.draft_version.problem) == (
        "QRIS di semua dermaga",
        PROBLEM,
    )


@pytest.mark.parametrize(
    ("kind", "choice", "shown"),
    [
        (OrganisationKind.UMKM, "", "Langkah"),
        (OrganisationKind.UMKM, "?formulir=lengkap", "Ukuran keberhasilan"),
        (OrganisationKind.OPD, "", "Ukuran keberhasilan"),
        (OrganisationKind.OPD, "?formulir=singkat", "Langkah"),
    ],
)
def test_either_may_switch_to_the_other_form(kind, choice, shown, client_of):
    ProgrammeFactory()
    person = UserFactory(organisation=OrganisationFactory(kind=kind))

    page = client_of(person).get(f"/gagasan/baru/{choice}").content.decode()

    assert shown in page
