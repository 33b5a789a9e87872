"""The page "Saya": what to do first, own ideas, those of the organisation."""

from datetime import timedelta

import pytest
from django.utils import timezone

from submissions import services, transitions
from submissions.choices import IdeaStatus as S
from submissions.models import Idea
from tests.factories import OrganisationFactory, UserFactory, draft_idea, idea_in

pytestmark = pytest.mark.django_db


def page_of(client_of, person):
    return client_of(person).get("/saya/").content.decode()


def test_revisions_come_first_and_late_ones_say_so(client_of):
    author = UserFactory()
    idea = idea_in(S.NEEDS_REVISION, author=author)
    yesterday = timezone.localdate() - timedelta(days=1)
    Idea.objects.filter(pk=idea.pk).update(revision_due_on=yesterday, step_due_on=yesterday)

    text = page_of(client_of, author)

    assert f"Perbaiki {idea.code}" in text
    assert "Terlambat, tenggat" in text


def test_agency_asked_for_data_sees_the_draft_as_a_task(client_of):
    idea = draft_idea(title="Draf yang perlu data")
    agency = OrganisationFactory()
    Idea.objects.filter(pk=idea.pk).update(completing_agency=agency)

    assert "Lengkapi data gagasan Draf yang perlu data" in page_of(
        client_of, UserFactory(organisation=agency)
    )
    assert "Draf yang perlu data" not in page_of(client_of, UserFactory())


def test_merged_idea_is_to_be_read(client_of, reviewer):
    idea, lead = idea_in(S.IN_REVIEW), idea_in(S.IN_REVIEW)
    transitions.merge_idea(idea, into=lead, actor=reviewer)

    assert f"Baca: {idea.code} digabung ke {lead.code}" in page_of(client_of, idea.author)


def test_colleagues_drafts_are_seen_only_when_shared(client_of):
    author = UserFactory()
    colleague = UserFactory(organisation=author.organisation)
    idea = draft_idea(author, title="Draf rekan")
    idea_in(S.SUBMITTED, author=author, title="Gagasan rekan terkirim")

    before = page_of(client_of, colleague)
    services.share_draft(idea, actor=author, is_shared=True)
    after = page_of(client_of, colleague)

    assert "Gagasan rekan terkirim" in before
    assert "Draf rekan" not in before
    assert "Draf rekan" in after


@pytest.mark.parametrize("count", [1, 5])
def test_page_asks_the_same_number_of_queries(count, client_of, django_assert_num_queries):
    author = UserFactory()
    for _ in range(count):
        draft_idea(author)
        idea_in(S.NEEDS_REVISION, author=author)
        idea_in(S.APPROVED, author=UserFactory(organisation=author.organisation))
    browser = client_of(author)
    browser.get("/saya/")

    with django_assert_num_queries(QUERIES):
        browser.get("/saya/")


# Session, user, grants, unread notices, and what the page itself asks.
QUERIES = 11
