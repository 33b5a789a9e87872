"""A card is its writer's to change and take back, until the phase or a facilitator has it."""

import uuid

import pytest

from tests.factories.workshops import (
    ForumFactory,
    card,
    seated,
)
from tests.workshops.phones import write
from tobasmart.audit.models import AuditEntry
from workshops.choices import WITHDRAWN, ForumKind, Phase, PostKind, PostState
from workshops.models import Forum, ForumEvent, Post, Seat
from workshops.services.posts import (
    edit_post,
    withdraw_post,
)
from workshops.services.seats import RefusedError

pytestmark = pytest.mark.django_db


def everything():
    """What a refused act must leave as it was."""
    forums = Forum.objects.order_by("pk").values_list("pk", "version", "post_count", "seat_count")
    posts = Post.objects.order_by("pk").values_list("pk", "text", "state", "kind")
    counts = (ForumEvent.objects.count(), Seat.objects.count(), AuditEntry.objects.count())
    return list(forums), list(posts), counts


def test_the_writer_changes_a_card():
    forum = ForumFactory(kind=ForumKind.SWOT)
    author = seated(forum)
    post = write(forum, author, kind=PostKind.THREAT)

    edit_post(post, actor=author, text="QRIS di semua dermaga", kind=PostKind.STRENGTH)
    edit_post(post, actor=author, text="QRIS di semua dermaga", kind=PostKind.STRENGTH)

    post.refresh_from_db()
    assert (post.text, post.kind) == ("QRIS di semua dermaga", PostKind.STRENGTH)
    kinds = list(ForumEvent.objects.order_by("version").values_list("kind", flat=True))
    assert kinds == ["post", "board"]
    told = {"posts": 1, "keys": [str(post.key)], "forgotten": True}
    assert ForumEvent.objects.get(kind="board").data == told


def test_a_withdrawn_card_leaves_no_words_and_its_key_brings_nothing_back():
    forum, key = ForumFactory(), uuid.uuid4()
    author = seated(forum)
    post = write(forum, author, "Kata yang ditarik", key=key, kind=PostKind.IDEA)

    withdraw_post(post, actor=author)
    withdraw_post(post, actor=author)
    write(forum, author, "Kata yang ditarik", key=key)

    post = Post.objects.get()
    assert (post.state, post.hidden_reason) == (PostState.HIDDEN, WITHDRAWN)
    assert "Kata" not in post.text
    assert ForumEvent.objects.count() == 2
    assert write(forum, author).number == 2  # a number is not given twice
    with pytest.raises(RefusedError) as refusal:
        edit_post(post, actor=author, text="Lagi", kind=PostKind.IDEA)
    assert refusal.value.code == "handled"


def change(post, author):
    edit_post(post, actor=author, text="Lain", kind=PostKind.IDEA)


def take_back(post, author):
    withdraw_post(post, actor=author)


def in_a_group(post):
    post.lead = card(post.forum)
    post.save()


def leading(post):
    card(post.forum, lead=post)


def hidden(post):
    post.state, post.hidden_reason = PostState.HIDDEN, "Bukan gagasan"
    post.save()


def moved(post):
    post.state = PostState.MOVED
    post.save()


@pytest.mark.parametrize("handled", [in_a_group, leading, hidden, moved])
@pytest.mark.parametrize("act", [change, take_back])
def test_a_card_the_facilitator_has_handled_is_not_the_writers_any_more(handled, act):
    forum = ForumFactory()
    author = seated(forum)
    post = card(forum, author)
    handled(post)
    before = everything()

    with pytest.raises(RefusedError) as refusal:
        act(post, author)

    assert refusal.value.code == "handled"
    assert everything() == before


@pytest.mark.parametrize("phase", [Phase.GROUP, Phase.VOTE, Phase.CLOSED])
@pytest.mark.parametrize("act", [change, take_back])
def test_cards_stay_as_they_are_after_the_phase(phase, act):
    forum = ForumFactory(phase=phase)
    author = seated(forum)
    post = card(forum, author)
    before = everything()

    with pytest.raises(RefusedError):
        act(post, author)

    assert everything() == before


def test_another_persons_card_is_not_touched():
    forum = ForumFactory()
    post, other = card(forum), seated(forum)
    before = everything()

    for act in (change, take_back):
        with pytest.raises(RefusedError):
            act(post, other)

    assert everything() == before
