"""Acts on cards: each once, each undone, and nothing changed where one is refused."""

import uuid

import pytest
from django.utils import timezone

from submissions.transitions import NotAllowedError
from tests.factories import UserFactory
from tests.factories.workshops import ForumFactory, card, facilitator_of
from tests.workshops.boards import act, all_state, board_state, merge, other_table, phase
from tobasmart.audit.models import AuditEntry
from workshops.choices import WITHDRAWN, Phase, PostState
from workshops.models import Forum, Post
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


@pytest.mark.parametrize(
    "name", ["merge", "split", "pin", "park", "hide", "title", "agree", "move"]
)
def test_every_act_is_undone_once_and_leaves_what_was(name, forum, user):
    a, b, other = card(forum), card(forum), other_table(forum)
    if name == "split":
        merge(forum, user, a, b)
    phase(forum, Phase.SUMMARY if name == "agree" else Phase.GROUP)
    before = board_state(forum)[:2]
    done = {
        "merge": lambda: merge(forum, user, a, b, title="Baru"),
        "split": lambda: act("split", forum, user, b),
        "pin": lambda: act("pin", forum, user, a),
        "park": lambda: act("park", forum, user, a),
        "hide": lambda: act("hide", forum, user, a, reason="Menyebut nama orang."),
        "title": lambda: act("title", forum, user, a, title="Judul baru"),
        "agree": lambda: act("agree", forum, user, a, is_on=True),
        "move": lambda: move_card(forum, a.key, to=other, actor=user, key=uuid.uuid4()),
    }[name]()
    assert board_state(forum)[:2] != before

    undo_act(done, actor=user)
    assert board_state(forum)[:2] == before
    kept = all_state(forum)
    undo_act(done, actor=user)

    assert all_state(forum) == kept
    done.refresh_from_db()
    assert done.undone_by == user
    assert AuditEntry.objects.filter(action="forum.act_undone").count() == 1


@pytest.mark.parametrize("name", ["pin", "park", "hide"])
def test_the_way_back_is_an_act_of_its_own_and_can_be_undone(name, forum, user):
    a = card(forum)
    back = {"pin": "unpin", "park": "unpark", "hide": "show"}[name]
    act(name, forum, user, a, **({"reason": "Kasar."} if name == "hide" else {}))
    done = board_state(forum)[:2]

    returned = act(back, forum, user, a)
    a.refresh_from_db()
    assert (a.state, a.is_pinned, a.hidden_reason) == ("open", False, "")
    undo_act(returned, actor=user)

    assert board_state(forum)[:2] == done


def test_an_act_is_not_undone_under_a_later_one(forum, user):
    a, b = card(forum), card(forum)
    first = act("pin", forum, user, a)
    second = merge(forum, user, a, b)
    before = all_state(forum)

    with pytest.raises(NotNowError, match="sudah diubah lagi"):
        undo_act(first, actor=user)
    assert all_state(forum) == before

    undo_act(second, actor=user)
    undo_act(first, actor=user)
    assert not Post.objects.filter(is_pinned=True).exists()


def test_a_card_its_writer_changed_since_is_left_alone(forum, user):
    a = card(forum)
    done = act("pin", forum, user, a)
    Post.objects.filter(pk=a.pk).update(
        state=PostState.HIDDEN, hidden_reason=WITHDRAWN, is_pinned=False
    )
    with pytest.raises(NotNowError, match="sudah diubah lagi"):
        undo_act(done, actor=user)
    with pytest.raises(NotNowError, match="ditarik penulisnya"):
        act("show", forum, user, a)


def test_several_cards_are_hidden_together_or_not_at_all(forum, user):
    a, b, c = card(forum), card(forum), card(forum)
    act("hide", forum, user, a, reason="Iklan.")
    before = all_state(forum)
    with pytest.raises(NotNowError, match="Muat ulang"):
        act("hide", forum, user, [b, a, c], reason="Iklan.")
    with pytest.raises(NotNowError, match="Pilih kartu"):
        act("hide", forum, user, [], reason="Iklan.")
    assert all_state(forum) == before

    undo_act(act("hide", forum, user, [b, c], reason="Iklan."), actor=user)
    assert board_state(forum)[:2] == before[0][:2]


def test_at_most_three_are_pinned_also_by_undo(forum, user):
    cards = [card(forum) for _ in range(4)]
    for each in cards[:3]:
        act("pin", forum, user, each)
    before = all_state(forum)
    with pytest.raises(NotNowError, match="Paling banyak tiga"):
        act("pin", forum, user, cards[3])
    assert all_state(forum) == before

    loosened = act("unpin", forum, user, cards[0])
    act("pin", forum, user, cards[3])
    before = all_state(forum)
    with pytest.raises(NotNowError, match="Paling banyak tiga"):
        undo_act(loosened, actor=user)
    assert all_state(forum) == before


def test_the_same_button_again_is_the_first_act(forum, user):
    a, b, key = card(forum), card(forum), uuid.uuid4()
    first = merge(forum, user, a, b, key=key)
    before = all_state(forum)

    assert merge(forum, user, a, b, key=key) == first
    assert all_state(forum) == before
    pinned = act("pin", forum, user, a, key=key)  # another button of the same page
    assert pinned != first
    assert act("pin", forum, user, a) is None  # as wanted already


@pytest.mark.parametrize("who", ["participant", "reviewer", "observer", "other table"])
def test_only_who_runs_the_forum_may_touch_its_cards(who, forum, user):
    a, b, other = card(forum), card(forum), other_table(forum)
    done = act("pin", forum, user, b)
    stranger = facilitator_of(other) if who == "other table" else UserFactory(roles=[who])
    before = all_state(forum)
    for attempt in (
        lambda: merge(forum, stranger, a, b),
        lambda: act("split", forum, stranger, a),
        lambda: act("pin", forum, stranger, a),
        lambda: act("unpin", forum, stranger, b),
        lambda: act("park", forum, stranger, a),
        lambda: act("hide", forum, stranger, a, reason="x"),
        lambda: act("title", forum, stranger, a, title="x"),
        lambda: act("agree", forum, stranger, a, is_on=True),
        lambda: move_card(forum, a.key, to=other, actor=stranger, key=uuid.uuid4()),
        lambda: undo_act(done, actor=stranger),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    assert all_state(forum) == before


@pytest.mark.parametrize("value", [Phase.WAITING, Phase.CLOSED])
def test_there_is_no_board_before_and_after(value, forum, user):
    a = card(forum)
    phase(forum, value)
    with pytest.raises(NotNowError, match="dari fase Kumpulkan sampai Rangkum"):
        act("pin", forum, user, a)


def test_the_list_is_agreed_on_while_the_forum_sums_up(forum, user):
    a = card(forum)
    with pytest.raises(NotNowError, match="fase Rangkum"):
        act("agree", forum, user, a, is_on=True)
    phase(forum, Phase.SUMMARY)
    key = uuid.uuid4()
    act("agree", forum, user, a, key=key, is_on=True)
    act("agree", forum, user, a, key=key, is_on=False)
    a.refresh_from_db()
    assert not a.is_agreed


def test_a_sealed_board_stays(forum, user):
    a = card(forum)
    done = act("pin", forum, user, a)
    Forum.objects.filter(pk=forum.pk).update(sealed_at=timezone.now())
    before = all_state(forum)
    for attempt in (lambda: act("unpin", forum, user, a), lambda: undo_act(done, actor=user)):
        with pytest.raises(NotNowError, match="disegel"):
            attempt()
    assert all_state(forum) == before
