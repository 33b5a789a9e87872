"""The way of a forum, its clock and what is shown: one act each, safe when sent twice."""

import threading
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from submissions.transitions import NotAllowedError
from tests.factories import DimensionFactory, UserFactory
from tests.factories.workshops import ForumFactory, facilitator_of
from tobasmart.audit.models import AuditEntry
from workshops.choices import Phase
from workshops.models import Forum, ForumEvent
from workshops.services import phases
from workshops.services.board_refusals import NotNowError
from workshops.services.phases import PhaseChangedError

pytestmark = pytest.mark.django_db
ACTS = {
    "open": phases.open_next_phase,
    "reopen": phases.reopen_phase,
    "extend": phases.extend_phase,
    "pause": phases.pause_phase,
    "resume": phases.resume_phase,
    "posts": lambda forum, **more: phases.show_posts(forum, is_on=True, **more),
    "results": lambda forum, **more: phases.show_results(forum, is_on=True, **more),
}


def act(name, forum, user, *, shown=None, key=None):
    return ACTS[name](forum, actor=user, shown=shown or forum.phase, key=key or uuid.uuid4())


def state(forum):
    """All that may change in a forum, and what was told and kept of it."""
    row = Forum.objects.filter(pk=forum.pk).values().get()
    return row, ForumEvent.objects.count(), AuditEntry.objects.count()


def test_phases_open_in_order_with_their_own_time():
    forum = ForumFactory(phase=Phase.WAITING, vote_minutes=7)
    user = facilitator_of(forum)
    seen = []
    with time_machine.travel(timezone.now(), tick=False):
        while forum.next_phase:
            forum = act("open", forum, user)
            seen.append((forum.phase, forum.phase_before, forum.seconds_left))
        assert seen == [
            ("collect", "waiting", 20 * 60), ("group", "collect", 15 * 60),
            ("vote", "group", 7 * 60), ("summary", "vote", 15 * 60), ("closed", "summary", None),
        ]  # fmt: skip
    kinds = list(ForumEvent.objects.order_by("version").values_list("version", "kind"))
    assert kinds == [(number, "phase") for number in range(1, 6)]
    told = ForumEvent.objects.order_by("version")[2].data
    assert (told["phase"], told["step"], told["paused"]) == ("vote", 3, None)
    entry = AuditEntry.objects.filter(action="forum.phase_opened").order_by("pk")[2]
    assert (entry.data["source"], entry.data["to"], entry.actor) == ("group", "vote", user)


def test_what_is_shown_follows_the_phase():
    forum = ForumFactory(phase=Phase.COLLECT)
    user = facilitator_of(forum)

    forum = act("open", forum, user)
    assert (forum.phase, forum.shows_posts, forum.shows_results) == ("group", True, False)
    forum = act("open", forum, user)
    assert (forum.phase, forum.shows_results) == ("vote", False)
    forum = act("results", forum, user)
    assert forum.shows_results
    forum = act("open", forum, user)
    assert (forum.phase, forum.shows_results) == ("summary", True)
    # Votes go on unseen when the close was too early.
    forum = act("reopen", forum, user)
    assert (forum.phase, forum.shows_results) == ("vote", False)


@pytest.mark.parametrize("name", sorted(ACTS))
def test_the_same_form_again_is_answered_and_changes_nothing(name):
    forum = ForumFactory(
        phase=Phase.VOTE if name == "results" else Phase.COLLECT,
        phase_ends_at=timezone.now() + timedelta(minutes=3),
    )
    user, key = facilitator_of(forum), uuid.uuid4()
    if name == "resume":
        forum = act("pause", forum, user)
    if name == "reopen":
        forum = act("open", forum, user)
    shown = forum.phase
    act(name, forum, user, shown=shown, key=key)
    before = state(forum)

    act(name, forum, user, shown=shown, key=key)

    assert state(forum) == before


@pytest.mark.parametrize("name", sorted(ACTS))
def test_a_button_of_another_phase_is_refused_with_the_phase_it_is(name):
    forum = ForumFactory(phase=Phase.GROUP)
    before = state(forum)

    with pytest.raises(PhaseChangedError, match="Fase sudah berganti menjadi Kelompokkan"):
        act(name, forum, facilitator_of(forum), shown="collect")

    assert state(forum) == before


@pytest.mark.parametrize("name", sorted(ACTS))
@pytest.mark.parametrize("who", ["participant", "reviewer", "observer", "other table", "ended"])
def test_only_who_runs_the_forum_may(name, who):
    forum = ForumFactory()
    if who == "other table":
        other = ForumFactory(session=forum.session, dimension=DimensionFactory(code="GOV"))
        user = facilitator_of(other)
    elif who == "ended":
        user = facilitator_of(forum)
        user.grants.update(valid_until=timezone.now() - timedelta(minutes=1))
    else:
        user = UserFactory(roles=[who])
    before = state(forum)

    with pytest.raises(NotAllowedError):
        act(name, forum, user)

    assert state(forum) == before


def test_an_admin_and_every_facilitator_of_the_table_may():
    forum = ForumFactory(phase=Phase.WAITING)
    for user in (facilitator_of(forum, dimension=False), UserFactory(roles=["admin"])):
        forum = act("open", forum, user)
    assert forum.phase == Phase.GROUP


def test_a_phase_opens_again_for_two_minutes_with_two_on_the_clock():
    forum = ForumFactory()
    user = facilitator_of(forum)
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        forum = act("open", forum, user)
    late = time_machine.travel(now + timedelta(seconds=121), tick=False)
    with late, pytest.raises(NotNowError, match="dua menit"):
        act("reopen", forum, user)
    with time_machine.travel(now + timedelta(seconds=119), tick=False):
        forum = act("reopen", forum, user)
        assert (forum.phase, forum.seconds_left) == ("collect", 120)
        with pytest.raises(NotNowError, match="dua menit"):
            act("reopen", forum, user)


def test_five_minutes_more_also_from_zero_and_while_paused():
    forum, now = ForumFactory(), timezone.now()
    user = facilitator_of(forum)
    Forum.objects.filter(pk=forum.pk).update(phase_ends_at=now - timedelta(minutes=4))
    with time_machine.travel(now, tick=False):
        assert act("extend", forum, user).seconds_left == 300
        assert act("extend", forum, user).seconds_left == 600
        assert act("pause", forum, user).seconds_left == 600
        assert act("extend", forum, user).seconds_left == 900
    with time_machine.travel(now + timedelta(hours=1), tick=False):
        forum = act("resume", forum, user)
        assert (forum.is_paused, forum.seconds_left) == (False, 900)


def test_time_running_out_changes_nothing_by_itself():
    forum = ForumFactory(phase_ends_at=timezone.now() - timedelta(hours=1))
    assert (forum.seconds_left, forum.phase) == (0, Phase.COLLECT)
    assert act("pause", forum, facilitator_of(forum)).paused_seconds == 0


@pytest.mark.parametrize(
    ("name", "phase", "sentence"),
    [
        ("extend", Phase.WAITING, "Tidak ada fase"),
        ("pause", Phase.CLOSED, "Tidak ada fase"),
        ("posts", Phase.VOTE, "selalu tampil"),
        ("results", Phase.GROUP, "Hasil suara baru ada"),
        ("reopen", Phase.COLLECT, "dua menit"),
    ],
)
def test_what_does_not_fit_the_phase_is_refused_with_a_sentence(name, phase, sentence):
    forum = ForumFactory(phase=phase)
    before = state(forum)

    with pytest.raises(NotNowError, match=sentence):
        act(name, forum, facilitator_of(forum))

    assert state(forum) == before


def test_a_sealed_forum_stays():
    forum = ForumFactory(phase=Phase.CLOSED, sealed_at=timezone.now())
    with pytest.raises(NotNowError, match="disegel"):
        act("reopen", forum, facilitator_of(forum))


@pytest.mark.django_db(transaction=True)
def test_two_facilitators_open_the_next_phase_at_once():
    forum = ForumFactory(phase=Phase.WAITING)
    users = [facilitator_of(forum), facilitator_of(forum)]
    start, results = threading.Barrier(2), []

    def press(user):
        start.wait()
        try:
            results.append(act("open", forum, user, shown=Phase.WAITING).phase)
        except PhaseChangedError as error:
            results.append(error.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results)[1] == "collect"
    assert "Fase sudah berganti menjadi Kumpulkan" in sorted(results)[0]
    forum.refresh_from_db()
    assert (forum.phase, forum.version) == (Phase.COLLECT, 1)
