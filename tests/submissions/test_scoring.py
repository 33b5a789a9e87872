"""Scores: weights, rounding, who sees them, and the rubric that is fixed by the first score."""

from decimal import Decimal

import pytest

from submissions import transitions
from submissions.choices import IdeaStatus as S
from submissions.models import Criterion, Idea, Review
from submissions.services.rubric import CriterionText, RubricFrozenError, save_rubric
from submissions.services.scoring import ScoreError, Scores, score_idea, weighted_mean
from submissions.transitions import NotAllowedError, TransitionError
from tests.factories import ProgrammeFactory, UserFactory, idea_in
from tests.submissions.desks import rubric, scores_of
from tobasmart.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def entries(action):
    return AuditEntry.objects.filter(action=action).count()


@pytest.mark.parametrize(
    ("weights", "values", "mean"),
    [
        ((1, 1, 1, 1), (4, 4, 2, 3), "3.25"),
        ((3, 1), (5, 1), "4.00"),
        ((1, 1, 1), (1, 1, 3), "1.67"),
        ((2, 3, 3), (1, 2, 2), "1.75"),
        ((4, 4), (1, 2), "1.50"),
        ((10, 30), (1, 2), "1.75"),
        ((5, 3), (1, 2), "1.38"),  # 1.375, half rounded up
    ],
)
def test_total_is_the_weighted_mean_with_half_rounded_up(weights, values, mean):
    pairs = zip(weights, values, strict=True)
    criteria = {Criterion(weight=w, pk=n): v for n, (w, v) in enumerate(pairs, 1)}

    assert weighted_mean(criteria) == Decimal(mean)


def test_sums_stand_on_the_idea_and_an_abstention_counts_as_done():
    criteria = rubric(1, 3)
    idea = idea_in(S.IN_REVIEW)
    people = [UserFactory(roles=["reviewer"]) for _ in range(3)]

    score_idea(idea, actor=people[0], scores=scores_of(criteria, 5, 5))
    score_idea(idea, actor=people[1], scores=scores_of(criteria, 1, 3))
    score_idea(idea, actor=people[2], scores=Scores({}, is_abstained=True))

    idea.refresh_from_db()
    assert (idea.reviewed_count, idea.score_mean, idea.score_spread) == (
        3, Decimal("3.75"), Decimal("2.50"),
    )  # fmt: skip


def test_score_may_be_changed_until_decided_and_the_same_again_leaves_no_trace(reviewer):
    criteria = rubric()
    idea = idea_in(S.IN_REVIEW)
    score_idea(idea, actor=reviewer, scores=scores_of(criteria, 1, 1))
    score_idea(idea, actor=reviewer, scores=scores_of(criteria, 4, 5))
    score_idea(idea, actor=reviewer, scores=scores_of(criteria, 4, 5))

    assert [str(each.total) for each in Review.objects.all()] == ["4.50"]
    assert entries("idea.scored") == 2

    transitions.approve_idea(idea, actor=reviewer)
    with pytest.raises(TransitionError):
        score_idea(idea, actor=reviewer, scores=scores_of(criteria, 1, 1))
    assert [str(each.total) for each in Review.objects.all()] == ["4.50"]


@pytest.mark.parametrize("values", [{"k1": 5}, {}, {"k1": 5, "k2": 5, "x": 5}])
def test_scores_that_do_not_fit_the_rubric_are_refused(values, reviewer):
    rubric()
    idea = idea_in(S.IN_REVIEW)

    with pytest.raises(ScoreError):
        score_idea(idea, actor=reviewer, scores=Scores(values))

    assert Review.objects.count() == 0


def test_own_side_and_unassigned_people_cannot_score(reviewer):
    criteria = rubric()
    idea = idea_in(S.IN_REVIEW)
    colleague = UserFactory(organisation=idea.organisation, roles=["reviewer"])

    for person in (colleague, UserFactory(roles=["admin"]), UserFactory()):
        with pytest.raises(NotAllowedError):
            score_idea(idea, actor=person, scores=scores_of(criteria, 3, 3))

    assert Review.objects.count() == 0


def test_scores_of_others_show_only_after_the_own(reviewer, client_of):
    criteria = rubric()
    idea = idea_in(S.IN_REVIEW)
    other = UserFactory(roles=["reviewer"], display_name="Ompu Raja")
    score_idea(idea, actor=other, scores=scores_of(criteria, 1, 1))
    browser, address = client_of(reviewer), f"/tinjauan/{idea.address}/"
    before = browser.get(address).content.decode()
    row_before = browser.get("/tinjauan/").content.decode()

    browser.post(f"{address}nilai/", {"score-k1": "5", "score-k2": "5"})

    after = browser.get(address).content.decode()
    assert "Ompu Raja" not in before
    assert "<b>1</b>" not in row_before
    assert "Nilai peninjau lain tampil setelah Anda menilai" in before
    assert "Ompu Raja" in after
    assert "Penilaian berbeda jauh, selisih 4" in after
    assert "selisih 4" in browser.get("/tinjauan/?antrean=dinilai").content.decode()


@pytest.mark.parametrize(("roles", "sees"), [(["admin"], True), (["admin", "reviewer"], False)])
def test_admin_sees_scores_unless_they_are_to_score(roles, sees, client_of):
    criteria = rubric()
    idea = idea_in(S.IN_REVIEW)
    other = UserFactory(roles=["reviewer"], display_name="Ompu Raja")
    score_idea(idea, actor=other, scores=scores_of(criteria, 1, 1))

    page = client_of(UserFactory(roles=roles)).get(f"/tinjauan/{idea.address}/").content.decode()

    assert ("Ompu Raja" in page) is sees


def test_half_a_score_is_refused_with_the_marks_kept(reviewer, client_of):
    rubric()
    idea = idea_in(S.IN_REVIEW)

    answer = client_of(reviewer).post(
        f"/tinjauan/{idea.address}/setujui/", {"score-k1": "4", "approved-reason": "Bagus sekali"}
    )

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Beri nilai untuk semua kriteria" in text
    assert "Bagus sekali" in text
    assert text.count("checked") == 1
    assert Idea.objects.get(pk=idea.pk).status == S.IN_REVIEW


def lines(*names):
    return [CriterionText("", name, "", 1, n, True) for n, name in enumerate(names, 1)]


def test_rubric_is_changed_by_an_admin_until_the_first_score(admin, reviewer, client_of):
    programme = ProgrammeFactory()
    save_rubric(programme, actor=admin, lines=lines("Dampak", "Kelayakan"))
    assert [each.code for each in Criterion.objects.all()] == ["dampak", "kelayakan"]
    assert entries("rubric.changed") == 1
    with pytest.raises(NotAllowedError):
        save_rubric(programme, actor=reviewer, lines=lines("Lain"))
    idea = idea_in(S.IN_REVIEW)
    score_idea(idea, actor=reviewer, scores=Scores({"dampak": 3, "kelayakan": 4}))

    with pytest.raises(RubricFrozenError):
        save_rubric(programme, actor=admin, lines=lines("Baru"))
    answer = client_of(admin).post("/kelola/rubrik/", line_data("Baru"))

    assert answer.status_code == 409
    assert "tidak dapat diubah lagi" in answer.content.decode()
    assert list(Criterion.objects.values_list("name", flat=True)) == ["Dampak", "Kelayakan"]


def line_data(name, number=0, code="", weight=2):
    values = {"code": code, "name": name, "hint": "", "weight": weight, "position": number + 1}
    return {f"line{number}-{key}": value for key, value in values.items()} | {
        f"line{number}-is_active": "on"
    }


def test_rubric_page_stores_changes_and_keeps_what_was_typed(admin, client_of):
    ProgrammeFactory()
    browser = client_of(admin)
    browser.post("/kelola/rubrik/", line_data("Dampak"))
    data = line_data("Dampak bagi warga", code="dampak", weight=3) | line_data("", 1)

    assert browser.post("/kelola/rubrik/", data).status_code == 302
    wrong = browser.post("/kelola/rubrik/", line_data("Lain", code="dampak", weight=99))

    assert list(Criterion.objects.values_list("code", "name", "weight")) == [
        ("dampak", "Dampak bagi warga", 3)
    ]
    assert wrong.status_code == 422
    assert "Isi bobot 1 sampai 10" in wrong.content.decode()
