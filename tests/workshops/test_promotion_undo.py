"""Taking a promotion back: only an untouched draft, and only while the forum is open."""

import uuid

import pytest

from submissions.models import Idea
from submissions.services import Page, save_draft
from submissions.text import IdeaText
from submissions.transitions import submit_idea
from tests.factories import idea_text
from tests.factories.workshops import facilitator_of
from tests.workshops.records import discussed_forum, prepared, signed
from tobasmart.audit.models import AuditEntry
from workshops.models import IdeaSource
from workshops.services.board_refusals import NotNowError
from workshops.services.promotion import promote, undo_promotion
from workshops.services.sealing import seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum():
    return discussed_forum()


@pytest.fixture
def facilitator(forum):
    return facilitator_of(forum)


def post(forum, number=1):
    return forum.posts.get(number=number)


def test_undo_removes_the_untouched_draft_and_it_can_be_done_again(forum, facilitator):
    first = promote(forum, keys=[post(forum).key], actor=facilitator)
    for _ in range(2):
        undo_promotion(forum, key=post(forum).key, actor=facilitator)

    assert (Idea.objects.count(), IdeaSource.objects.count()) == (0, 0)
    assert AuditEntry.objects.filter(action="forum.promotion_undone").count() == 1
    again = promote(forum, keys=[post(forum).key], actor=facilitator)
    assert again.pk != first.pk


def test_undo_by_a_merged_card_removes_the_same_draft(forum, facilitator):
    promote(forum, keys=[post(forum).key], actor=facilitator)
    undo_promotion(forum, key=post(forum, 2).key, actor=facilitator)

    assert not Idea.objects.exists()


def test_what_the_owner_wrote_is_not_thrown_away(forum, facilitator):
    idea = promote(forum, keys=[post(forum).key], actor=facilitator)
    save_draft(
        idea, actor=idea.author, text=IdeaText(title="Milik saya"), revision=1,
        page=Page(uuid.uuid4()), is_autosave=True,
    )  # fmt: skip

    with pytest.raises(NotNowError, match="sudah menulis"):
        undo_promotion(forum, key=post(forum).key, actor=facilitator)

    assert Idea.objects.get().draft_version.title == "Milik saya"
    assert not AuditEntry.objects.filter(action="forum.promotion_undone").exists()


def test_handed_in_it_is_no_draft_any_more(forum, facilitator):
    idea = promote(forum, keys=[post(forum).key], actor=facilitator)
    text = idea_text(dimension_id=forum.dimension_id)
    save_draft(idea, actor=idea.author, text=text, revision=1)
    idea.refresh_from_db()
    submit_idea(idea, actor=idea.author, key=uuid.uuid4(), consent_version="1")

    with pytest.raises(NotNowError, match="sudah dikirim"):
        undo_promotion(forum, key=post(forum).key, actor=facilitator)
    assert Idea.objects.count() == 1


def test_sealed_nothing_is_undone(forum, facilitator):
    promote(forum, keys=[post(forum).key], actor=facilitator)
    record = prepared(forum, facilitator)
    seal(record, actor=facilitator, seen=signed(record, facilitator))

    with pytest.raises(NotNowError, match="disegel"):
        undo_promotion(forum, key=post(forum).key, actor=facilitator)
    assert Idea.objects.count() == 1
