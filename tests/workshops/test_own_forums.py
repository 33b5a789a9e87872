"""The list of one's own forums: today, to come, past, each with the ways in that hold now."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.choices import Role, Scope
from accounts.models import Grant
from tests.factories import DimensionFactory, UserFactory
from tests.factories.workshops import ForumFactory, SessionFactory, facilitator_of
from workshops.services.facilitators import assign

pytestmark = pytest.mark.django_db
QUERIES = 8


def test_own_forums_are_sorted_by_day_with_the_ways_in(client_of):
    now = timezone.now()
    today = ForumFactory(code="EK22")
    coming = ForumFactory(
        code="EK33",
        session=SessionFactory(
            starts_at=now + timedelta(days=3), ends_at=now + timedelta(days=3, hours=6)
        ),
    )
    past = ForumFactory(
        code="EK44",
        session=SessionFactory(
            starts_at=now - timedelta(days=9), ends_at=now - timedelta(days=9, hours=-6)
        ),
    )
    person = facilitator_of(today)
    for forum in (coming, past):
        Grant.objects.create(
            user=person, role=Role.FACILITATOR, scope=Scope.SESSION,
            session_key=forum.session.key, valid_from=forum.session.rights_from,
            valid_until=forum.session.rights_until,
        )  # fmt: skip
    foreign = ForumFactory(code="LN99")
    ForumFactory(code="BR55", session=today.session, dimension=DimensionFactory(code="BRA"))

    page = client_of(person).get("/forum-saya/").content.decode()

    places = [page.index(code) for code in ("EK22", "EK33", "EK44")]
    assert places == sorted(places)
    assert foreign.code not in page
    assert "BR55" not in page  # of another dimension
    assert "/forum/ek22/notulen/" in page
    assert "/forum/ek33/notulen/" not in page  # rights have not begun
    assert "Hak Anda berlaku sejak" in page
    assert "/forum/ek44/notulen/" not in page
    assert f"/forum-saya/{today.session.key}/ringkasan/" in page


def test_an_admin_sees_all_and_a_stranger_an_empty_list(admin, client_of):
    ForumFactory(code="EK22")

    assert "EK22" in client_of(admin).get("/forum-saya/").content.decode()
    page = client_of(UserFactory()).get("/forum-saya/").content.decode()
    assert "Anda belum bertugas" in page
    assert "EK22" not in page


def test_the_menu_offers_the_list_to_who_has_a_task(client_of):
    forum = ForumFactory()

    assert "/forum-saya/" in client_of(facilitator_of(forum)).get("/tentang/").content.decode()
    assert "/forum-saya/" not in client_of(UserFactory()).get("/tentang/").content.decode()


@pytest.mark.parametrize("many", [1, 4])
def test_it_costs_the_same_for_many(many, admin, client_of, django_assert_num_queries):
    session, person = SessionFactory(), UserFactory()
    for code in ("ENV", "ECO", "BRA", "GOV")[:many]:
        forum = ForumFactory(session=session, dimension=DimensionFactory(code=code))
        assign(
            session, actor=admin, person=person, role=Role.FACILITATOR, dimension=forum.dimension
        )
        other = SessionFactory(workshop=session.workshop)
        assign(other, actor=admin, person=person, role=Role.DESK)
    browser = client_of(person)

    with django_assert_num_queries(QUERIES):
        browser.get("/forum-saya/")
