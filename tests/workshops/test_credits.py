"""Writers of cards say whether they want to be named; who agrees writes along."""

import pytest

from submissions.models import Idea
from submissions.transitions import NotAllowedError
from tests.factories import UserFactory
from tests.factories.workshops import card, facilitator_of, guest
from tests.workshops.records import discussed_forum
from tobasmart.audit.models import AuditEntry
from workshops.choices import CreditAnswer
from workshops.models import IdeaSource
from workshops.services.claims import claim
from workshops.services.credits import answer_credit
from workshops.services.promotion import promote

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    """(idea, the card of another writer, that writer)."""
    forum = discussed_forum()
    idea = promote(forum, keys=[forum.posts.get(number=1).key], actor=facilitator_of(forum))
    member = forum.posts.get(number=2)
    return idea, member, member.author.user


def url(post):
    return f"/saya/kredit/{post.key}/"


def test_who_agrees_becomes_a_co_author(case, client_of):
    idea, post, person = case
    browser = client_of(person)
    page = browser.get("/saya/kredit/")
    for _ in range(2):
        browser.post(url(post), {"answer": "setuju"})

    assert ("Setuju disebut" in page.text, idea.title in page.text) == (True, True)
    assert list(idea.co_authors.all()) == [person]
    source = IdeaSource.objects.get(post=post)
    assert (source.answer, source.answered_at is not None) == (CreditAnswer.ACCEPTED, True)
    entry = AuditEntry.objects.get(action="idea.credit_answered")
    assert (entry.actor, entry.data) == (person, {"answer": "accepted"})
    assert "Anda setuju disebut." in browser.get("/saya/kredit/").text


def test_who_declines_is_not_named_with_the_idea_nor_in_its_draft(case, client_of):
    idea, post, person = case
    where = post.author.from_where
    assert where in idea.draft_version.solution
    client_of(person).post(url(post), {"answer": "tidak"})

    idea = Idea.objects.get()
    assert "Kartu 2: Parkir jangan tunai lagi" in idea.draft_version.solution
    assert f"({where})" not in idea.draft_version.solution
    assert (idea.revision, list(idea.co_authors.all())) == (2, [])
    assert (
        where
        not in client_of(idea.author)
        .get(idea.get_absolute_url())
        .text.split("Asal gagasan")[1]
        .split("</section>")[0]
    )


def test_an_answer_may_be_changed(case, client_of):
    idea, post, person = case
    browser = client_of(person)
    browser.post(url(post), {"answer": "setuju"})
    browser.post(url(post), {"answer": "tidak"})
    assert (idea.co_authors.count(), IdeaSource.objects.get(post=post).answer) == (
        0, CreditAnswer.DECLINED,
    )  # fmt: skip

    browser.post(url(post), {"answer": "setuju"})

    assert list(idea.co_authors.all()) == [person]


def test_one_answer_holds_for_all_cards_of_the_person_in_the_idea():
    forum = discussed_forum()
    lead, member = forum.posts.get(number=1), forum.posts.get(number=2)
    second = card(forum, member.author, lead=lead)
    idea = promote(forum, keys=[lead.key], actor=facilitator_of(forum))

    answer_credit(actor=member.author.user, key=second.key, answer=CreditAnswer.DECLINED)

    declined = idea.sources.filter(answer=CreditAnswer.DECLINED)
    assert set(declined.values_list("post__number", flat=True)) == {2, second.number}


def test_others_answer_for_nobody(case, client, client_of):
    idea, post, _ = case
    with pytest.raises(NotAllowedError):
        answer_credit(actor=idea.author, key=post.key, answer=CreditAnswer.ACCEPTED)
    assert client_of(UserFactory()).post(url(post), {"answer": "setuju"}).status_code == 403
    assert client.post(url(post), {"answer": "setuju"})["Location"].startswith("/masuk/")
    assert client.get("/saya/kredit/")["Location"].startswith("/masuk/")
    assert IdeaSource.objects.get(post=post).answer == CreditAnswer.ASKED
    assert not AuditEntry.objects.filter(action="idea.credit_answered").exists()


def test_the_owner_is_not_asked_about_the_own_idea(case, client_of):
    idea, _, _ = case
    lead = idea.sources.get(answer=CreditAnswer.ACCEPTED).post

    assert client_of(idea.author).post(url(lead), {"answer": "tidak"}).status_code == 403
    assert "Belum ada kartu Anda" in client_of(idea.author).get("/saya/kredit/").text


def test_an_unknown_answer_changes_nothing(case, client_of):
    _, post, person = case
    client_of(person).post(url(post), {"answer": "mungkin"})

    assert IdeaSource.objects.get(post=post).answer == CreditAnswer.ASKED


def test_claiming_the_entry_of_a_guest_brings_the_draft_along():
    forum = discussed_forum()
    writer = guest(forum.session)
    idea = promote(forum, keys=[card(forum, writer).key], actor=facilitator_of(forum))
    person = UserFactory()

    claim(writer, actor=person, key=writer.guest_key)

    idea.refresh_from_db()
    assert (idea.author, idea.proposer_name) == (person, "")


@pytest.mark.parametrize("count", [1, 4])
def test_list_asks_the_same_number_of_queries(count, client_of, django_assert_num_queries):
    forum = discussed_forum()
    facilitator, person = facilitator_of(forum), forum.posts.get(number=2).author
    for _ in range(count):
        lead = card(forum)
        card(forum, person, lead=lead)
        promote(forum, keys=[lead.key], actor=facilitator)
    browser = client_of(person.user)

    with django_assert_num_queries(5):
        assert browser.get("/saya/kredit/").text.count("Tidak ingin disebut") == count
