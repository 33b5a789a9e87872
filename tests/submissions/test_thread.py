"""A page of a discussion: paging, what is hidden, merged talk, and what it costs."""

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from submissions.choices import IdeaStatus as S
from submissions.models import Comment, Follow, Idea
from submissions.permissions import IdeaPermissions
from submissions.services.moderation import hide_comment
from submissions.thread import ANSWERS_SHOWN, OFFICIAL_SHOWN, PAGE_SIZE, thread_of
from submissions.transitions import merge_idea, unmerge_idea
from tests.factories import UserFactory, idea_in

pytestmark = pytest.mark.django_db


def fill(idea, count, *, parent=None, person=None, **more):
    """``count`` comments as rows: the service would refuse so many in a minute."""
    person = person or UserFactory()
    rows = [
        Comment.objects.create(
            idea=idea, author=person, text=f"Nomor {n}", parent=parent, role_shown="UMKM", **more
        )
        for n in range(1, count + 1)
    ]
    Idea.objects.filter(pk=idea.pk).update(comment_count=idea.comments.count())
    return rows


def thread(idea, reader=None, page=None):
    reader = reader or AnonymousUser()
    return thread_of(idea, reader, IdeaPermissions.of(reader, idea), page=page)


def texts(entries):
    return [entry.text for entry in entries]


@pytest.mark.parametrize(
    ("count", "page", "first", "last", "number", "pages"),
    [
        (0, None, None, None, 1, 1),
        (1, None, 1, 1, 1, 1),
        (25, None, 1, 25, 1, 1),
        (26, None, 26, 26, 2, 2),
        (26, 1, 1, 25, 1, 2),
        (60, 2, 26, 50, 2, 3),
        (60, 99, 51, 60, 3, 3),
        (60, 0, 51, 60, 3, 3),
    ],
)
def test_pages_hold_25_oldest_first_and_the_last_is_shown(count, page, first, last, number, pages):
    idea = idea_in(S.IN_REVIEW)
    fill(idea, count)

    found = thread(idea, page=page)

    expected = [f"Nomor {n}" for n in range(first, last + 1)] if first else []
    assert (texts(found.entries), found.page, found.pages) == (expected, number, pages)


def test_long_conversations_show_their_newest_answers():
    idea = idea_in(S.IN_REVIEW)
    (root,) = fill(idea, 1)
    fill(idea, 8, parent=root)

    (entry,) = thread(idea).entries

    assert texts(entry.answers) == ["Nomor 6", "Nomor 7", "Nomor 8"]
    assert (entry.older_answers, len(entry.answers)) == (5, ANSWERS_SHOWN)


def test_official_answers_stand_on_every_page():
    idea = idea_in(S.IN_REVIEW)
    fill(idea, 60)
    fill(idea, OFFICIAL_SHOWN + 2, is_official=True)

    for page in (1, 2, 3):
        found = thread(idea, page=page)
        assert texts(found.official) == [f"Nomor {n}" for n in range(3, OFFICIAL_SHOWN + 3)]
        assert len(found.entries) == (PAGE_SIZE if page < 3 else 10)


def test_comments_of_merged_ideas_are_shown_with_their_code_and_go_back(client_of):
    lead, twin, reviewer = (
        idea_in(S.IN_REVIEW),
        idea_in(S.IN_REVIEW),
        UserFactory(roles=["reviewer"]),
    )
    fill(lead, 1)
    (root,) = fill(twin, 1)
    merge_idea(twin, into=lead, actor=reviewer)
    browser = client_of(UserFactory())

    data = {"text": "Jawaban", "key": str(uuid.uuid4()), "parent": str(root.creation_key)}
    browser.post(f"/gagasan/{lead.address}/tanggapan/", data)

    found = thread(lead)
    assert [entry.merged_from for entry in found.entries] == ["", twin.code]
    assert texts(found.entries[1].answers) == ["Jawaban"]
    assert f"dari {twin.code}" in browser.get(lead.get_absolute_url()).content.decode()

    unmerge_idea(twin, actor=reviewer)
    assert [len(thread(lead).entries), len(thread(twin).entries)] == [1, 1]
    assert texts(thread(twin).entries[0].answers) == ["Jawaban"]


def test_the_address_of_a_comment_survives_merging(client):
    lead, twin, reviewer = (
        idea_in(S.IN_REVIEW),
        idea_in(S.IN_REVIEW),
        UserFactory(roles=["reviewer"]),
    )
    (root,) = fill(twin, 1)
    at_twin = f"/gagasan/{twin.address}/tanggapan/{root.creation_key}/"
    at_lead = f"/gagasan/{lead.address}/tanggapan/{root.creation_key}/"
    assert client.get(at_twin).status_code == 200

    merge_idea(twin, into=lead, actor=reviewer)
    assert client.get(at_twin)["Location"] == at_lead
    assert client.get(at_lead).status_code == 200

    unmerge_idea(twin, actor=reviewer)
    assert client.get(at_lead)["Location"] == at_twin


def test_a_hidden_comment_is_read_by_its_author_and_the_moderators_only():
    idea, author = idea_in(S.IN_REVIEW), UserFactory()
    moderator = UserFactory(roles=["reviewer"])
    first, _ = fill(idea, 2, person=author)
    hide_comment(first, actor=moderator, reason="Menghina orang.")

    seen = {
        name: texts(thread(idea, reader).entries)
        for name, reader in {
            "visitor": None, "participant": UserFactory(), "author": author,
            "moderator": moderator,
        }.items()
    }  # fmt: skip

    whole, part = ["Nomor 1", "Nomor 2"], ["", "Nomor 2"]
    assert seen == {"visitor": part, "participant": part, "author": whole, "moderator": whole}
    assert thread(idea).entries[0].hidden_reason == "Menghina orang."


@pytest.mark.parametrize("who", ["visitor", "participant", "reviewer"])
def test_the_idea_page_costs_the_same_with_5_and_200_comments(who, client, client_of):
    idea, costs = idea_in(S.APPROVED), []
    browser = client if who == "visitor" else client_of(UserFactory(roles=[who]))

    for conversations in (1, 39):
        for root in fill(idea, conversations):
            fill(idea, 4, parent=root)
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(idea.get_absolute_url())
        costs.append(len(queries))

    assert idea.comments.count() == 200
    assert len(page.context["thread"].entries) == 15
    assert costs[0] == costs[1]
    assert who != "visitor" or costs[1] <= 10


def test_a_page_of_the_discussion_is_one_query(django_assert_num_queries):
    idea, reader = idea_in(S.IN_REVIEW), UserFactory()
    allowed = IdeaPermissions.of(reader, idea)
    fill(idea, 60)

    with django_assert_num_queries(1):
        thread_of(idea, reader, allowed)


@pytest.mark.parametrize("count", [1, 60])
def test_the_page_of_a_conversation_costs_the_same_with_any_number_of_answers(
    count, client, django_assert_num_queries
):
    idea = idea_in(S.APPROVED)
    (root,) = fill(idea, 1)
    fill(idea, count, parent=root)

    with django_assert_num_queries(7):
        client.get(f"/gagasan/{idea.address}/tanggapan/{root.creation_key}/")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [0, 20])
def test_a_comment_costs_twelve_queries_with_any_number_of_listeners(
    count, client_of, django_assert_num_queries
):
    idea, browser = idea_in(S.APPROVED), client_of(UserFactory())
    Follow.objects.bulk_create(Follow(idea=idea, person=UserFactory()) for _ in range(count))

    with django_assert_num_queries(12 + 2):  # and the two words that begin and end a transaction
        browser.post(
            f"/gagasan/{idea.address}/tanggapan/", {"text": "Setuju.", "key": str(uuid.uuid4())}
        )

    assert idea.comments.count() == 1


def test_text_of_people_is_escaped(client):
    idea = idea_in(S.IN_REVIEW)
    Comment.objects.create(
        idea=idea,
        author=UserFactory(display_name="<b>Nama</b>"),
        text="<script>alert(1)</script>\nbaris dua",
    )

    text = client.get(idea.get_absolute_url()).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>baris dua" in text
    assert "&lt;b&gt;Nama&lt;/b&gt;" in text
    assert "<b>Nama" not in text


def test_visitors_read_and_are_asked_to_sign_in(client):
    idea = idea_in(S.IN_REVIEW)

    text = client.get(idea.get_absolute_url()).content.decode()

    assert "Belum ada tanggapan." in text
    assert f"/masuk/?next={idea.get_absolute_url()}" in text
    assert "<textarea" not in text
