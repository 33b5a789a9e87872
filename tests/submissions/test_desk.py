"""The queue: which idea stands where, what is kept through an act, and a number of queries."""

import re

import pytest
from django.utils import timezone

from accounts.choices import Role, Scope
from accounts.models import Absence, Grant, User
from submissions import transitions
from submissions.choices import IdeaStatus as S
from submissions.models import DeclaredConflict, Idea, PendingNote, Review
from submissions.queues import Desk, Place
from submissions.reading import is_own_side
from submissions.services.assigning import assign_reviewers
from submissions.services.scoring import Scores, score_idea
from tests.factories import (
    DimensionFactory,
    OrganisationFactory,
    UserFactory,
    idea_in,
)
from tests.submissions.desks import fill, resubmitted, rubric, scores_of

pytestmark = pytest.mark.django_db


def codes(user, **place):
    return Desk(user, Place(**place)).codes()


def test_my_turn_is_what_is_assigned_to_me_or_to_nobody(reviewer):
    other = UserFactory(roles=["reviewer"])
    free, mine, theirs = (idea_in(S.IN_REVIEW) for _ in range(3))
    assign_reviewers(mine, actor=other, people=[reviewer])
    assign_reviewers(theirs, actor=other, people=[other])

    assert codes(reviewer) == [free.code, mine.code]
    assert codes(other) == [free.code, theirs.code]


def test_my_turn_leaves_out_own_side_conflicts_scored_and_other_dimensions():
    reviewer = UserFactory()
    economy = DimensionFactory(code="ECO")
    Grant.objects.create(
        user=reviewer, role=Role.REVIEWER, scope=Scope.DIMENSION, dimension=DimensionFactory()
    )
    colleague = UserFactory(organisation=reviewer.organisation)
    seen = idea_in(S.SUBMITTED)
    idea_in(S.SUBMITTED, author=colleague)
    idea_in(S.SUBMITTED, dimension=economy)
    conflicted, scored = idea_in(S.IN_REVIEW), idea_in(S.IN_REVIEW)
    DeclaredConflict.objects.create(idea=conflicted, reviewer=reviewer)
    score_idea(scored, actor=reviewer, scores=Scores({}, is_abstained=True))

    assert codes(reviewer) == [seen.code]
    assert codes(reviewer, tab="dinilai") == [scored.code]


@pytest.mark.parametrize("without_organisation", [False, True])
def test_own_side_is_left_out_as_reading_says(without_organisation):
    reviewer = UserFactory(roles=["reviewer"])
    others = idea_in(S.SUBMITTED)
    if without_organisation:
        User.objects.filter(pk=reviewer.pk).update(organisation=None)
        reviewer.refresh_from_db()
    own = idea_in(S.SUBMITTED, author=reviewer)
    helped = idea_in(S.SUBMITTED)
    helped.co_authors.add(reviewer)

    assert codes(reviewer) == [others.code]
    late = Idea.objects.all()
    late.update(step_due_on=timezone.localdate().replace(year=2020))
    rows = Desk(reviewer, Place(tab="terlambat")).rows
    assert {idea.code: idea.is_own for idea in rows} == {
        idea.code: is_own_side(reviewer, idea) for idea in late
    }
    assert {idea.code for idea in rows if idea.is_own} == {own.code, helped.code}


def test_replacement_of_an_absent_reviewer_takes_the_turn(reviewer):
    away = UserFactory(roles=["reviewer"])
    idea = idea_in(S.IN_REVIEW)
    assign_reviewers(idea, actor=reviewer, people=[away])
    assert codes(reviewer) == []

    today = timezone.localdate()
    Absence.objects.create(person=away, replacement=reviewer, starts_on=today, ends_on=today)

    assert codes(reviewer) == [idea.code]


def test_every_tab_counts_what_it_lists(reviewer):
    idea_in(S.SUBMITTED)
    idea_in(S.APPROVED)
    idea_in(S.REJECTED)
    idea_in(S.NEEDS_REVISION)
    late, returned = idea_in(S.IN_REVIEW), idea_in(S.IN_REVIEW)
    Idea.objects.filter(pk=late.pk).update(step_due_on=timezone.localdate().replace(year=2020))
    resubmitted(returned, UserFactory(roles=["reviewer"]))

    counts = Desk(reviewer, Place()).counts()

    assert counts == {
        "giliran": 3, "dinilai": 0, "kembali": 1, "terlambat": 1, "perbaikan": 1, "diputus": 2,
        "ditahan": 0,
    }  # fmt: skip
    assert {tab: len(codes(reviewer, tab=tab)) for tab in counts if tab != "ditahan"} == {
        tab: number for tab, number in counts.items() if tab != "ditahan"
    }
    assert codes(reviewer, tab="terlambat") == [late.code]


# Three for who is asking, two for whose turn it is, the counts, the page, its reviews, the days
# off, the two choices of the filter: 12 is the limit of a desk (performance).
@pytest.mark.parametrize("count", [1, 50])
def test_queue_asks_the_same_number_of_queries(
    count, reviewer, client_of, django_assert_num_queries
):
    fill(count)
    browser = client_of(reviewer)
    browser.get("/tinjauan/")

    with django_assert_num_queries(11):
        answer = browser.get("/tinjauan/")

    assert answer.content.decode().count("data-row=") == count


def test_filters_and_place_are_kept_through_an_act(reviewer, client_of):
    rubric()
    first, second = idea_in(S.IN_REVIEW), idea_in(S.IN_REVIEW)

    answer = client_of(reviewer).post(
        f"/tinjauan/{first.address}/setujui/",
        {"asal": "q=sampah&dimensi=env&urut=tenggat&hal=1&jahat=https://x.example"},
    )

    assert answer["Location"] == (
        f"/tinjauan/?q=sampah&dimensi=env&urut=tenggat&hal=1&buka={second.address}"
    )


@pytest.mark.parametrize("asal", ["https://x.example/", "//x.example", "\x00", "antrean=x&hal=-1"])
def test_nobody_is_sent_elsewhere(asal, reviewer, client_of):
    idea = idea_in(S.IN_REVIEW)

    answer = client_of(reviewer).post(f"/tinjauan/{idea.address}/setujui/", {"asal": asal})

    assert answer.status_code == 302
    assert answer["Location"] == "/tinjauan/"


def test_undo_takes_the_decision_back_and_says_when_it_is_too_late(reviewer, client_of):
    idea = idea_in(S.IN_REVIEW)
    browser = client_of(reviewer)
    browser.post(f"/tinjauan/{idea.address}/setujui/", {"layar": "penuh"})
    page = browser.get("/tinjauan/").content.decode()
    assert f"{idea.code} disetujui." in page
    assert f"/tinjauan/{idea.address}/urungkan/" in page

    browser.post(f"/tinjauan/{idea.address}/urungkan/")
    idea.refresh_from_db()
    assert idea.status == S.IN_REVIEW

    answer = browser.post(f"/tinjauan/{idea.address}/urungkan/", follow=True)
    assert "Waktu untuk mengurungkan sudah lewat" in answer.content.decode()


def test_panel_and_page_show_notes_and_make_revision_the_first_button(reviewer, client_of):
    rubric()
    idea = idea_in(S.IN_REVIEW)
    browser = client_of(reviewer)

    browser.post(f"/tinjauan/{idea.address}/catatan/", {"field": "budget", "text": "Tahun kedua?"})

    assert [note.text for note in PendingNote.objects.all()] == ["Tahun kedua?"]
    page = browser.get(f"/tinjauan/?buka={idea.address}").content.decode()
    assert re.search(r"Minta perbaikan \(1 catatan\)", page)
    browser.post(f"/tinjauan/{idea.address}/perbaikan/", {
        "cepat": "1", "revision-due_on": timezone.localdate().isoformat(),
    })  # fmt: skip
    idea.refresh_from_db()
    assert idea.status == S.NEEDS_REVISION
    assert [(n.field, n.text) for n in idea.decision.notes.all()] == [("budget", "Tahun kedua?")]
    assert PendingNote.objects.count() == 0


def test_notes_of_others_are_not_shown(reviewer, client_of):
    rubric()
    idea = idea_in(S.IN_REVIEW)
    other = client_of(UserFactory(roles=["reviewer"]))
    client_of(reviewer).post(
        f"/tinjauan/{idea.address}/catatan/", {"field": "title", "text": "Hanya untuk saya"}
    )

    assert "Hanya untuk saya" not in other.get(f"/tinjauan/{idea.address}/").content.decode()
    own = client_of(reviewer).get(f"/tinjauan/{idea.address}/").content.decode()
    assert "Hanya untuk saya" in own


def test_old_note_stands_beside_the_new_text_and_scores_start_again(reviewer, client_of):
    criteria = rubric()
    idea = idea_in(S.IN_REVIEW)
    score_idea(idea, actor=reviewer, scores=scores_of(criteria, 5, 5))
    idea = resubmitted(idea, reviewer)
    idea = transitions.take_up_idea(idea, actor=reviewer)
    assert (idea.reviewed_count, idea.score_mean) == (0, None)
    score_idea(idea, actor=reviewer, scores=scores_of(criteria, 2, 2))

    page = client_of(reviewer).get(f"/tinjauan/{idea.address}/").content.decode()

    assert "Berapa tahun kedua?" in page
    assert "Versi kedua yang lebih rinci" in page
    assert "Versi sebelumnya, tidak ikut dihitung" in page
    idea.refresh_from_db()
    assert str(idea.score_mean) == "2.00"
    assert Review.objects.filter(idea=idea).count() == 2


def test_keys_can_be_turned_off_and_on(reviewer, client_of):
    browser = client_of(reviewer)
    assert "data-keys-off" not in browser.get("/tinjauan/").content.decode()

    browser.post("/tinjauan/tombol/")
    assert "data-keys-off" in browser.get("/tinjauan/").content.decode()

    browser.post("/tinjauan/tombol/", {"pakai": "1"})
    assert "data-keys-off" not in browser.get("/tinjauan/").content.decode()


def test_reviewers_of_the_filter_and_unknown_words_do_no_harm(reviewer, client_of):
    OrganisationFactory()
    idea = idea_in(S.IN_REVIEW)
    assign_reviewers(idea, actor=UserFactory(roles=["admin"]), people=[reviewer])
    browser = client_of(reviewer)

    page = browser.get(f"/tinjauan/?peninjau={reviewer.username}").content.decode()
    empty = browser.get("/tinjauan/?peninjau=tidakada&hal=999&buka=env-999&urut=x&q=%00")

    assert idea.code in page
    assert empty.status_code == 200
    assert "Tidak ada gagasan yang cocok" in empty.content.decode()


# The limit of a panel is 12 (performance); the page adds what the whole text needs.
@pytest.mark.parametrize("count", [1, 12])
def test_panel_and_page_ask_the_same_number_of_queries(
    count, reviewer, client_of, django_assert_num_queries
):
    criteria = rubric()
    idea = fill(count)[0]
    for _ in range(count):
        other = UserFactory(roles=["reviewer"])
        score_idea(idea, actor=other, scores=scores_of(criteria, 3, 4))
    browser, address = client_of(reviewer), f"/tinjauan/{idea.address}/"
    browser.get(address)

    with django_assert_num_queries(12):
        browser.get(address, headers={"HX-Request": "true", "HX-Target": "desk-panel"})
    with django_assert_num_queries(16):
        browser.get(address)
    with django_assert_num_queries(20):
        browser.get(f"/tinjauan/?buka={idea.address}")
