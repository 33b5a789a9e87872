"""Printed cards: ten on a sheet, with number, code and QR, for people without a phone."""

import io
import re

import page as validator
import pytest
from page._enums import ValidationProfile
from pypdf import PdfReader

from tests.factories.workshops import ParticipantFactory, SessionFactory, guest, present
from tests.workshops.attending import desk_of
from workshops import cards
from workshops.models import Participant, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    made = SessionFactory()
    return Session.objects.select_related("workshop__programme").get(pk=made.pk)


def people_of(session):
    return list(Participant.objects.expected_at(session).select_related("organisation").by_number())


def words_of(data):
    pages = PdfReader(io.BytesIO(data)).pages
    return [re.sub(r"\s+", " ", page.extract_text()) for page in pages]


def test_card_has_workshop_name_organisation_number_and_code(session):
    person = ParticipantFactory(workshop=session.workshop, name="Ompu Togap", number=37)

    [text] = words_of(cards.cards_pdf(session, people_of(session)))

    parts = (
        str(session.workshop), "Ompu Togap", person.organisation.name, "Nomor peserta",
        "037", "Kode kartu", person.card_code,
    )  # fmt: skip
    for part in parts:
        assert part in text, part


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (10, 1), (11, 2), (25, 3)])
def test_ten_cards_on_a_sheet(count, pages, session):
    for number in range(count):
        ParticipantFactory(workshop=session.workshop, number=number + 1, name=f"Nama {number}")

    texts = words_of(cards.cards_pdf(session, people_of(session)))

    assert len(texts) == pages
    assert [text.count("Nomor peserta") for text in texts] == [
        min(10, count - 10 * place) for place in range(pages)
    ]


def test_cards_conform_to_pdf_ua_1_and_are_the_same_again(session, tmp_path):
    for name in ("Nama " * 15, "Rosma", '<b>"&'):
        ParticipantFactory(workshop=session.workshop, name=name[:80])
    people = people_of(session)
    path = tmp_path / "cards.pdf"

    data = cards.cards_pdf(session, people)
    path.write_bytes(data)

    report = validator.validate_pdf(str(path), profile=ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in report.failures] == []
    assert cards.cards_pdf(session, people) == data


def test_numbers_can_be_chosen(session, client_of):
    for number in (3, 12, 15, 20, 31):
        ParticipantFactory(workshop=session.workshop, number=number)
    ParticipantFactory(workshop=session.workshop, number=14, is_cancelled=True)
    browser = client_of(desk_of(session))

    def numbers(wanted):
        answer = browser.get(f"/sesi/{session.key}/kartu.pdf", {"nomor": wanted})
        return re.findall(r"Nomor peserta (\d{3})", words_of(answer.content)[0])

    assert numbers("3, 12-20") == ["003", "012", "015", "020"]
    assert numbers("") == ["003", "012", "015", "020", "031"]


def test_no_or_too_many_cards_ask_for_numbers(session, client_of, monkeypatch):
    present(session)
    guest(session)
    browser = client_of(desk_of(session))
    url = f"/sesi/{session.key}/kartu.pdf"

    none = browser.get(url, {"nomor": "900"})
    assert none.status_code == 422
    assert "Tidak ada peserta dengan nomor itu." in none.content.decode()

    monkeypatch.setattr("workshops.views.attendance.MOST_CARDS", 1)
    many = browser.get(url)
    assert many.status_code == 200
    assert "Ada 2 kartu, paling banyak 1 dalam satu berkas." in many.content.decode()
    parts = re.findall(r"\?nomor=(\d+-\d+)", many.content.decode())
    assert [browser.get(url, {"nomor": part}).status_code for part in parts] == [200, 200]


def test_marks_lie_at_the_edges_of_cards_and_never_on_one():
    text = cards._cut_marks().decode()
    lines = [
        tuple(map(float, part)) for part in re.findall(r"M(\S+) (\S+)L(\S+) (\S+?)(?=M|\")", text)
    ]

    assert len(lines) == 18
    for x1, y1, x2, y2 in lines:
        is_outside = (
            max(x1, x2) < 20 or min(x1, x2) > 190 or max(y1, y2) < 13.5 or min(y1, y2) > 283.5
        )
        assert is_outside, (x1, y1, x2, y2)
        assert all(0 < value < 297 for value in (x1, y1, x2, y2))
