"""An admin's pages of a workshop: parts added, changed, removed; nobody else; nothing is lost."""

import threading
from datetime import time

import pytest
from django.db import connection
from django.urls import reverse

from submissions.transitions import NotAllowedError
from tests.factories import DimensionFactory, ProgrammeFactory, UserFactory
from tests.factories.workshops import (
    ForumFactory,
    SessionFactory,
    WorkshopFactory,
    facilitator_of,
)
from tests.workshops.managing import PARTS, acts, data_of, first_workshop, manage, paper
from tobasmart.audit.models import AuditEntry
from workshops.forms.schedule import SpeakerForm
from workshops.models import AgendaItem, Deliverable, Forum, Session, Speaker, Workshop
from workshops.services import schedule

pytestmark = pytest.mark.django_db
QUERIES_OF_MANAGE = 12


@pytest.fixture
def workshop():
    return first_workshop()


@pytest.fixture
def browser(admin, client_of):
    return client_of(admin)


def test_a_new_workshop_gets_its_address_from_its_stage(browser):
    ProgrammeFactory()
    WorkshopFactory(slug="tahap-5", stage=4)
    url = reverse("workshops:workshop_new")

    answer = browser.post(url, data_of(stage="5"))

    made = Workshop.objects.get(stage=5)
    assert answer["Location"] == f"/bimtek/{made.slug}/kelola/"
    assert (made.slug, made.wifi_name, made.is_sample) == ("tahap-5-2", "BimTek", False)
    again = browser.post(url, data_of(stage="5", title="Kedua"))
    assert again.status_code == 422
    assert "Tahap 5 sudah ada" in again.content.decode()
    assert "Kedua" in again.content.decode()
    assert acts() == ["workshop.created"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Tulis judul"),
        ({"title": "x" * 161}, "Judul paling banyak 160 karakter, sekarang 161"),
        ({"ends_on": "2027-02-01"}, "Hari terakhir tidak boleh sebelum hari pertama"),
        ({"starts_on": "kemarin"}, "Pilih tanggal yang benar"),
        ({"registration_closes_at": "nanti"}, "Pilih tanggal dan jam"),
    ],
)
def test_refused_data_comes_back_with_its_reason(changes, sentence, workshop, browser):
    answer = browser.post(manage(workshop, "data"), data_of(venue="Ruang baru", **changes))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Ruang baru" in page
    workshop.refresh_from_db()
    assert workshop.venue == "Gedung Serba Guna"
    assert acts() == []


def test_changed_data_leaves_one_entry_with_old_and_new(workshop, browser):
    url = manage(workshop, "data")

    browser.post(url, data_of(title=workshop.title, venue="Aula Del"))
    browser.post(url, data_of(title=workshop.title, venue="Aula Del"))

    entry = AuditEntry.objects.get()
    assert entry.action == "workshop.changed"
    assert entry.data["changes"]["venue"] == ["Gedung Serba Guna", "Aula Del"]


@pytest.mark.parametrize("kind", PARTS)
def test_parts_are_added_once_changed_and_removed(kind, workshop, browser):
    from workshops.views.managing import KINDS

    model, data = KINDS[kind].model, PARTS[kind]
    for _ in range(3):  # pressed again and again
        answer = browser.post(manage(workshop, kind, "baru"), data)
        assert answer["Location"] == manage(workshop)
    part = model.objects.get()
    key = "name" if kind == "narasumber" else "title"
    assert data[key] in browser.get(manage(workshop)).content.decode()

    browser.post(manage(workshop, kind, part.pk), data | {key: "Nama lain"})
    browser.post(manage(workshop, kind, part.pk), data | {key: "Nama lain"})
    part.refresh_from_db()
    assert getattr(part, key) == "Nama lain"

    for _ in range(2):
        answer = browser.post(manage(workshop, kind, part.pk, "hapus"))
        assert answer["Location"] == manage(workshop)
    assert not model.objects.exists()
    name = schedule._WORDS[model]
    assert acts() == [f"workshop.{name}_{verb}" for verb in ("added", "changed", "removed")]


def test_no_name_of_a_speaker_is_written_into_the_audit(workshop, browser):
    browser.post(manage(workshop, "narasumber", "baru"), PARTS["narasumber"])
    speaker = Speaker.objects.get()
    browser.post(manage(workshop, "narasumber", speaker.pk), {"name": "Orang lain"})

    assert "Togar" not in str(list(AuditEntry.objects.values("data", "target_label")))
    assert "Orang" not in str(list(AuditEntry.objects.values("data", "target_label")))


def test_lines_of_the_agenda_stand_in_the_order_of_their_times(workshop, browser):
    url = manage(workshop, "agenda", "baru")
    for clock, title in (("13:00", "Forum"), ("08:00", "Presensi"), ("09:00", "Paparan")):
        browser.post(url, {"day": "1", "title": title, "starts_at": clock})
    browser.post(url, {"day": "2", "title": "Penutupan", "starts_at": "07:00"})

    def titles(day):
        return [row.title for row in AgendaItem.objects.filter(day=day).order_by("position")]

    assert titles(1) == ["Presensi", "Paparan", "Forum"]
    paparan = AgendaItem.objects.get(title="Paparan")
    browser.post(
        manage(workshop, "agenda", paparan.pk),
        {"day": "2", "title": "Paparan", "starts_at": "09:00"},
    )
    assert titles(1) == ["Presensi", "Forum"]
    assert titles(2) == ["Penutupan", "Paparan"]


def test_a_round_of_forums_names_its_dimensions(workshop, browser):
    eco, env = DimensionFactory(code="ECO"), DimensionFactory()
    data = {"day": "1", "title": "Forum", "dimensions": [eco.pk]}

    browser.post(manage(workshop, "agenda", "baru"), data)
    line = AgendaItem.objects.get()
    assert list(line.dimensions.all()) == [eco]
    data["dimensions"] = [eco.pk, env.pk]
    browser.post(manage(workshop, "agenda", line.pk), data)

    assert set(line.dimensions.all()) == {eco, env}
    entry = AuditEntry.objects.get(action="workshop.agenda_changed")
    assert entry.data["changes"]["dimensions"] == [["ECO"], ["ECO", "Lingkungan"]]


@pytest.mark.parametrize(
    ("kind", "changes", "sentence"),
    [
        ("sesi", {"ends_at": "2027-03-02T07:00"}, "Jam selesai harus sesudah jam mulai"),
        ("sesi", {"starts_at": "2027-03-05T07:00"}, "Tanggal di luar hari BimTek, 1–2 Maret 2027"),
        ("sesi", {"title": ""}, "Tulis judul"),
        ("agenda", {"ends_at": "07:00"}, "Jam selesai harus sesudah jam mulai"),
        ("agenda", {"starts_at": "", "ends_at": "09:00"}, "Tulis juga jam mulai"),
        ("agenda", {"starts_at": "pagi"}, "Tulis jam seperti 08.30"),
        ("luaran", {"link": "http://contoh.test"}, "Tulis alamat yang dimulai https://"),
        ("luaran", {"link": "javascript:alert(1)"}, "Tulis alamat yang dimulai https://"),
        ("narasumber", {"name": "x" * 121}, "Nama paling banyak 120 karakter, sekarang 121"),
    ],
)
def test_refused_parts_come_back_with_what_was_typed(kind, changes, sentence, workshop, browser):
    answer = browser.post(
        manage(workshop, kind, "baru"), PARTS[kind] | {"room": "Ruang khusus"} | changes
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert kind not in {"sesi", "agenda"} or "Ruang khusus" in page
    assert not any(model.objects.exists() for model in (Session, AgendaItem, Speaker, Deliverable))
    assert acts() == []


@pytest.mark.parametrize("who", ["visitor", "participant", "facilitator", "reviewer", "observer"])
def test_nobody_but_an_admin_gets_in_and_nothing_changes(who, workshop, client, client_of):
    session = SessionFactory(workshop=workshop)
    forum = ForumFactory(session=session)
    row = Deliverable.objects.create(workshop=workshop, position=1, title="Buku 1")
    if who == "visitor":
        browser = client
    elif who == "facilitator":
        browser = client_of(facilitator_of(forum))
    else:
        browser = client_of(UserFactory(roles=[who]))
    calls = [
        ("get", manage(workshop), {}), ("get", manage(workshop, "petugas"), {}),
        ("get", reverse("workshops:workshop_new"), {}),
        ("post", reverse("workshops:workshop_new"), data_of(stage=9)),
        ("post", manage(workshop, "data"), data_of(venue="Lain")),
        ("post", manage(workshop, "bahan", "baru"), paper(link="https://contoh.test/x")),
        ("post", manage(workshop, "luaran", row.pk, "serah"), {"on": "1"}),
        ("post", manage(workshop, "petugas", "hapus"), {"sesi": session.key, "tugas": "1"}),
        ("post", manage(workshop, "forum", forum.pk), {"question": "Lain"}),
        *(("post", manage(workshop, kind, "baru"), data) for kind, data in PARTS.items()),
        ("post", manage(workshop, "sesi", session.pk, "hapus"), {}),
    ]  # fmt: skip

    for verb, url, data in calls:
        answer = getattr(browser, verb)(url, data)
        assert answer.status_code == (302 if who == "visitor" else 403), url
        assert who != "visitor" or answer["Location"].startswith("/masuk/")

    assert acts() == []
    counts = [model.objects.count() for model in (Session, Forum, Deliverable, Workshop)]
    assert counts == [1, 1, 1, 1]


def test_the_services_refuse_by_themselves(workshop):
    person = UserFactory(roles=["reviewer"])
    form = SpeakerForm({"name": "Nama"}, instance=Speaker(workshop=workshop), workshop=workshop)
    assert form.is_valid()
    row = Deliverable.objects.create(workshop=workshop, position=1, title="Buku 1")

    with pytest.raises(NotAllowedError):
        schedule.add_part(form, actor=person)
    with pytest.raises(NotAllowedError):
        schedule.remove_part(row, actor=person)
    with pytest.raises(NotAllowedError):
        schedule.tick_deliverable(row, actor=person, is_delivered=True)

    assert not Speaker.objects.exists()
    assert acts() == []


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_are_one_line():
    workshop, admin = WorkshopFactory(), UserFactory(roles=["admin"])
    barrier, failed = threading.Barrier(10), []

    def click():
        form = SpeakerForm({"name": "Nama"}, instance=Speaker(workshop=workshop), workshop=workshop)
        try:
            assert form.is_valid()
            barrier.wait()
            schedule.add_part(form, actor=admin)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert Speaker.objects.count() == 1


def test_unknown_parts_and_kinds_are_not_found(workshop, browser):
    assert browser.get(manage(workshop, "rahasia", "baru")).status_code == 404
    assert browser.get(manage(workshop, "bahan", 1)).status_code == 404
    assert browser.get(manage(workshop, "sesi", 999)).status_code == 404
    assert browser.get("/bimtek/tidak-ada/kelola/").status_code == 404


@pytest.mark.parametrize("many", [1, 4])
def test_the_page_of_all_parts_costs_the_same_for_many(
    many, workshop, admin, browser, django_assert_num_queries
):
    for number, code in enumerate(("ENV", "ECO", "BRA", "GOV")[:many], 1):
        session = SessionFactory(workshop=workshop)
        forum = ForumFactory(session=session, dimension=DimensionFactory(code=code))
        facilitator_of(forum)
        line = AgendaItem.objects.create(
            workshop=workshop, day=1, position=number, title="Forum", starts_at=time(8)
        )
        line.dimensions.add(forum.dimension)
        Speaker.objects.create(workshop=workshop, position=number, name="Nama")

    with django_assert_num_queries(QUERIES_OF_MANAGE):
        browser.get(manage(workshop))
