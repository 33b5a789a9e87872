"""A workshop's calendar file, and its papers as everyone gets them."""

import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from icalendar import Calendar

from tests.factories.workshops import WorkshopFactory
from tests.files.samples import pdf
from tests.workshops.managing import a_workshop
from workshops.models import Deliverable, Material, Speaker
from workshops.services.materials import add_file

pytestmark = pytest.mark.django_db


def test_papers_speakers_and_deliverables_are_shown_and_escaped(client):
    workshop = WorkshopFactory(audience="OPD & UMKM", source="<b>koran</b>")
    Material.objects.create(
        workshop=workshop, title="<script>Bahan", link="https://contoh.test/a?b=1&c=2"
    )
    Speaker.objects.create(workshop=workshop, position=1, name="Togar", role="Rektor", topic="Alam")
    Deliverable.objects.create(
        workshop=workshop, position=1, title="Buku 1", delivered_on=date(2027, 3, 9)
    )

    page = client.get(workshop.get_absolute_url()).content.decode()

    assert "<script>Bahan" not in page
    assert "&lt;script&gt;Bahan" in page
    assert "&lt;b&gt;koran" in page
    assert "Togar, Rektor. Alam" in page
    assert "Diserahkan" in page
    assert "9 Maret 2027" in page


def test_a_paper_is_a_safe_download_for_everyone(client, admin):
    workshop = WorkshopFactory()
    material = add_file(
        workshop, actor=admin, title="Tata tertib", key=uuid.uuid4(),
        file=SimpleUploadedFile("tata tertib.pdf", pdf()),
    )  # fmt: skip

    page = client.get(workshop.get_absolute_url()).content.decode()
    assert material.get_absolute_url() in page
    answer = client.get(material.get_absolute_url())

    assert answer.status_code == 200
    assert b"".join(answer) == pdf()
    assert answer["Content-Disposition"] == 'attachment; filename="tata tertib.pdf"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    other = WorkshopFactory()
    wrong = material.get_absolute_url().replace(workshop.slug, other.slug)
    assert client.get(wrong).status_code == 404
    assert client.get(f"/bimtek/{workshop.slug}/bahan/{uuid.uuid4()}/").status_code == 404


def test_the_calendar_has_an_event_for_each_session_in_utc(client):
    workshop, first, _ = a_workshop()
    workshop.title = "Bimbingan, Teknis; satu"
    workshop.save()

    answer = client.get("/bimtek/tahap-1/kalender.ics")

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="bimtek-tahap-1.ics"'
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    assert b"DTSTART:20270301T010000Z" in answer.content
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == [
        "BimTek Tahap I, Hari 1", "BimTek Tahap I, Hari 2",
    ]  # fmt: skip
    assert events[0].decoded("DTEND") == first.ends_at
    said = str(events[0]["DESCRIPTION"])
    assert said.startswith("Bimbingan, Teknis; satu\n08.30–10.00 Paparan (Aula utama)\n")
    assert "Pendampingan" not in said
    again = Calendar.from_ical(client.get("/bimtek/tahap-1/kalender.ics").content)
    assert [event["UID"] for event in again.walk("VEVENT")] == [event["UID"] for event in events]


def test_a_workshop_without_sessions_is_its_days(client):
    workshop = WorkshopFactory(starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 2))

    answer = client.get(f"/bimtek/{workshop.slug}/kalender.ics")
    page = client.get(workshop.get_absolute_url()).content.decode()

    event = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (
        date(2027, 3, 1), date(2027, 3, 3),
    )  # fmt: skip
    assert "Agenda belum diumumkan." in page
    assert client.get("/bimtek/tidak-ada/kalender.ics").status_code == 404
    assert client.get("/bimtek/tidak-ada/").status_code == 404
