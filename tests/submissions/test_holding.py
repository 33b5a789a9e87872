"""Held decisions: written down, replaced, dropped, announced together in their reviewer's name."""

import pytest
from django.utils import timezone

from submissions import transitions
from submissions.choices import DecisionKind
from submissions.choices import IdeaStatus as S
from submissions.models import Decision, HeldDecision, Idea
from submissions.services.deciding import Verdict
from submissions.services.holding import (
    HeldByOtherError,
    drop_held,
    hold_decision,
    release_held,
)
from submissions.transitions import NotAllowedError
from tests.factories import UserFactory, idea_in
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Notice

pytestmark = pytest.mark.django_db
NO = Verdict(DecisionKind.REJECT, "Sudah ada program yang sama.", "covered")


def actions():
    return list(
        AuditEntry.objects.filter(action__startswith="decision.")
        .order_by("pk")
        .values_list("action", flat=True)
    )


def test_held_decision_changes_nothing_until_it_is_released(reviewer, admin):
    idea = idea_in(S.IN_REVIEW)
    before = Notice.objects.filter(kind="decision").count()

    held = hold_decision(idea, actor=reviewer, verdict=NO)
    hold_decision(idea, actor=reviewer, verdict=NO)

    idea.refresh_from_db()
    assert idea.status == S.IN_REVIEW
    assert Notice.objects.filter(kind="decision").count() == before
    assert actions() == ["decision.held"]

    first = release_held([held], actor=admin)
    second = release_held([held], actor=admin)

    idea.refresh_from_db()
    assert (idea.status, idea.decision.actor, idea.decision.reason_code) == (
        S.REJECTED, reviewer, "covered",
    )  # fmt: skip
    assert ([each.pk for each in first.released], second.released) == ([idea.pk], [])
    assert Decision.objects.filter(idea=idea).count() == 1
    assert actions() == ["decision.held", "decision.released"]
    assert AuditEntry.objects.filter(action="idea.rejected", actor=reviewer).count() == 1


def test_only_its_reviewer_replaces_it_and_only_they_or_an_admin_drop_it(reviewer, admin):
    other = UserFactory(roles=["reviewer"])
    idea = idea_in(S.IN_REVIEW)
    hold_decision(idea, actor=reviewer, verdict=NO)
    hold_decision(idea, actor=reviewer, verdict=Verdict(DecisionKind.APPROVE))
    with pytest.raises(HeldByOtherError):
        hold_decision(idea, actor=other, verdict=NO)
    with pytest.raises(NotAllowedError):
        drop_held(idea, actor=other)
    assert HeldDecision.objects.get().kind == DecisionKind.APPROVE

    drop_held(idea, actor=admin)
    drop_held(idea, actor=admin)

    assert HeldDecision.objects.count() == 0
    assert actions() == ["decision.held", "decision.held", "decision.dropped"]


def test_what_is_no_longer_possible_is_reported_and_stays(reviewer, admin):
    decided, open_one, moved_on = (idea_in(S.IN_REVIEW) for _ in range(3))
    held = [
        hold_decision(idea, actor=reviewer, verdict=NO) for idea in (decided, open_one, moved_on)
    ]
    transitions.approve_idea(decided, actor=UserFactory(roles=["reviewer"]))
    reviewer.grants.filter(role="reviewer").delete()
    release = release_held(held, actor=admin)

    assert release.released == []
    assert [(idea.pk, reason) for idea, reason in release.refused] == [
        (decided.pk, "statusnya kini Disetujui"),
        (open_one.pk, "peninjaunya tidak lagi berhak memutuskan"),
        (moved_on.pk, "peninjaunya tidak lagi berhak memutuskan"),
    ]
    assert HeldDecision.objects.count() == 3


def test_revision_is_held_with_its_day_and_notes(reviewer, admin):
    idea = idea_in(S.IN_REVIEW)
    today = timezone.localdate()
    verdict = Verdict(DecisionKind.REVISION, "Rinci.", due_on=today, notes={"budget": "Berapa?"})

    release_held([hold_decision(idea, actor=reviewer, verdict=verdict)], actor=reviewer)

    idea.refresh_from_db()
    assert (idea.status, idea.revision_due_on) == (S.NEEDS_REVISION, today)
    assert [note.text for note in idea.decision.notes.all()] == ["Berapa?"]


def test_page_previews_and_asks_for_the_number(reviewer, client_of):
    ideas = [idea_in(S.IN_REVIEW) for _ in range(2)]
    theirs = idea_in(S.IN_REVIEW)
    hold_decision(theirs, actor=UserFactory(roles=["reviewer"]), verdict=NO)
    browser = client_of(reviewer)
    for idea in ideas:
        browser.post(
            f"/tinjauan/{idea.address}/tolak/",
            {"tahan": "1", "rejected-reason_code": "covered", "rejected-reason": "Sama."},
        )
    page = browser.get("/tinjauan/ditahan/").content.decode()
    assert "Umumkan 2 keputusan" in page
    assert "2 pemberitahuan dikirim" in page
    codes = [idea.code for idea in [*ideas, theirs]]

    refused = browser.post("/tinjauan/ditahan/umumkan/", {"idea": codes, "jumlah": "3"})
    done = browser.post("/tinjauan/ditahan/umumkan/", {"idea": codes, "jumlah": "2"})

    assert refused.status_code == 422
    assert "Ketik angka 2" in refused.content.decode()
    assert done.status_code == 302
    assert set(Idea.objects.filter(status=S.REJECTED)) == set(ideas)


def test_held_idea_leaves_the_queue_and_comes_back_when_dropped(reviewer, client_of):
    idea = idea_in(S.IN_REVIEW)
    browser = client_of(reviewer)
    browser.post(f"/tinjauan/{idea.address}/setujui/", {"tahan": "1"})
    row = f'data-row="{idea.address}"'
    assert row not in browser.get("/tinjauan/").content.decode()

    browser.post(f"/tinjauan/{idea.address}/lepas/")

    assert row in browser.get("/tinjauan/").content.decode()


@pytest.mark.parametrize("count", [1, 4])
def test_held_page_asks_the_same_number_of_queries(
    count, reviewer, client_of, django_assert_num_queries
):
    for _ in range(count):
        hold_decision(idea_in(S.IN_REVIEW), actor=reviewer, verdict=NO)
    browser = client_of(reviewer)

    with django_assert_num_queries(4):
        browser.get("/tinjauan/ditahan/")
