"""Acts on many ideas: preview, one audit entry each, undo, ticks kept; never a decision."""

import pytest

from submissions import transitions
from submissions.choices import IdeaStatus as S
from submissions.models import Assignment, Idea, Merge
from tests.factories import DimensionFactory, UserFactory, idea_in
from tobasmart.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def entries(action):
    return AuditEntry.objects.filter(action=action).count()


@pytest.fixture
def desk(reviewer, client_of):
    return client_of(reviewer)


def test_first_step_asks_and_changes_nothing(desk):
    ideas = [idea_in(S.IN_REVIEW) for _ in range(2)]
    before = AuditEntry.objects.count()

    page = desk.post("/tinjauan/massal/", {"idea": [i.code for i in ideas], "act": "move"})
    unfinished = desk.post(
        "/tinjauan/massal/", {"idea": [i.code for i in ideas], "act": "move", "langkah": "2"}
    )

    assert "Pindah dimensi: 2 gagasan" in page.content.decode()
    assert "error-summary" not in page.content.decode()
    assert unfinished.status_code == 422
    assert "Pilih satu dimensi" in unfinished.content.decode()
    assert AuditEntry.objects.count() == before


def test_nothing_ticked_is_said(desk):
    answer = desk.post("/tinjauan/massal/", {"act": "move", "asal": "q=x"}, follow=True)

    assert answer.redirect_chain == [("/tinjauan/?q=x", 302)]
    assert "Centang dahulu gagasan" in answer.content.decode()


def test_move_previews_what_not_and_why_then_moves_and_can_be_undone(desk, reviewer):
    target = DimensionFactory(code="ECO", name="Ekonomi")
    ideas = [idea_in(S.IN_REVIEW), idea_in(S.SUBMITTED)]
    own = idea_in(S.SUBMITTED, author=UserFactory(organisation=reviewer.organisation))
    there = idea_in(S.SUBMITTED, dimension=target)
    home = ideas[0].dimension
    data = {
        "codes": ",".join(i.code for i in [*ideas, own, there]), "act": "move", "dimension": "ECO",
        "langkah": "2", "asal": "urut=tenggat",
    }  # fmt: skip

    preview = desk.post("/tinjauan/massal/", data).content.decode()
    assert "2 gagasan akan diubah" in preview
    assert "dari pihak Anda sendiri" in preview
    assert "sudah dalam dimensi itu" in preview

    answer = desk.post("/tinjauan/massal/jalankan/", data, follow=True)
    page = answer.content.decode()
    assert {i.dimension for i in Idea.objects.filter(pk__in=[i.pk for i in ideas])} == {target}
    assert entries("idea.moved") == 2
    assert "2 gagasan dipindahkan ke Ekonomi" in page
    assert answer.redirect_chain[0][0].startswith("/tinjauan/?urut=tenggat&pilih=")
    assert page.count("checked") == 3  # the own-side idea is in no queue of mine

    undone = desk.post("/tinjauan/massal/urungkan/", follow=True).content.decode()
    again = desk.post("/tinjauan/massal/urungkan/", follow=True).content.decode()
    assert {i.dimension for i in Idea.objects.filter(pk__in=[i.pk for i in ideas])} == {home}
    assert entries("idea.moved") == 4
    assert "2 gagasan kembali seperti semula" in undone
    assert "Tidak ada lagi yang dapat diurungkan" in again


def test_assign_many_and_take_it_back(desk, reviewer):
    ideas = [idea_in(S.SUBMITTED) for _ in range(3)]
    done = idea_in(S.APPROVED)
    data = {
        "codes": ",".join(i.code for i in [*ideas, done]), "act": "assign",
        "person": reviewer.username, "langkah": "2",
    }  # fmt: skip
    assert "sudah disetujui" in desk.post("/tinjauan/massal/", data).content.decode()

    desk.post("/tinjauan/massal/jalankan/", data)
    desk.post("/tinjauan/massal/jalankan/", data)
    assert Assignment.objects.count() == 3
    assert entries("idea.assigned") == 3

    desk.post("/tinjauan/massal/urungkan/")
    assert Assignment.objects.count() == 0


def test_merge_into_the_chosen_idea_and_undo(desk):
    lead, *others = (idea_in(S.IN_REVIEW) for _ in range(3))
    rejected = idea_in(S.WITHDRAWN)
    data = {
        "codes": ",".join(i.code for i in [lead, *others, rejected]), "act": "merge",
        "lead": lead.code, "reason": "Sama", "langkah": "2",
    }  # fmt: skip
    assert "sudah ditarik" in desk.post("/tinjauan/massal/", data).content.decode()

    desk.post("/tinjauan/massal/jalankan/", data)
    assert [i.merged_into for i in Idea.objects.filter(status=S.MERGED)] == [lead, lead]
    assert entries("idea.merged") == 2

    desk.post("/tinjauan/massal/urungkan/")
    assert Idea.objects.filter(status=S.MERGED).count() == 0
    assert Merge.objects.filter(undone_at=None).count() == 0
    assert {i.status for i in Idea.objects.filter(pk__in=[o.pk for o in others])} == {S.IN_REVIEW}


def test_what_changed_meanwhile_is_left_alone_by_undo(desk):
    target = DimensionFactory(code="ECO", name="Ekonomi")
    ideas = [idea_in(S.IN_REVIEW) for _ in range(2)]
    data = {"codes": ",".join(i.code for i in ideas), "act": "move", "dimension": "ECO"}
    desk.post("/tinjauan/massal/jalankan/", data)
    transitions.withdraw_idea(ideas[0], actor=ideas[0].author)

    page = desk.post("/tinjauan/massal/urungkan/", follow=True).content.decode()

    ideas[0].refresh_from_db()
    assert ideas[0].dimension == target
    assert "1 gagasan kembali seperti semula" in page
    assert f"{ideas[0].code} tidak diubah: sudah berubah lagi" in page


@pytest.mark.parametrize("act", ["approve", "reject", "defer", "setujui", ""])
def test_decisions_are_never_made_in_bulk(act, desk):
    idea = idea_in(S.IN_REVIEW)

    desk.post("/tinjauan/massal/jalankan/", {"codes": idea.code, "act": act, "reason": "x"})

    idea.refresh_from_db()
    assert idea.status == S.IN_REVIEW
