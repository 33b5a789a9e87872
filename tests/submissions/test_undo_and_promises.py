"""Taking a decision back, and the days each step is promised for."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from dimensions.models import Holiday
from submissions import transitions
from submissions.choices import IdeaStatus as S
from submissions.models import Decision, Idea, PendingNote
from submissions.transitions import TransitionError
from tests.factories import UserFactory, draft_idea, idea_in
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Notice, Outbox

pytestmark = pytest.mark.django_db
DECIDED = [S.APPROVED, S.NEEDS_REVISION, S.DEFERRED, S.REJECTED]


@pytest.mark.parametrize("status", DECIDED)
def test_undo_brings_the_review_back_and_tells_nobody(status, reviewer):
    idea = idea_in(status, reviewer=reviewer)

    transitions.undo_decision(idea, actor=reviewer)

    idea.refresh_from_db()
    assert (idea.status, idea.decision, idea.approved_version, idea.revision_due_on) == (
        S.IN_REVIEW, None, None, None,
    )  # fmt: skip
    assert Notice.objects.filter(kind="decision").count() == 0
    assert Outbox.objects.filter(subject__contains=":").count() == 0
    assert Decision.objects.get(idea=idea).undo.actor == reviewer
    assert AuditEntry.objects.filter(action="idea.decision_undone").count() == 1


def test_undone_revision_request_keeps_its_notes_for_the_reviewer(reviewer):
    idea = idea_in(S.NEEDS_REVISION, reviewer=reviewer)

    transitions.undo_decision(idea, actor=reviewer)

    notes = PendingNote.objects.filter(idea=idea).values_list("author_id", "field", "text")
    assert list(notes) == [(reviewer.pk, "budget", "Biaya tahun kedua?")]


def test_undo_of_a_second_approval_leaves_the_first_in_force(reviewer):
    idea = idea_in(S.APPROVED, reviewer=reviewer)
    first = idea.approved_version
    idea = _second_version_in_review(idea, reviewer)
    transitions.approve_idea(idea, actor=reviewer)

    transitions.undo_decision(idea, actor=reviewer)

    idea.refresh_from_db()
    assert (idea.status, idea.approved_version) == (S.IN_REVIEW, first)


def _second_version_in_review(idea, reviewer):
    from submissions import services
    from tests.factories import idea_text

    services.save_draft(
        idea, actor=idea.author, text=idea_text(title="Judul kedua"), revision=idea.revision
    )
    transitions.submit_idea(idea, actor=idea.author)
    return transitions.take_up_idea(idea, actor=reviewer)


def test_undo_is_refused_to_others_and_after_the_time(reviewer):
    idea = idea_in(S.APPROVED, reviewer=reviewer)

    with pytest.raises(TransitionError):
        transitions.undo_decision(idea, actor=UserFactory(roles=["reviewer"]))
    with (
        time_machine.travel(timezone.now() + timedelta(seconds=14), tick=False),
        pytest.raises(TransitionError),
    ):
        transitions.undo_decision(idea, actor=reviewer)

    idea.refresh_from_db()
    assert idea.status == S.APPROVED


def test_undo_twice_is_refused_the_second_time(reviewer):
    idea = idea_in(S.REJECTED, reviewer=reviewer)
    transitions.undo_decision(idea, actor=reviewer)

    with pytest.raises(TransitionError):
        transitions.undo_decision(idea, actor=reviewer)

    assert AuditEntry.objects.filter(action="idea.decision_undone").count() == 1


@time_machine.travel("2026-11-20T09:00:00+07:00", tick=False)  # a Friday
def test_each_step_is_promised_for_a_working_day(reviewer):
    Holiday.objects.create(on=date(2026, 11, 23), name="Libur daerah")
    idea = draft_idea()
    days = idea.programme
    days.take_up_days, days.decision_days = 3, 5
    days.save(update_fields=["take_up_days", "decision_days"])

    submitted = transitions.submit_idea(idea, actor=idea.author).step_due_on
    taken_up = transitions.take_up_idea(idea, actor=reviewer).step_due_on
    asked = transitions.ask_revision(
        idea, actor=reviewer, reason="x", due_on=date(2026, 12, 1)
    ).step_due_on

    assert [submitted, taken_up, asked] == [
        date(2026, 11, 26), date(2026, 11, 30), date(2026, 12, 1),
    ]  # fmt: skip


def test_overdue_lists_what_is_late_and_nothing_else(reviewer):
    late, on_time = idea_in(S.SUBMITTED), idea_in(S.SUBMITTED)
    idea_in(S.APPROVED)
    Idea.objects.filter(pk=late.pk).update(step_due_on=timezone.localdate() - timedelta(days=1))

    assert list(Idea.objects.overdue()) == [late]
    late.refresh_from_db()
    assert (late.is_late, on_time.is_late) == (True, False)
