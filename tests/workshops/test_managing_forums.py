"""Sessions and forums as an admin plans them: keys, codes, rights that follow, what must stay."""

import pytest

from accounts.choices import Role
from accounts.models import Grant
from tests.factories import DimensionFactory, UserFactory
from tests.factories.workshops import (
    ForumFactory,
    SessionFactory,
    WorkshopFactory,
    card,
    facilitator_of,
    present,
)
from tests.workshops.managing import PARTS, acts, first_workshop, forum_data, manage, seal
from workshops.choices import ForumKind, Phase
from workshops.models import Forum, ForumEvent, Session
from workshops.services import schedule
from workshops.services.facilitators import assign

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    return first_workshop()


@pytest.fixture
def browser(admin, client_of):
    return client_of(admin)


def test_a_session_gets_day_and_key_and_its_grants_follow_its_times(workshop, browser, admin):
    browser.post(manage(workshop, "sesi", "baru"), PARTS["sesi"])
    browser.post(manage(workshop, "sesi", "baru"), PARTS["sesi"] | {"title": "Malam"})
    session, second = Session.objects.order_by("pk")
    assert (session.day, session.key, second.key) == (2, "tahap-1-hari-2", "tahap-1-hari-2-2")
    grant = assign(session, actor=admin, person=UserFactory(), role=Role.DESK)
    other = assign(second, actor=admin, person=UserFactory(), role=Role.DESK)

    browser.post(
        manage(workshop, "sesi", session.pk),
        PARTS["sesi"] | {"starts_at": "2027-03-01T09:00", "ends_at": "2027-03-01T12:00"},
    )

    session.refresh_from_db()
    assert session.day == 1
    grant.refresh_from_db()
    assert (grant.valid_from, grant.valid_until) == (session.rights_from, session.rights_until)
    until = other.valid_until
    other.refresh_from_db()
    assert other.valid_until == until


@pytest.mark.parametrize("what", ["attendance", "card", "open", "sealed"])
def test_what_people_did_cannot_be_removed(what, workshop, browser):
    session = SessionFactory(workshop=workshop, key="tahap-1-hari-1")
    forum = ForumFactory(session=session, phase=Phase.WAITING)
    if what == "attendance":
        present(session)
    elif what == "card":
        card(forum, present(session))
    elif what == "open":
        Forum.objects.update(phase=Phase.COLLECT)
    else:
        seal(forum)

    answer = browser.post(manage(workshop, "sesi", session.pk, "hapus"), follow=True)

    assert Session.objects.exists()
    assert "tidak dapat" in answer.content.decode()
    if what != "attendance":
        browser.post(manage(workshop, "forum", forum.pk, "hapus"))
        assert Forum.objects.exists()
    assert acts() == []


def test_an_empty_session_goes_with_its_forums_and_grants(workshop, browser):
    session = SessionFactory(workshop=workshop, key="tahap-1-hari-1")
    facilitator_of(ForumFactory(session=session, phase=Phase.WAITING))

    browser.post(manage(workshop, "sesi", session.pk, "hapus"))

    assert not Session.objects.exists()
    assert not Forum.objects.exists()
    assert not Grant.objects.filter(session_key=session.key).exists()


def test_a_forum_gets_a_code_that_can_be_read_aloud(workshop, browser):
    session = SessionFactory(workshop=workshop)
    economy = DimensionFactory(code="ECO", name="Ekonomi", slug="ekonomi")

    answer = browser.post(manage(workshop, "forum", "baru"), forum_data(session, economy))

    forum = Forum.objects.get()
    assert answer["Location"] == manage(workshop)
    assert forum.code[:2] == "EK"
    assert set(forum.code[2:]) <= set(schedule.CODE_DIGITS)
    again = browser.post(manage(workshop, "forum", "baru"), forum_data(session, economy))
    assert again.status_code == 422
    assert "Sesi ini sudah punya forum Ekonomi" in again.content.decode()
    assert Forum.objects.count() == 1


def test_codes_never_meet_and_other_letters_follow_when_all_are_used():
    economy = DimensionFactory(code="ECO", slug="ekonomi")
    workshop = WorkshopFactory()
    sessions = [SessionFactory(workshop=workshop) for _ in range(65)]

    for session in sessions:
        ForumFactory(session=session, dimension=economy, code=schedule.free_code(economy))

    codes = list(Forum.objects.order_by("pk").values_list("code", flat=True))
    assert len(set(codes)) == 65
    assert {code[:2] for code in codes[:64]} == {"EK"}
    assert not set("".join(codes)) & set("0O1I")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"dots": 0}, "Tulis angka 1 sampai 20"),
        ({"dots": 21}, "Tulis angka 1 sampai 20"),
        ({"vote_minutes": 500}, "Tulis angka 1 sampai 240"),
        ({"question": ""}, "Tulis pertanyaan"),
        ({"session": ""}, "Pilih sesi"),
    ],
)
def test_a_refused_forum_comes_back(changes, sentence, workshop, browser):
    session = SessionFactory(workshop=workshop)
    data = forum_data(session, DimensionFactory(), room="Ruang khusus", **changes)

    answer = browser.post(manage(workshop, "forum", "baru"), data)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Ruang khusus" in answer.content.decode()
    assert not Forum.objects.exists()


def test_a_forum_of_another_workshop_is_out_of_reach(workshop, browser):
    forum = ForumFactory()
    foreign = forum_data(forum.session, DimensionFactory(code="ECO"))

    assert browser.post(manage(workshop, "forum", "baru"), foreign).status_code == 422
    assert browser.get(manage(workshop, "forum", forum.pk)).status_code == 404
    browser.post(manage(workshop, "forum", forum.pk, "hapus"))
    assert Forum.objects.get() == forum


def test_changing_a_forum_tells_who_watches_and_keeps_phase_and_clock(workshop, browser):
    session = SessionFactory(workshop=workshop)
    forum = ForumFactory(session=session, phase=Phase.WAITING)
    page = browser.get(manage(workshop, "forum", forum.pk))
    assert page.status_code == 200
    # Meanwhile the facilitator opens the forum.
    Forum.objects.filter(pk=forum.pk).update(phase=Phase.COLLECT, version=4, post_count=2)

    data = forum_data(session, forum.dimension, question="Apa masalahnya?", dots=8)
    browser.post(manage(workshop, "forum", forum.pk), data)

    forum.refresh_from_db()
    assert (forum.question, forum.dots) == ("Apa masalahnya?", 8)
    assert (forum.phase, forum.version, forum.post_count) == (Phase.COLLECT, 5, 2)
    assert ForumEvent.objects.get().kind == "show"


def test_dots_stay_once_voting_was_opened_and_kind_once_there_are_cards(workshop, browser):
    session = SessionFactory(workshop=workshop)
    forum = ForumFactory(session=session, phase=Phase.VOTE)
    url = manage(workshop, "forum", forum.pk)

    answer = browser.post(url, forum_data(session, forum.dimension, dots=9))
    assert answer.status_code == 422
    assert "jumlah titik tetap" in answer.content.decode()

    card(forum, present(session))
    answer = browser.post(url, forum_data(session, forum.dimension, kind=ForumKind.SWOT))
    assert answer.status_code == 409
    assert "Jenis forum tidak dapat diubah lagi" in answer.content.decode()
    forum.refresh_from_db()
    assert (forum.dots, forum.kind, forum.version) == (5, ForumKind.IDEAS, 0)
    assert acts() == []


def test_a_sealed_forum_is_refused_with_its_sentence(workshop, browser):
    session = SessionFactory(workshop=workshop)
    forum = ForumFactory(session=session)
    seal(forum)

    answer = browser.post(
        manage(workshop, "forum", forum.pk),
        forum_data(session, forum.dimension, question="Lain?"),
    )

    assert answer.status_code == 409
    assert "sudah disahkan" in answer.content.decode()
    assert "Lain?" in answer.content.decode()
