"""Take one act on cards back, as long as nothing later touched the same cards."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record
from workshops.choices import BoardActKind as Kind
from workshops.choices import Phase, PostState
from workshops.models import BoardAct, Forum, IdeaSource, Post
from workshops.permissions import is_facilitator
from workshops.services.board import MOST_PINNED, TOO_MANY_PINS
from workshops.services.board_acts import tell
from workshops.services.board_groups import set_votes, votes_of
from workshops.services.board_move import lock_both
from workshops.services.board_refusals import NotNowError, opened

GROUPING = frozenset({Kind.MERGE, Kind.SPLIT})
TOUCHED = "Kartu ini sudah diubah lagi. Urungkan perubahan yang lebih baru lebih dulu."
USED_THERE = "Kartu ini sudah dipakai di forum tujuan, jadi pemindahannya tidak dapat diurungkan."
GROUPED = "Penggabungan hanya dapat diurungkan sampai fase Kelompokkan ditutup."


@transaction.atomic
def undo_act(act: BoardAct, *, actor: User) -> BoardAct:
    """Every touched card gets back the fields it had; twice is once.

    Grouping can be undone until its phase closes, anything else until the record is sealed.
    Raises ``NotAllowedError``, and ``NotNowError`` when a later act stands in the way.
    """
    row, target = _locked(act, actor)
    act = BoardAct.objects.get(pk=act.pk)
    if act.undone_at is not None:
        return act
    if act.kind in GROUPING and row.phase != Phase.GROUP:
        raise NotNowError(GROUPED)
    keys = [each["key"] for each in act.before]
    cards = {str(card.key): card for card in Post.objects.of_forum(row).filter(key__in=keys)}
    _refuse_if_touched(row, act, cards)
    if target is not None:
        _take_back_copy(target, cards[keys[0]])
    _restore(row, act, cards)
    act.undone_at, act.undone_by = timezone.now(), actor
    act.save(update_fields=["undone_at", "undone_by"])
    record(actor=actor, action="forum.act_undone", target=row, kind=act.kind, cards=keys)
    tell(row)
    return act


def _locked(act: BoardAct, actor: User) -> tuple[Forum, Forum | None]:
    """The act's forum and, of a card that was moved, the one it went to; both locked."""
    if act.kind == Kind.MOVE and act.before:
        stubs = Post.objects.filter(forum=act.forum_id, key=act.before[0]["key"])
        stub = stubs.select_related("moved_to__forum").first()
        if stub and stub.moved_to:
            row, target = lock_both(act.forum, stub.moved_to.forum)
            if not is_facilitator(actor, row):
                raise NotAllowedError("run")
            return row, target
    return opened(act.forum, actor)[0], None


def _refuse_if_touched(forum: Forum, act: BoardAct, cards: dict[str, Post]) -> None:
    """By a later act that still stands, by the writer, or by votes."""
    later = BoardAct.objects.filter(forum=forum, pk__gt=act.pk, undone_at=None)
    touched = {each["key"] for kept in later.values_list("before", flat=True) for each in kept}
    for each in act.before:
        card = cards.get(each["key"])
        stays = card and all(getattr(card, name) == value for name, value in each["now"].items())
        if each["key"] in touched or not stays:
            raise NotNowError(TOUCHED)
    if act.before and (given := act.before[0].get("votes")):
        lead = cards[act.before[0]["key"]]
        people = {participant for rows in given.values() for participant, _dots in rows}
        now = votes_of(Post.objects.filter(pk__in=given))
        if set(now) != {lead.pk} or {row[0] for row in now[lead.pk]} != people:
            raise NotNowError(TOUCHED)


def _restore(forum: Forum, act: BoardAct, cards: dict[str, Post]) -> None:
    for each in act.before:
        card = cards[each["key"]]
        for name, value in each["was"].items():
            setattr(card, name, value)
        if each["was"]:
            card.save(update_fields=list(each["was"]))
        if given := each.get("votes"):
            set_votes(forum, {int(pk): rows for pk, rows in given.items()})
    if any("is_pinned" in each["was"] for each in act.before):
        pinned = Post.objects.of_forum(forum).on_board().filter(is_pinned=True)
        if pinned.count() > MOST_PINNED:
            raise NotNowError(TOO_MANY_PINS)


def _take_back_copy(target: Forum, stub: Post) -> None:
    """The card that went on elsewhere goes, unless somebody there has worked with it."""
    copy = stub.moved_to
    if copy is None or copy.forum_id != target.pk:
        raise NotNowError(USED_THERE)
    acts = BoardAct.objects.filter(forum=target, before__contains=[{"key": str(copy.key)}])
    is_used = (
        (copy.state, copy.lead_id, copy.text) != (PostState.OPEN, None, stub.text)
        or copy.merged.exists()
        or copy.votes.exists()
        or acts.exists()
        or IdeaSource.objects.filter(post=copy).exists()
    )
    if is_used:
        raise NotNowError(USED_THERE)
    copy.delete()
    tell(target)
