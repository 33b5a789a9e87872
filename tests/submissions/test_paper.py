"""Ideas handed in on paper: the empty form to print, and the operator's page."""

import io
import re
import uuid

import pytest
from pypdf import PdfReader

from submissions.choices import IdeaStatus, Origin
from submissions.consent import CONSENT_TEXT, CONSENT_VERSION
from submissions.models import Idea
from tests.factories import (
    DimensionFactory,
    DistrictFactory,
    OrganisationFactory,
    ProgrammeFactory,
    UserFactory,
)
from tobasmart.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
PROBLEM = "Sampah rumah tangga di desa tepi danau belum terpilah."
URL = "/gagasan/kertas/"


@pytest.fixture
def operator():
    ProgrammeFactory()
    return UserFactory(roles=["facilitator"])


def paper_data(**changes):
    data = {
        "key": str(uuid.uuid4()),
        "revision": "1",
        "proposer_name": "Opung Boru Simanjuntak",
        "received_on": "2022-03-28",
        "title": "Bank sampah di tepi danau",
        "dimension": str(DimensionFactory().pk),
        "problem": PROBLEM,
        "solution": "Satu titik setor di setiap desa.",
        "estimate": "5 juta",
        "is_signed": "on",
        "action": "next",
    }
    return data | changes


def test_signed_paper_is_handed_in_under_its_proposers_name(operator, client_of):
    answer = client_of(operator).post(URL, paper_data())

    idea = Idea.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, URL)
    assert (idea.code, idea.status, idea.origin) == ("ENV-001", IdeaStatus.SUBMITTED, Origin.PAPER)
    assert (idea.proposer, idea.author, idea.organisation) == (
        "Opung Boru Simanjuntak",
        operator,
        None,
    )
    assert (idea.current_version.estimate_idr, idea.current_version.consent_version) == (
        5_000_000,
        CONSENT_VERSION,
    )
    entry = AuditEntry.objects.get(action="idea.entered_from_paper")
    assert (entry.actor, entry.data) == (operator, {"received_on": "2022-03-28"})


def test_paper_of_an_organisation_carries_its_name(operator, client_of):
    business = OrganisationFactory(name="Tenun Meat")

    answer = client_of(operator).post(
        URL, paper_data(organisation=str(business.pk), action="receipt")
    )

    idea = Idea.objects.get()
    assert answer["Location"] == "/gagasan/env-001/tanda-terima/"
    assert (idea.organisation, idea.proposer) == (business, "Tenun Meat")


def test_same_paper_twice_is_one_idea(operator, client_of):
    browser, data = client_of(operator), paper_data()

    for _ in range(3):
        browser.post(URL, data)

    assert Idea.objects.count() == 1
    assert AuditEntry.objects.filter(action="idea.submitted").count() == 1


BAD = {
    "unsigned": ({"is_signed": ""}, "Formulir harus ditandatangani"),
    "no name": ({"proposer_name": ""}, "Tulis nama pengusul"),
    "long name": ({"proposer_name": "x" * 81}, "Nama pengusul paling banyak 80 karakter"),
    "no day": ({"received_on": ""}, "Tulis tanggal diterima"),
    "no date": ({"received_on": "kemarin"}, "Tulis tanggal yang benar, misalnya 2022-03-28"),
    "tomorrow": ({"received_on": "2999-01-01"}, "Tanggal diterima tidak boleh di masa depan"),
    "unknown organisation": ({"organisation": "777"}, "Lembaga ini tidak dikenal"),
    "no title": ({"title": ""}, "Tulis judul gagasan"),
    "short problem": ({"problem": "Bau."}, "Jelaskan masalahnya, paling sedikit 30 karakter"),
    "no solution": ({"solution": ""}, "Tulis usulan solusinya"),
    "bad estimate": ({"estimate": "murah"}, "Tulis nilai rupiah bulat"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_bad_paper_gets_its_sentence_and_writes_nothing(name, operator, client_of):
    changes, sentence = BAD[name]

    answer = client_of(operator).post(URL, paper_data(**changes))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert PROBLEM in answer.content.decode() or "problem" in changes
    assert Idea.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "status"), [("participant", 403), ("observer", 403), ("admin", 200)]
)
def test_paper_is_typed_by_admins_and_facilitators(role, status, client_of):
    ProgrammeFactory()
    browser = client_of(UserFactory(roles=[role]))

    assert browser.get(URL).status_code == status
    if status == 403:
        assert browser.post(URL, paper_data()).status_code == 403
        assert Idea.objects.count() == 0


def test_reviewers_of_the_operators_agency_may_judge_what_was_typed(operator, client_of):
    from submissions.permissions import IdeaPermissions

    client_of(operator).post(URL, paper_data())
    colleague = UserFactory(organisation=operator.organisation, roles=["reviewer"])

    assert IdeaPermissions.of(colleague, Idea.objects.get()).take_up is True
    operator_too = UserFactory._meta.model.objects.get(pk=operator.pk)
    assert IdeaPermissions.of(operator_too, Idea.objects.get()).take_up is False


def test_empty_form_is_two_printed_pages_open_to_everyone(client):
    ProgrammeFactory()
    DimensionFactory()
    DistrictFactory(name="Balige")

    answer = client.get("/gagasan/formulir-kosong.pdf")

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    reader = PdfReader(io.BytesIO(answer.content))
    assert len(reader.pages) == 2
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))
    for part in ("Formulir gagasan", "Lingkungan", "Balige", "Apa masalahnya?", CONSENT_TEXT):
        assert part in text
    assert client.get("/gagasan/formulir-kosong.pdf").content == answer.content
