"""Cards merged, taken apart and moved; two facilitators at once."""

import threading
import uuid

import pytest
from django.db import connection

from tests.factories import DimensionFactory
from tests.factories.workshops import ForumFactory, SessionFactory, card, facilitator_of, seated
from tests.workshops.boards import act, all_state, board_state, merge, other_table, phase
from tobasmart.audit.models import AuditEntry
from workshops.choices import BoardActKind, ForumKind, Phase, PostKind, PostState
from workshops.models import BoardAct, ForumEvent, Post, Vote
from workshops.services.board_move import move_card
from workshops.services.board_refusals import NotNowError
from workshops.services.board_undo import undo_act

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum():
    return ForumFactory(phase=Phase.GROUP)


@pytest.fixture
def user(forum):
    return facilitator_of(forum)


def test_merged_cards_keep_words_and_writers_under_the_leading_one(forum, user):
    a, b, c = card(forum), card(forum), card(forum)

    done = merge(forum, user, a, b, title="Bayar parkir dengan kode", lead=b)

    for each in (a, b, c):
        each.refresh_from_db()
    assert (a.lead_id, b.lead_id, b.title, c.lead_id) == (
        b.pk,
        None,
        "Bayar parkir dengan kode",
        None,
    )
    assert (a.text, b.text) == ("Kartu 1", "Kartu 2")
    event = ForumEvent.objects.get()
    assert (event.kind, set(event.data["keys"])) == ("board", {str(a.key), str(b.key)})
    entry = AuditEntry.objects.get(action="forum.cards_merged")
    assert (entry.actor, done.actor, done.kind) == (user, user, BoardActKind.MERGE)


def test_groups_merge_with_all_their_members_and_one_pin(forum, user):
    a, b, c, d = (card(forum) for _ in range(4))
    act("pin", forum, user, c)
    merge(forum, user, c, d)
    merge(forum, user, a, b)

    merge(forum, user, a, c)

    leads = {each.number: each.lead_id for each in Post.objects.all()}
    assert leads == {1: None, 2: a.pk, 3: a.pk, 4: a.pk}
    assert list(Post.objects.filter(is_pinned=True)) == [a]


def test_dots_of_a_forum_that_went_back_move_with_the_cards_and_return(forum, user):
    a, b = card(forum), card(forum)
    both, one = seated(forum), seated(forum)
    for person, post, dots in [(both, a, 2), (both, b, 1), (one, b, 3)]:
        Vote.objects.create(forum=forum, participant=person, post=post, dots=dots)
    Post.objects.filter(pk=a.pk).update(dot_count=2)
    Post.objects.filter(pk=b.pk).update(dot_count=4)
    before = board_state(forum)[:2]

    done = merge(forum, user, a, b)

    assert sorted(Vote.objects.values_list("participant", "post", "dots")) == sorted(
        [(both.pk, a.pk, 3), (one.pk, a.pk, 3)]
    )
    assert list(Post.objects.order_by("number").values_list("dot_count", flat=True)) == [6, 0]
    undo_act(done, actor=user)
    assert board_state(forum)[:2] == before


def test_grouping_is_undone_until_its_phase_closes(forum, user):
    done, pinned = (
        merge(forum, user, card(forum), card(forum)),
        act("pin", forum, user, card(forum)),
    )
    phase(forum, Phase.VOTE)

    with pytest.raises(NotNowError, match="sampai fase Kelompokkan ditutup"):
        undo_act(done, actor=user)
    undo_act(pinned, actor=user)  # anything else until the record is sealed

    assert Post.objects.exclude(lead=None).count() == 1


def test_merges_that_cannot_be_are_refused_with_a_sentence(forum, user):
    a, b, c = card(forum), card(forum), card(forum)
    far = card(ForumFactory(session=forum.session, dimension=DimensionFactory(code="GOV")))
    merge(forum, user, a, b)
    before = all_state(forum)
    for cards, sentence in [
        ([c], "paling sedikit dua"), ([b, c], "sudah digabungkan orang lain"),
        ([c, far], "sudah digabungkan orang lain"),
    ]:  # fmt: skip
        with pytest.raises(NotNowError, match=sentence):
            merge(forum, user, *cards, lead=c)
    with pytest.raises(NotNowError, match="sebagai judul"):
        merge(forum, user, a, c, lead=b)
    assert all_state(forum) == before

    phase(forum, Phase.COLLECT)
    with pytest.raises(NotNowError, match="fase Kelompokkan"):
        merge(forum, user, a, c)


def test_quadrants_are_not_mixed():
    forum = ForumFactory(phase=Phase.GROUP, kind=ForumKind.SWOT)
    good, bad = card(forum, kind=PostKind.STRENGTH), card(forum, kind=PostKind.THREAT)
    with pytest.raises(NotNowError, match="bagian yang berbeda"):
        merge(forum, facilitator_of(forum), good, bad)


def test_a_moved_card_goes_on_there_and_leaves_a_stub(forum, user):
    a, other = card(forum, text="Peta jalan desa"), other_table(forum)

    done = move_card(forum, a.key, to=other, actor=user, key=uuid.uuid4())

    a.refresh_from_db()
    copy = a.moved_to
    assert (a.state, copy.forum, copy.author, copy.text, copy.number) == (
        PostState.MOVED, other, a.author, "Peta jalan desa", 1,
    )  # fmt: skip
    assert {event.forum for event in ForumEvent.objects.all()} == {forum, other}
    act("pin", other, facilitator_of(other), copy)
    before = all_state(forum)
    with pytest.raises(NotNowError, match="sudah dipakai di forum tujuan"):
        undo_act(done, actor=user)
    assert all_state(forum) == before


@pytest.mark.parametrize("case", ["late here", "late there", "other session", "leads", "same"])
def test_moves_that_cannot_be_are_refused(case, forum, user):
    a, b, other = card(forum), card(forum), other_table(forum)
    if case == "leads":
        merge(forum, user, a, b)
    if case == "late here":
        phase(forum, Phase.VOTE)
    if case == "late there":
        phase(other, Phase.SUMMARY)
    if case == "other session":
        other = ForumFactory(session=SessionFactory(workshop=forum.session.workshop))
    before = all_state(forum)
    with pytest.raises(NotNowError):
        move_card(forum, a.key, to=forum if case == "same" else other, actor=user, key=uuid.uuid4())
    assert all_state(forum) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same_lead", [True, False])
def test_two_facilitators_merge_the_same_cards_at_once(same_lead):
    forum = ForumFactory(phase=Phase.GROUP)
    a, b, c = card(forum), card(forum), card(forum)
    users = [facilitator_of(forum), facilitator_of(forum)]
    choices = [((a, b), a), ((b, c), b if same_lead else c)]
    start, results = threading.Barrier(2), []

    def press(user, cards, lead):
        start.wait()
        try:
            results.append(merge(forum, user, *cards, lead=lead).pk)
        except NotNowError as error:
            results.append(error.sentence)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=press, args=[user, *choice])
        for user, choice in zip(users, choices, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    sentences = [each for each in results if isinstance(each, str)]
    merged = Post.objects.exclude(lead=None)
    # With b as a lead of its own the two merges may follow each other; then both stand.
    if sentences:
        assert sentences == [
            "Sebagian kartu sudah digabungkan orang lain. Muat ulang lalu pilih lagi."
        ]
        assert (merged.count(), BoardAct.objects.count(), ForumEvent.objects.count()) == (1, 1, 1)
    else:
        assert same_lead
        assert set(merged.values_list("lead", flat=True)) == {a.pk}
    assert not Post.objects.filter(lead__lead__isnull=False).exists()
