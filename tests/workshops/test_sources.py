"""Where ideas come from and what became of cards; SWOT cards for Buku 1."""

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser

from submissions.choices import IdeaStatus as S
from submissions.models import Idea
from submissions.services import save_draft
from submissions.transitions import merge_idea, submit_idea, take_up_idea, unmerge_idea
from tests.factories import ProgrammeFactory, idea_in, idea_text
from tests.factories.workshops import ForumFactory, card, facilitator_of
from tests.workshops.records import discussed_forum, prepared, signed
from workshops.choices import ForumKind, Phase, PostKind, PostState
from workshops.models import Post
from workshops.services.promotion import promote
from workshops.services.sealing import seal
from workshops.sources import ideas_of_posts, sources_of, swot_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum():
    return discussed_forum()


@pytest.fixture
def idea(forum):
    return promote(forum, keys=[forum.posts.get(number=1).key], actor=facilitator_of(forum))


def handed_in(idea, reviewer):
    """The draft goes the usual way until everyone may read it."""
    dimension = idea.draft_version.dimension
    text = idea_text(dimension_id=dimension.pk)
    idea = save_draft(idea, actor=idea.author, text=text, revision=idea.revision)
    idea = submit_idea(idea, actor=idea.author, key=uuid.uuid4(), consent_version="1")
    return take_up_idea(idea, actor=reviewer)


def test_cards_say_what_they_became_in_one_query(forum, idea, django_assert_num_queries):
    posts = list(Post.objects.filter(forum=forum))
    idea.author.grants_now  # noqa: B018  (read before, as in a request)
    with django_assert_num_queries(1):
        found = ideas_of_posts(posts, idea.author)

    assert {post.number: found[post.pk].label for post in posts if post.pk in found} == {
        1: "draf gagasan", 2: "draf gagasan",
    }  # fmt: skip
    assert found[posts[0].pk].url == idea.get_absolute_url()
    assert ideas_of_posts(posts, AnonymousUser())[posts[0].pk].url == ""


def test_code_and_link_follow_the_idea(forum, idea, reviewer):
    public = handed_in(idea, reviewer)
    found = ideas_of_posts(Post.objects.filter(forum=forum), AnonymousUser())

    first = found[forum.posts.get(number=1).pk]
    assert (first.label, first.url) == (public.code, f"/gagasan/{public.code.lower()}/")


def test_sources_outlive_edits_and_merges(forum, idea, reviewer, client):
    idea = handed_in(idea, reviewer)
    lead = idea_in(S.IN_REVIEW)
    assert sources_of(lead) == []
    merge_idea(idea, into=lead, actor=reviewer)
    lead.refresh_from_db()

    found = sources_of(lead)
    assert [(source.forum, source.idea_code, source.dots) for source in found] == [
        (forum, idea.code, 4)
    ]
    assert [card.text for card in found[0].cards] == [
        "Bayar parkir danau pakai kode", "Parkir jangan tunai lagi",
    ]  # fmt: skip
    page = client.get(lead.get_absolute_url()).text
    assert "Asal gagasan" in page
    assert "Parkir jangan tunai lagi" in page
    post = forum.posts.get(number=1)
    assert client.get(ideas_of_posts([post], AnonymousUser())[post.pk].url)["Location"].startswith(
        lead.get_absolute_url()
    )
    unmerge_idea(Idea.objects.get(pk=idea.pk), actor=reviewer)
    assert sources_of(Idea.objects.get(pk=lead.pk)) == []
    assert len(sources_of(Idea.objects.get(pk=idea.pk))) == 1


def test_page_names_forum_session_votes_and_record(forum, reviewer, client):
    facilitator = facilitator_of(forum)
    idea = promote(forum, keys=[forum.posts.get(number=1).key], actor=facilitator)
    record = prepared(forum, facilitator)
    seal(record, actor=facilitator, seen=signed(record, facilitator))
    idea = handed_in(idea, reviewer)

    page = client.get(idea.get_absolute_url()).text

    lead = forum.posts.select_related("author__organisation").get(number=1)
    for words in (
        "Asal gagasan", str(forum), str(forum.session), "4 suara", lead.author.from_where,
        f"/verifikasi/{record.token}/", f"/forum/{forum.code.lower()}/hasil/",
    ):  # fmt: skip
        assert words in page, words
    names = [seat.participant.name for seat in forum.seats.select_related("participant")]
    assert [name for name in names if name in page] == []


def test_a_hidden_card_is_not_quoted(forum, idea):
    forum.posts.filter(number=2).update(state=PostState.HIDDEN, hidden_reason="Kasar")

    assert [card.number for card in sources_of(idea)[0].cards] == [1]


def test_stub_of_a_withdrawn_idea_quotes_no_card(idea, reviewer, client):
    from submissions.transitions import withdraw_idea

    idea = handed_in(idea, reviewer)
    withdraw_idea(idea, actor=idea.author)

    assert "Parkir jangan tunai lagi" not in client.get(idea.get_absolute_url()).text


def test_other_ideas_ask_nothing(django_assert_num_queries):
    idea = idea_in(S.IN_REVIEW)
    with django_assert_num_queries(0):
        assert sources_of(idea, has_family=False) == []


@pytest.mark.parametrize("cards", [1, 5])
def test_page_of_a_visitor_asks_one_query_more(
    cards, forum, reviewer, client, django_assert_num_queries
):
    lead = forum.posts.get(number=1)
    for _ in range(cards):
        card(forum, lead=lead)
    idea = promote(forum, keys=[lead.key], actor=facilitator_of(forum))
    idea = handed_in(idea, reviewer)

    with django_assert_num_queries(9 + 1):
        client.get(idea.get_absolute_url())


def test_swot_gathers_finished_forums_by_kind():
    done = ForumFactory(kind=ForumKind.SWOT, phase=Phase.CLOSED)
    threat = card(done, kind=PostKind.THREAT, text="Harga naik", dot_count=2)
    first = card(done, kind=PostKind.THREAT, text="Cuaca", dot_count=5)
    card(done, kind=PostKind.THREAT, text="Sama", lead=threat)
    card(done, kind=PostKind.VISION, text="Danau bersih")
    hidden = {"state": PostState.HIDDEN, "hidden_reason": "Kasar"}
    card(done, kind=PostKind.STRENGTH, text="Rahasia", **hidden)
    running = ForumFactory(kind=ForumKind.SWOT, phase=Phase.SUMMARY)
    card(running, kind=PostKind.THREAT, text="Belum")
    gladi = ForumFactory(kind=ForumKind.SWOT, phase=Phase.CLOSED)
    gladi.session.is_rehearsal = True
    gladi.session.save()
    card(gladi, kind=PostKind.THREAT, text="Gladi")

    found = swot_of(ProgrammeFactory())

    assert [(line.text, line.dots, line.forum) for line in found[PostKind.THREAT]] == [
        (first.text, 5, done), (threat.text, 2, done),
    ]  # fmt: skip
    assert [line.number for line in found[PostKind.VISION]] == [4]
    assert found[PostKind.STRENGTH] == found[PostKind.WEAKNESS] == []
