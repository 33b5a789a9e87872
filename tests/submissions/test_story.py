import pytest

from submissions import services, transitions
from submissions.choices import IdeaStatus
from submissions.models import PendingNote
from submissions.services.hand_over import hand_over_ideas
from submissions.services.writers import add_co_author
from submissions.story import story_of
from tests.factories import UserFactory, draft_idea, idea_in
from tobasmart.audit.models import AuditEntry
from tobasmart.audit.services import record

pytestmark = pytest.mark.django_db


def titles(idea):
    return [step.title for step in story_of(idea)]


def test_story_tells_merging_new_people_and_hiding_newest_first(reviewer, admin):
    idea, lead = idea_in(IdeaStatus.IN_REVIEW), idea_in(IdeaStatus.IN_REVIEW)
    add_co_author(idea, actor=idea.author, person=UserFactory())
    transitions.merge_idea(idea, into=lead, actor=reviewer)
    transitions.unmerge_idea(idea, actor=reviewer)
    hand_over_ideas([idea], actor=admin, source=idea.author, to=UserFactory())
    services.hide_idea(idea, actor=admin, is_hidden=True, reason="Diperiksa")

    assert titles(idea) == [
        "Disembunyikan pengelola", "Diserahkan kepada pengusul lain", "Penggabungan diurungkan",
        "Digabung dengan gagasan lain", "Rekan penyusun ditambahkan", "Mulai ditinjau", "Diajukan",
    ]  # fmt: skip


def test_story_begins_when_the_idea_was_handed_in():
    idea = draft_idea()
    add_co_author(idea, actor=idea.author, person=UserFactory())
    assert titles(idea) == []

    transitions.submit_idea(idea, actor=idea.author)

    assert titles(idea) == ["Diajukan"]


def test_decision_taken_back_at_once_was_never_told(reviewer):
    idea = idea_in(IdeaStatus.REJECTED, reviewer=reviewer)
    transitions.undo_decision(idea, actor=reviewer)
    assert titles(idea) == ["Mulai ditinjau", "Diajukan"]

    transitions.approve_idea(idea, actor=reviewer)

    assert titles(idea) == ["Disetujui", "Mulai ditinjau", "Diajukan"]
    assert AuditEntry.objects.filter(action="idea.rejected").count() == 1


def test_author_sees_no_private_note_no_score_and_no_name(client_of):
    reviewer = UserFactory(display_name="Lamria Peninjau", roles=["reviewer"])
    idea = idea_in(IdeaStatus.IN_REVIEW, reviewer=reviewer)
    PendingNote.objects.create(
        idea=idea, version=idea.current_version, author=reviewer, field="budget",
        text="Catatan rahasia peninjau",
    )  # fmt: skip
    record(actor=reviewer, action="idea.scored", target=idea, total="4.75", note="nilai tersimpan")
    record(actor=reviewer, action="idea.noted", target=idea, field="budget")

    text = client_of(idea.author).get(idea.get_absolute_url()).content.decode()

    assert "Mulai ditinjau" in text
    for secret in ("rahasia", "4.75", "4,75", "nilai tersimpan", "Lamria"):
        assert secret not in text
    assert titles(idea) == ["Mulai ditinjau", "Diajukan"]


def test_story_takes_one_query(django_assert_num_queries):
    idea = idea_in(IdeaStatus.APPROVED)

    with django_assert_num_queries(1):
        assert len(story_of(idea)) == 3
