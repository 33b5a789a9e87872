"""The public pages of a workshop: what is on now, by day; counts without names; few queries."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.choices import OrganisationKind
from tests.factories import DimensionFactory, UserFactory
from tests.factories.workshops import (
    ForumFactory,
    ParticipantFactory,
    SessionFactory,
    WorkshopFactory,
    card,
    facilitator_of,
    guest,
    present,
    seated,
)
from tests.workshops.managing import a_workshop, at
from workshops.choices import Phase
from workshops.door import GUEST_COOKIE, set_guest_cookie
from workshops.models import AgendaItem, Record, Speaker

pytestmark = pytest.mark.django_db
QUERIES_OF_A_VISITOR = 5
QUERIES_OF_A_PARTICIPANT = 11


def test_what_runs_stands_first_in_the_list(client):
    today = timezone.localdate()
    old = WorkshopFactory(stage=1, starts_on=date(2021, 6, 28), ends_on=date(2021, 6, 29))
    later = WorkshopFactory(
        stage=2, starts_on=today + timedelta(days=9), ends_on=today + timedelta(days=9)
    )
    now = WorkshopFactory(stage=3, starts_on=today, ends_on=today)

    page = client.get("/bimtek/").content.decode()

    places = [page.index(f'{row.get_absolute_url()}"') for row in (now, later, old)]
    assert places == sorted(places)
    assert page.count("Sedang berlangsung") == 1
    assert page.count("Selesai") == 1
    assert "BimTek baru" not in page


@pytest.mark.parametrize(
    ("moment", "current", "done"),
    [("07:00", None, 0), ("08:45", "Paparan", 0), ("10:05", None, 1), ("14:59", "Forum", 2),
     ("15:00", None, 3)],
)  # fmt: skip
def test_the_clock_marks_the_lines_of_the_day(moment, current, done, client):
    a_workshop()

    with time_machine.travel(at(date(2027, 3, 1), moment), tick=False):
        page = client.get("/bimtek/tahap-1/").content.decode()

    agenda = page[page.index('id="agenda"') : page.index("</section>")]
    assert agenda.count(">Selesai<") == done
    assert agenda.count("Sedang berlangsung") == (1 if current else 0)
    if current:
        assert current in agenda[agenda.index("is-current") :].split("</li>")[0]


@pytest.mark.parametrize(
    ("when", "query", "shown"),
    [
        (date(2027, 2, 1), "", "Paparan"),  # nothing yet: the first day to come
        (date(2027, 3, 1), "", "Paparan"),
        (date(2027, 3, 2), "", "Pendampingan"),
        (date(2028, 1, 1), "", "Paparan"),
        (date(2027, 3, 1), "?hari=2", "Pendampingan"),
        (date(2027, 3, 2), "?hari=tiga", "Pendampingan"),
        (date(2027, 3, 2), "?hari=99", "Pendampingan"),
    ],
)
def test_the_day_of_the_address_or_the_one_that_is_on(when, query, shown, client):
    a_workshop()

    with time_machine.travel(at(when, "09:00"), tick=False):
        page = client.get(f"/bimtek/tahap-1/{query}").content.decode()

    other = {"Paparan": "Pendampingan", "Pendampingan": "Paparan"}[shown]
    assert shown in page
    assert other not in page
    assert page.count('aria-current="true"') == 1


def test_past_workshops_are_over(client):
    _, _, second = a_workshop(date(2021, 6, 28))
    ForumFactory(session=second, phase=Phase.WAITING)

    page = client.get("/bimtek/tahap-1/?hari=2").content.decode()

    assert "Sedang berlangsung" not in page
    assert "29 Juni 2021, 08.00–16.30 WIB · Selesai" in page
    assert "<b>Selesai</b>" in page  # the forum's card
    assert "berita acara" not in page.lower()  # nothing was done in it


def test_forums_show_room_people_cards_and_phase(client):
    session = SessionFactory()
    eco = ForumFactory(session=session, dimension=DimensionFactory(code="ECO", name="Ekonomi"),
                       code="EK47", room="Ruang 2", phase=Phase.VOTE)  # fmt: skip
    eco.seat_count, eco.post_count, eco.version = 38, 1042, 7
    eco.save()
    ForumFactory(session=session, code="LN22", phase=Phase.WAITING)

    page = client.get(session.workshop.get_absolute_url()).content.decode()

    text = " ".join(page.split())
    assert 'href="/forum/ek47/">Ekonomi' in text
    assert "Ruang 2 · 38 hadir · 1.042 kartu" in text
    assert "Fase: Beri suara" in text
    assert "Belum dibuka" in text
    assert 'Berita acara Ekonomi <span class="muted">(belum ditandatangani)' in text
    assert "Berita acara Lingkungan" not in text


def test_a_sealed_record_is_linked_with_its_number(client):
    forum = ForumFactory()
    record = Record.objects.create(
        forum=forum, number="BA/1/2027", created_by=UserFactory(), sealed_at=timezone.now(),
        sealed_by=UserFactory(), content={}, sha256="0" * 64,
    )  # fmt: skip

    page = client.get(forum.session.workshop.get_absolute_url()).content.decode()

    assert f'href="/verifikasi/{record.token}/"' in page
    assert "(BA/1/2027)" in page


def test_attendance_is_counts_and_never_names(client):
    session = SessionFactory()
    for kind in (OrganisationKind.OPD, OrganisationKind.OPD, OrganisationKind.MEDIA):
        present(session, kind=kind)
    visitor = guest(session)
    ParticipantFactory(workshop=session.workshop)
    ParticipantFactory(workshop=session.workshop, is_cancelled=True)
    ParticipantFactory(workshop=session.workshop, is_rehearsal=True)
    present(SessionFactory(workshop=session.workshop, key="lain", day=2))

    page = client.get(f"{session.workshop.get_absolute_url()}?hari=1").content.decode()

    text = " ".join(page.split())
    assert '<b class="workshop__count">4</b> <span class="muted">dari 6 terdaftar</span>' in text
    assert "OPD <b>2</b>&emsp;UMKM <b>1</b>&emsp;Lainnya <b>1</b>" in text
    assert visitor.name not in page
    assert "Peserta Nama" not in page


def test_no_counts_before_check_in_opens(client):
    session = SessionFactory(
        starts_at=timezone.now() + timedelta(hours=3), ends_at=timezone.now() + timedelta(hours=9)
    )
    ParticipantFactory(workshop=session.workshop)

    assert (
        "terdaftar</span>" not in client.get(session.workshop.get_absolute_url()).content.decode()
    )


def test_a_participant_sees_their_own_attendance_and_the_box_for_the_code(client_of):
    session = SessionFactory()
    absent = ParticipantFactory(workshop=session.workshop)
    here = present(session)
    url = session.workshop.get_absolute_url()

    page = client_of(absent.user).get(url).content.decode()
    assert "Hari 1 belum tercatat" in page
    assert 'action="/h/"' in page

    page = client_of(here.user).get(url).content.decode()
    assert "Anda tercatat hadir" in page
    assert f"Nomor peserta <b>{here.number_text}</b>" in page
    assert 'action="/h/"' not in page


def test_a_guest_sees_their_own_attendance_by_their_cookie(client, rf):
    session = SessionFactory()
    visitor = guest(session)
    from django.http import HttpResponse

    answer = HttpResponse()
    set_guest_cookie(answer, rf.get("/"), visitor)
    client.cookies[GUEST_COOKIE] = answer.cookies[GUEST_COOKIE].value
    url = session.workshop.get_absolute_url()

    assert "Anda tercatat hadir" in client.get(url).content.decode()
    client.cookies[GUEST_COOKIE] = "falsch"
    assert "Anda tercatat hadir" not in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ("visitor", {"Daftar"}),
        ("participant", {"Daftar"}),
        ("facilitator", {"Daftar", "Peserta", "Layar aula", "Meja presensi", "Kendali"}),
        ("admin", {"Daftar", "Kelola", "Peserta", "Layar aula", "Meja presensi", "Kendali"}),
    ],
)
def test_buttons_follow_rights(who, shown, client, client_of):
    forum = ForumFactory()
    browser = {
        "visitor": lambda: client,
        "participant": lambda: client_of(UserFactory()),
        "facilitator": lambda: client_of(facilitator_of(forum)),
        "admin": lambda: client_of(UserFactory(roles=["admin"])),
    }[who]()

    page = browser.get(forum.session.workshop.get_absolute_url()).content.decode()

    bar = page[page.index('aria-label="Tindakan"') :]
    bar = bar[: bar.index("</nav>")]
    known = {"Daftar", "Kelola", "Peserta", "Layar aula", "Meja presensi", "Kendali"}
    assert {word for word in known if f">{word}</a>" in bar} == shown


def test_registration_and_rehearsal_are_told(client):
    session = SessionFactory(is_rehearsal=True)
    workshop = session.workshop
    workshop.registration_closes_at = timezone.now() - timedelta(hours=1)
    workshop.save()

    page = client.get(workshop.get_absolute_url()).content.decode()

    assert ">Daftar</a>" not in page
    assert "<b>Gladi.</b>" in page


@pytest.mark.parametrize("many", [1, 4])
def test_the_page_asks_the_database_as_often_for_one_as_for_many(
    many, client, client_of, django_assert_num_queries
):
    session = SessionFactory()
    for number, code in enumerate(("ENV", "ECO", "BRA", "GOV")[:many]):
        dimension = DimensionFactory(code=code)
        forum = ForumFactory(session=session, dimension=dimension, code=f"KD2{number}")
        card(forum, seated(forum))
        AgendaItem.objects.create(
            workshop=session.workshop, day=1, position=number + 1, title="Forum"
        )
        Speaker.objects.create(workshop=session.workshop, position=number + 1, name="Nama")
    person = present(session).user
    url = session.workshop.get_absolute_url()

    with django_assert_num_queries(QUERIES_OF_A_VISITOR):
        client.get(url)
    browser = client_of(person)
    with django_assert_num_queries(QUERIES_OF_A_PARTICIPANT):
        browser.get(url)
