"""The page of one's own workshops."""

import pytest

from tests.factories import UserFactory
from tests.factories.workshops import (
    ForumFactory,
    SessionFactory,
    card,
    guest,
    present,
)
from workshops.services.registration import PersonDetails

pytestmark = pytest.mark.django_db
OWN_PAGE_QUERIES = 9
DETAILS = PersonDetails(name="Rosmauli Siahaan", job_title="Analis")


@pytest.mark.parametrize("count", [1, 4])
def test_own_page_takes_the_same_queries_for_any_number(
    count, client_of, django_assert_num_queries
):
    person = UserFactory()
    for _ in range(count):
        session = SessionFactory()
        own = present(session, user=person)
        forum = ForumFactory(session=session)
        for _ in range(count):
            card(forum, own, text="Kartu saya")
    browser = client_of(person)
    browser.get("/saya/bimtek/")

    with django_assert_num_queries(OWN_PAGE_QUERIES):
        page = browser.get("/saya/bimtek/")

    assert len(page.context["participations"]) == count
    assert "Kartu saya" in page.content.decode()


def test_own_page_shows_nothing_of_others(client_of):
    session = SessionFactory()
    guest(session, name="Tamu rahasia")
    present(session, user=UserFactory(), name="Orang lain")

    page = client_of(UserFactory()).get("/saya/bimtek/").content.decode()

    assert "belum terdaftar" in page
    assert "rahasia" not in page
