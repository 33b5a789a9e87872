"""Assignment by hand and in balance: who may be asked, who is told, who decides then."""

from collections import Counter

import pytest
from django.utils import timezone

from accounts.choices import Role, Scope
from accounts.models import Absence, Grant
from submissions import transitions
from submissions.choices import IdeaStatus as S
from submissions.models import Assignment, DeclaredConflict, Idea
from submissions.permissions import IdeaPermissions
from submissions.services.assigning import (
    assign_reviewers,
    declare_conflict,
    unassign_reviewers,
)
from submissions.services.balancing import plan_assignments
from submissions.services.scoring import Scores, score_idea
from submissions.transitions import NotAllowedError
from tests.factories import DimensionFactory, UserFactory, idea_in
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Notice

pytestmark = pytest.mark.django_db


def test_assigned_people_are_told_and_alone_may_decide(admin):
    first, second, other = (UserFactory(roles=["reviewer"]) for _ in range(3))
    idea = idea_in(S.IN_REVIEW)
    assert IdeaPermissions.of(other, idea).decide

    assign_reviewers(idea, actor=admin, people=[first, second])
    assign_reviewers(idea, actor=admin, people=[first])

    idea.refresh_from_db()
    assert idea.assigned_count == 2
    assert [IdeaPermissions.of(p, idea).decide for p in (first, second, other)] == [
        True, True, False,
    ]  # fmt: skip
    told = Notice.objects.filter(kind="assignment").values_list("recipient", flat=True)
    assert sorted(told) == [first.pk, second.pk]
    assert AuditEntry.objects.filter(action="idea.assigned").count() == 1
    with pytest.raises(NotAllowedError):
        transitions.approve_idea(idea, actor=other)


def test_replacement_decides_while_the_assigned_one_is_away(admin):
    away, replacement = (UserFactory(roles=["reviewer"]) for _ in range(2))
    idea = idea_in(S.IN_REVIEW)
    assign_reviewers(idea, actor=admin, people=[away])
    idea.refresh_from_db()
    assert not IdeaPermissions.of(replacement, idea).decide
    today = timezone.localdate()

    Absence.objects.create(person=away, replacement=replacement, starts_on=today, ends_on=today)

    assert IdeaPermissions.of(replacement, idea).decide


def test_unassigning_gives_the_idea_back_to_all(admin, reviewer):
    assigned = UserFactory(roles=["reviewer"])
    idea = idea_in(S.IN_REVIEW)
    assign_reviewers(idea, actor=admin, people=[assigned])

    unassign_reviewers(idea, actor=admin, people=[assigned])
    unassign_reviewers(idea, actor=admin, people=[assigned])

    idea.refresh_from_db()
    assert (idea.assigned_count, IdeaPermissions.of(reviewer, idea).decide) == (0, True)
    assert AuditEntry.objects.filter(action="idea.unassigned").count() == 1


def test_own_side_conflicted_and_others_dimensions_are_never_assigned(admin):
    idea = idea_in(S.IN_REVIEW)
    colleague = UserFactory(organisation=idea.organisation, roles=["reviewer"])
    conflicted, elsewhere = UserFactory(roles=["reviewer"]), UserFactory()
    DeclaredConflict.objects.create(idea=idea, reviewer=conflicted)
    Grant.objects.create(
        user=elsewhere, role=Role.REVIEWER, scope=Scope.DIMENSION,
        dimension=DimensionFactory(code="ECO"),
    )  # fmt: skip

    new = assign_reviewers(idea, actor=admin, people=[colleague, conflicted, elsewhere, admin])

    assert new == []
    assert Assignment.objects.count() == 0


def test_declared_conflict_ends_assignment_and_score(admin, reviewer, client_of):
    other = UserFactory(roles=["reviewer"])
    idea = idea_in(S.IN_REVIEW)
    assign_reviewers(idea, actor=admin, people=[reviewer, other])
    score_idea(Idea.objects.get(pk=idea.pk), actor=reviewer, scores=Scores({}, is_abstained=True))

    answer = client_of(reviewer).post(
        f"/tinjauan/{idea.address}/benturan/", {"reason": "Saudara saya pengusulnya."}
    )
    with pytest.raises(NotAllowedError):
        declare_conflict(idea, actor=UserFactory(), reason="")

    idea.refresh_from_db()
    assert answer.status_code == 302
    assert (idea.assigned_count, idea.reviewed_count) == (1, 0)
    assert not IdeaPermissions.of(reviewer, idea).decide
    assert AuditEntry.objects.filter(action="idea.conflict_declared").count() == 1


def test_plan_is_balanced_within_the_cap_and_says_what_is_short():
    people = [UserFactory(roles=["reviewer"]) for _ in range(3)]
    # The fourth reviewer is of the author's side.
    author = UserFactory()
    people.append(UserFactory(organisation=author.organisation, roles=["reviewer"]))
    ideas = [idea_in(S.SUBMITTED, author=author) for _ in range(7)]

    plan = plan_assignments(each=2, cap=4)

    assert Counter(person.pk for _, person in plan.pairs) == {p.pk: 4 for p in people[:3]}
    assert [idea for idea, _ in plan.short] == [ideas[6]]
    assert plan.short[0][1] == "peninjau lain sudah mencapai batas, kurang 2"
    assert Assignment.objects.count() == 0


def test_plan_counts_what_is_open_and_replaces_who_is_away():
    busy, free, away, replacement = (UserFactory(roles=["reviewer"]) for _ in range(4))
    today = timezone.localdate()
    for _ in range(2):
        assign_reviewers(idea_in(S.SUBMITTED), actor=free, people=[busy])
    Absence.objects.create(person=away, replacement=replacement, starts_on=today, ends_on=today)
    idea_in(S.SUBMITTED), idea_in(S.SUBMITTED)

    plan = plan_assignments(each=1, cap=9)

    assert [person for person in plan.people if person == away] == []
    assert {person.pk for _, person in plan.pairs} == {free.pk, replacement.pk}


def test_plan_says_when_nobody_may():
    author = UserFactory()
    UserFactory(organisation=author.organisation, roles=["reviewer"])
    idea_in(S.SUBMITTED, author=author)

    plan = plan_assignments(each=1, cap=9)

    assert [reason for _, reason in plan.short] == ["tidak ada peninjau yang boleh menilai"]


@pytest.mark.parametrize("count", [1, 6])
def test_plan_asks_the_same_number_of_queries(count, django_assert_num_queries):
    for _ in range(count):
        UserFactory(roles=["reviewer"])
        idea_in(S.SUBMITTED)

    with django_assert_num_queries(9):
        plan_assignments(each=1, cap=9)


def test_preview_is_carried_out_as_shown_and_each_is_told_once(reviewer, admin, client_of):
    ideas = [idea_in(S.SUBMITTED) for _ in range(3)]
    browser = client_of(admin)
    page = browser.get("/tinjauan/pembagian/?each=1&cap=5")
    assert "Rencana: 3 penugasan untuk 3 gagasan" in page.content.decode()
    pairs = page.context["pairs"]

    browser.post("/tinjauan/pembagian/", {"pairs": pairs})
    browser.post("/tinjauan/pembagian/", {"pairs": pairs})

    assert Assignment.objects.filter(idea__in=ideas, reviewer=reviewer).count() == 3
    notices = Notice.objects.filter(kind="assignment", recipient=reviewer)
    assert [notice.title for notice in notices] == ["Anda diminta menilai 3 gagasan"]


def test_forged_pairs_assign_nobody_unfit(reviewer, client_of):
    author = UserFactory()
    idea = idea_in(S.SUBMITTED, author=author)
    pairs = f"{idea.code}:{author.username} {idea.code}:tidakada X-1:{reviewer.username} :"

    answer = client_of(reviewer).post("/tinjauan/pembagian/", {"pairs": pairs})

    assert answer.status_code == 302
    assert Assignment.objects.count() == 0


def test_assigning_by_hand_on_the_page(reviewer, admin, client_of):
    idea = idea_in(S.IN_REVIEW)
    browser, address = client_of(admin), f"/tinjauan/{idea.address}/"

    refused = browser.post(f"{address}tugaskan/", {"assign-person": "tidakada"})
    browser.post(f"{address}tugaskan/", {"assign-person": reviewer.username})
    page = browser.get(f"{address}kelola/").content.decode()
    assert refused.status_code == 422
    assert [row.reviewer for row in idea.assignments.all()] == [reviewer]
    assert f'Batalkan<span class="visually-hidden"> penugasan {reviewer}' in page

    browser.post(f"{address}batal-tugas/", {"person": reviewer.username})
    assert idea.assignments.count() == 0
