import threading
from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError

from submissions import transitions
from submissions.choices import IdeaStatus
from submissions.models import Idea, IdeaVersion, YearBudget
from submissions.transitions import ALLOWED, NotAllowedError, TransitionError
from tests.factories import (
    FundSourceFactory,
    UserFactory,
    draft_idea,
    idea_in,
)
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Notice, Outbox

pytestmark = pytest.mark.django_db

REACHABLE = [
    IdeaStatus.DRAFT,
    IdeaStatus.SUBMITTED,
    IdeaStatus.IN_REVIEW,
    IdeaStatus.NEEDS_REVISION,
    IdeaStatus.APPROVED,
    IdeaStatus.DEFERRED,
    IdeaStatus.REJECTED,
    IdeaStatus.WITHDRAWN,
    IdeaStatus.MERGED,
]
MOVES = {
    IdeaStatus.IN_REVIEW: lambda idea, who: transitions.take_up_idea(idea, actor=who),
    IdeaStatus.APPROVED: lambda idea, who: transitions.approve_idea(idea, actor=who),
    IdeaStatus.NEEDS_REVISION: lambda idea, who: transitions.ask_revision(
        idea, actor=who, reason="x", due_on=date(2026, 12, 1)
    ),
    IdeaStatus.DEFERRED: lambda idea, who: transitions.defer_idea(
        idea, actor=who, reason_code="budget", reason="x"
    ),
    IdeaStatus.REJECTED: lambda idea, who: transitions.reject_idea(
        idea, actor=who, reason_code="covered", reason="x"
    ),
    IdeaStatus.WITHDRAWN: lambda idea, who: transitions.withdraw_idea(idea, actor=who),
    IdeaStatus.MERGED: lambda idea, who: transitions.merge_idea(
        idea, into=idea_in(IdeaStatus.IN_REVIEW), actor=who
    ),
}
# Ways back, which have moves of their own: reopening, undo, unmerging.
OTHER_MOVES = {
    (source, IdeaStatus.IN_REVIEW) for source in ALLOWED if source != IdeaStatus.SUBMITTED
} | {(IdeaStatus.MERGED, target) for target in MOVES}


@pytest.mark.parametrize("source", REACHABLE)
@pytest.mark.parametrize("target", list(MOVES))
def test_move_is_made_once_or_refused_without_a_trace(source, target, reviewer):
    idea = idea_in(source)
    entries = AuditEntry.objects.filter(target_id=idea.pk, target_type="submissions.idea")
    before = entries.count()

    allowed = target in ALLOWED.get(source, ()) and (source, target) not in OTHER_MOVES
    if allowed:
        MOVES[target](idea, reviewer)
    else:
        with pytest.raises((TransitionError, NotAllowedError)):
            MOVES[target](idea, reviewer)

    idea.refresh_from_db()
    assert idea.status == (target if allowed else source)
    assert entries.count() - before == (1 if allowed else 0)


def test_submit_gives_gap_free_codes_and_keeps_them():
    first, second = idea_in(IdeaStatus.SUBMITTED), idea_in(IdeaStatus.SUBMITTED)

    assert [first.code, second.code] == ["ENV-001", "ENV-002"]


def test_failed_submission_takes_no_code():
    incomplete = draft_idea(solution="")

    with pytest.raises(transitions.IncompleteError) as caught:
        transitions.submit_idea(incomplete, actor=incomplete.author)

    assert caught.value.fields == ["solution"]
    assert idea_in(IdeaStatus.SUBMITTED).code == "ENV-001"


def test_reviewer_cannot_decide_on_own_side():
    reviewer = UserFactory(roles=["reviewer"])
    colleague = UserFactory(organisation=reviewer.organisation)
    idea = idea_in(IdeaStatus.IN_REVIEW, author=colleague)

    with pytest.raises(NotAllowedError):
        transitions.approve_idea(idea, actor=reviewer)

    idea.refresh_from_db()
    assert idea.status == IdeaStatus.IN_REVIEW


def test_frozen_version_refuses_change_in_the_database():
    source = FundSourceFactory()
    idea = idea_in(IdeaStatus.SUBMITTED, budgets=((2022, source.pk, 1000),))
    version = idea.current_version

    for write in (
        lambda: IdeaVersion.objects.filter(pk=version.pk).update(title="lain"),
        lambda: YearBudget.objects.filter(version=version).update(amount_idr=1),
        lambda: YearBudget.objects.create(
            version=version, year=2023, fund_source=source, amount_idr=1
        ),
        lambda: YearBudget.objects.filter(version=version).delete(),
        lambda: AuditEntry.objects.all().delete(),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            write()


def test_decision_mails_author_and_submission_mails_reviewers(reviewer):
    idea = idea_in(IdeaStatus.SUBMITTED)

    transitions.take_up_idea(idea, actor=reviewer)
    transitions.approve_idea(idea, actor=reviewer)

    told = list(Notice.objects.order_by("pk").values_list("recipient_id", "title"))
    assert told == [
        (reviewer.pk, f"Gagasan {idea.code} menunggu tinjauan"),
        (idea.author_id, f"Gagasan {idea.code} mulai ditinjau"),
        (idea.author_id, f"Gagasan {idea.code}: disetujui"),
    ]
    # The desk's mail goes into a daily digest; the author's goes out at once.
    mailed = list(Outbox.objects.order_by("pk").values_list("recipient_id", "subject"))
    assert mailed == told[1:]


def test_new_version_of_approved_idea_counts_only_after_approval(reviewer):
    from submissions import services
    from tests.factories import idea_text

    idea = idea_in(IdeaStatus.APPROVED)
    old = idea.approved_version
    services.save_draft(
        idea, actor=idea.author, text=idea_text(title="Judul baru"), revision=idea.revision
    )
    idea.refresh_from_db()
    assert (idea.status, idea.approved_version, idea.title) == (IdeaStatus.APPROVED, old, old.title)

    transitions.submit_idea(idea, actor=idea.author)
    transitions.take_up_idea(idea, actor=reviewer)
    idea.refresh_from_db()
    assert idea.approved_version == old
    transitions.approve_idea(idea, actor=reviewer)

    idea.refresh_from_db()
    assert (idea.approved_version.number, idea.title) == (2, "Judul baru")


@pytest.mark.django_db(transaction=True)
def test_approve_against_reject_has_one_winner():
    first, second = UserFactory(roles=["reviewer"]), UserFactory(roles=["reviewer"])
    for _ in range(100):
        idea = idea_in(IdeaStatus.IN_REVIEW)
        before = AuditEntry.objects.count()
        start, outcomes = threading.Barrier(2), []

        def decide(move, idea=idea, start=start, outcomes=outcomes):
            try:
                start.wait()
                move(idea)
                outcomes.append("won")
            except TransitionError:
                outcomes.append("lost")
            finally:
                connection.close()

        moves = [
            lambda i: transitions.approve_idea(i, actor=first),
            lambda i: transitions.reject_idea(i, actor=second, reason_code="other", reason="x"),
        ]
        threads = [threading.Thread(target=decide, args=[move]) for move in moves]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]

        assert sorted(outcomes) == ["lost", "won"]
        assert AuditEntry.objects.count() - before == 1
        assert Idea.objects.get(pk=idea.pk).status in {IdeaStatus.APPROVED, IdeaStatus.REJECTED}
