"""Two reviewers decide at the same moment, a hundred times, over real connections."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from submissions import transitions
from submissions.choices import IdeaStatus as S
from submissions.models import Decision, Idea
from submissions.transitions import TransitionError
from tests.factories import UserFactory
from tests.submissions.desks import fill
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Notice

ROUNDS = 100


@pytest.mark.django_db(transaction=True)
def test_of_approve_and_reject_at_once_one_wins_and_leaves_one_entry():
    with transaction.atomic():
        ideas = fill(ROUNDS)
        people = [UserFactory(roles=["reviewer"]) for _ in range(2)]
    Notice.objects.all().delete()
    barrier = Barrier(2, timeout=60)

    def approve(idea):
        transitions.approve_idea(idea, actor=people[0])

    def reject(idea):
        transitions.reject_idea(idea, actor=people[1], reason_code="other", reason="Lain.")

    def decide_all(act):
        won, lost = [], []
        try:
            for idea in ideas:
                barrier.wait()
                try:
                    act(idea)
                    won.append(idea.pk)
                except TransitionError as error:
                    lost.append(error.idea.status)
        finally:
            connection.close()
        return won, set(lost)

    with ThreadPoolExecutor(2) as pool:
        (approved, told_approve), (rejected, told_reject) = pool.map(decide_all, (approve, reject))

    assert sorted([*approved, *rejected]) == sorted(idea.pk for idea in ideas)
    # Who came second is told what the first decided.
    assert told_approve <= {S.REJECTED}
    assert told_reject <= {S.APPROVED}
    decided = AuditEntry.objects.filter(action__in=["idea.approved", "idea.rejected"])
    assert Counter(decided.values_list("target_id", flat=True)) == {idea.pk: 1 for idea in ideas}
    assert Decision.objects.count() == Notice.objects.filter(kind="decision").count() == ROUNDS
    assert set(Idea.objects.filter(status=S.APPROVED).values_list("pk", flat=True)) == set(approved)
    assert set(Idea.objects.filter(status=S.REJECTED).values_list("pk", flat=True)) == set(rejected)
