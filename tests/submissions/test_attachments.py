"""Files beside an idea: limits, repeats, removal, undo, and nothing left behind when it fails."""

import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from submissions.choices import IdeaStatus
from submissions.models import Attachment
from submissions.reading import files_of
from submissions.services import attachments as service
from submissions.services import delete_draft
from submissions.transitions import NotAllowedError, submit_idea
from tests.factories import UserFactory, draft_idea, idea_in
from tests.files import samples
from tests.submissions.attaching import attach
from tobasmart.audit.models import AuditEntry
from tobasmart.files import storage
from tobasmart.files.refusals import RefusedFile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def on_disk(media):
    return sorted(path.name for path in Path(media).rglob("*") if path.is_file())


def names(idea):
    idea.refresh_from_db()
    return [file.name for file in files_of(idea.draft_version)]


def test_file_is_stored_under_its_key_and_shown_with_the_draft(media):
    idea = draft_idea()

    file = attach(idea, name="../../Foto dapur.png", caption="Dapur produksi")

    assert names(idea) == ["Foto dapur.jpg"]
    assert (file.caption, file.kind, file.width, file.height) == (
        "Dapur produksi",
        "image",
        640,
        480,
    )
    key = file.key.hex
    assert on_disk(media) == [key, f"{key}.cetak", f"{key}.kecil"]
    entry = AuditEntry.objects.get(action="attachment.added")
    assert entry.data["sha256"] == file.sha256
    assert entry.data["file"] == str(file.key)


def test_document_is_stored_unchanged(media):
    data = samples.pdf()

    file = attach(draft_idea(), data=data, name="kajian.docx")

    assert (file.name, file.kind, file.size_bytes) == ("kajian.pdf", "pdf", len(data))
    assert storage.read(file.key) == data


def test_same_key_twice_is_one_file(media):
    idea, key = draft_idea(), uuid.uuid4()

    first = attach(idea, key=key)
    again = attach(idea, key=key)

    assert first == again
    assert Attachment.objects.count() == 1
    assert len(on_disk(media)) == 3


def test_refused_file_leaves_nothing(media):
    idea = draft_idea()

    with pytest.raises(RefusedFile):
        attach(idea, data=b"<svg/>")

    assert (Attachment.objects.count(), on_disk(media)) == (0, [])


def test_sixth_file_is_refused(settings, media):
    settings.ATTACHMENTS_PER_IDEA = 2
    idea = draft_idea()
    attach(idea, name="a.jpg")
    attach(idea, name="b.jpg")

    with pytest.raises(RefusedFile, match="paling banyak memuat 2 berkas"):
        attach(idea, name="c.jpg")

    assert names(idea) == ["a.jpg", "b.jpg"]
    assert len(on_disk(media)) == 6


def test_large_file_is_refused_by_its_size(settings):
    settings.ATTACHMENT_MAX_BYTES = 1 << 20

    with pytest.raises(RefusedFile, match=r"Ukuran berkas paling besar 1 MB\."):
        attach(draft_idea(), data=bytes((1 << 20) + 1))


def test_limit_of_a_person_counts_all_their_ideas(settings):
    settings.ATTACHMENT_BYTES_PER_USER = 1 << 20
    author, other = UserFactory(), UserFactory()
    data = samples.pdf(tail=b" " * (700 << 10))
    attach(draft_idea(author), data=data)

    with pytest.raises(RefusedFile, match="sudah mencapai 1 MB"):
        attach(draft_idea(author), data=data)

    attach(draft_idea(other), data=data)
    assert Attachment.objects.count() == 2


def test_removed_file_gives_its_room_back(settings):
    settings.ATTACHMENT_BYTES_PER_USER = 1 << 20
    idea, data = draft_idea(), samples.pdf(tail=b" " * (700 << 10))
    service.remove_file(attach(idea, data=data), actor=idea.author)

    attach(idea, data=data, name="kedua.pdf")

    assert names(idea) == ["kedua.pdf"]


@pytest.mark.parametrize(
    "status", [IdeaStatus.SUBMITTED, IdeaStatus.IN_REVIEW, IdeaStatus.REJECTED]
)
def test_nothing_is_attached_where_nothing_may_be_written(status, media):
    idea = idea_in(status)

    with pytest.raises(NotAllowedError):
        attach(idea)

    assert (Attachment.objects.count(), on_disk(media)) == (0, [])


@pytest.mark.parametrize("status", [IdeaStatus.NEEDS_REVISION, IdeaStatus.APPROVED])
def test_file_begins_the_next_version_with_its_text_and_files(status):
    author = UserFactory()
    idea = draft_idea(author)
    attach(idea, name="lama.jpg")
    idea = idea_in(status, author=author, idea=idea)

    attach(idea, name="baru.jpg")

    assert names(idea) == ["lama.jpg", "baru.jpg"]
    assert idea.draft_version.number == 2
    assert idea.draft_version.title == idea.current_version.title
    assert [file.name for file in files_of(idea.current_version)] == ["lama.jpg"]


def test_removed_file_of_an_earlier_version_stays_with_that_version(media):
    idea = idea_in(IdeaStatus.NEEDS_REVISION, idea=with_file("lama.jpg"))
    (file,) = files_of(idea.current_version)

    service.remove_file(file, actor=idea.author)
    service.remove_file(file, actor=idea.author)

    assert names(idea) == []
    assert files_of(idea.current_version) == [file]
    assert AuditEntry.objects.filter(action="attachment.removed").count() == 1
    Attachment.objects.update(removed_at=timezone.now() - timedelta(hours=2))
    assert service.sweep_files() == (0, 0)
    assert len(on_disk(media)) == 3


def with_file(name="foto.jpg", author=None, **options):
    idea = draft_idea(author)
    attach(idea, name=name, **options)
    return idea


def test_removal_can_be_undone_for_an_hour_and_then_the_file_is_deleted(
    media, django_capture_on_commit_callbacks
):
    idea = with_file()
    file = Attachment.objects.get()
    service.remove_file(file, actor=idea.author)
    assert service.removed_files(idea, []) == [file]

    service.restore_file(file, actor=idea.author)
    assert names(idea) == ["foto.jpg"]

    service.remove_file(file, actor=idea.author)
    assert service.sweep_files() == (0, 0)
    Attachment.objects.update(removed_at=timezone.now() - timedelta(hours=2))
    with django_capture_on_commit_callbacks(execute=True):
        assert service.sweep_files() == (1, 0)
    assert (Attachment.objects.count(), on_disk(media)) == (0, [])


def test_restored_file_needs_a_place(settings):
    settings.ATTACHMENTS_PER_IDEA = 1
    idea = with_file("a.jpg")
    file = Attachment.objects.get()
    service.remove_file(file, actor=idea.author)
    attach(idea, name="b.jpg")

    with pytest.raises(RefusedFile, match="paling banyak memuat 1 berkas"):
        service.restore_file(file, actor=idea.author)

    assert names(idea) == ["b.jpg"]


def test_handed_in_version_keeps_its_files():
    idea = submit_idea(with_file(), actor=Attachment.objects.get().uploaded_by)

    with pytest.raises(NotAllowedError):
        service.remove_file(Attachment.objects.get(), actor=idea.author)

    assert len(files_of(idea.current_version)) == 1


def test_caption_of_a_handed_in_version_stays_as_it_was(media):
    idea = idea_in(IdeaStatus.NEEDS_REVISION, idea=with_file(caption="Lama"))
    (frozen,) = files_of(idea.current_version)

    mine = service.describe_file(frozen, actor=idea.author, caption="Baru")
    mine = service.describe_file(mine, actor=idea.author, caption="Lebih baru")

    idea.refresh_from_db()
    assert [file.caption for file in files_of(idea.current_version)] == ["Lama"]
    assert [file.caption for file in files_of(idea.draft_version)] == ["Lebih baru"]
    assert storage.variants_of(mine.key) == storage.variants_of(frozen.key)
    assert len(on_disk(media)) == 6


def test_deleted_draft_takes_its_files_along(media, django_capture_on_commit_callbacks):
    idea = with_file()

    with django_capture_on_commit_callbacks(execute=True):
        delete_draft(idea, actor=idea.author)

    assert (Attachment.objects.count(), on_disk(media)) == (0, [])
