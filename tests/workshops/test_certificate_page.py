"""A certificate's content, hash, printed page, and what its public page may tell."""

import io
from datetime import timedelta

import page as validator
import pytest
from django.utils import timezone
from page._enums import ValidationProfile
from pypdf import PdfReader

from tests.factories.workshops import (
    WorkshopFactory,
    present,
)
from tests.workshops.people import certificate_of_both_days, days
from workshops.certificate import certificate_pdf, masked, verification_of, verification_url
from workshops.models import Certificate
from workshops.sealing import canonical, sha256_of
from workshops.services import certificates as services

pytestmark = pytest.mark.django_db
QUERIES = 16


@pytest.fixture
def issued(admin):
    return certificate_of_both_days(admin)


def test_content_is_hashed_and_numbered(issued):
    content = Certificate.objects.get().content

    assert issued.number == f"SERT/TAHAP-1/{timezone.localdate() + timedelta(days=1):%Y}/037"
    assert issued.sha256 == sha256_of(content)
    assert (content["name"], content["minutes"], len(content["days"])) == (
        "Rosmauli Siahaan", 960, 2,
    )  # fmt: skip


def test_canonical_bytes_are_the_same_for_the_same_content():
    assert canonical({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"é"]}'.encode()
    assert sha256_of({"a": 1, "b": 2}) == sha256_of({"b": 2, "a": 1})
    for bad in ({"a": 1.5}, {1: "a"}, {"a": timezone.now()}):
        with pytest.raises(TypeError):
            canonical(bad)


def test_pdf_is_one_landscape_page_that_says_what_was_sealed(issued, tmp_path):
    data = certificate_pdf(issued)

    reader = PdfReader(io.BytesIO(data))
    (page,) = reader.pages
    text = " ".join(page.extract_text().split())
    assert page.mediabox.width > page.mediabox.height
    for words in ("Sertifikat kehadiran", "Rosmauli Siahaan", issued.number, "16 jam"):
        assert words in text
    assert issued.sha256 in text.replace(" ", "")
    assert certificate_pdf(issued) == data
    path = tmp_path / "certificate.pdf"
    path.write_bytes(data)
    report = validator.validate_pdf(str(path), profile=ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in report.failures] == []


def test_long_names_stay_on_the_one_page(admin):
    first, _ = days(WorkshopFactory(title="T" * 40 + " panjang" * 15, venue="V " * 80))
    present(first, name="Nama Yang Sangat Panjang " * 3 + "Siaha")

    (row,) = services.issue_certificates(first.workshop, actor=admin, sessions=1)

    assert len(PdfReader(io.BytesIO(certificate_pdf(row))).pages) == 1


def test_text_of_people_is_printed_as_text(admin):
    first, _ = days()
    present(first, name="<img src=x> & Anak", number=1)

    (row,) = services.issue_certificates(first.workshop, actor=admin, sessions=1)

    assert (
        "<img src=x> & Anak" in PdfReader(io.BytesIO(certificate_pdf(row))).pages[0].extract_text()
    )


def test_public_page_tells_first_letters_only(issued):
    told = verification_of(issued)

    assert masked("Rosmauli br. Siahaan") == "R••• b••• S•••"
    assert (told["name"], told["state"], told["sha256"]) == (
        "R••• S•••", "valid", issued.sha256,
    )  # fmt: skip
    assert "Rosmauli" not in str(told)
    assert verification_url(issued).endswith(f"/verifikasi/{issued.token}/")
