"""Files on disk: nothing is left behind when something fails, and a race has one winner."""

import threading
import uuid
from pathlib import Path

import pytest
from django.db import connection

from submissions.models import Attachment, VersionAttachment
from submissions.reading import files_of
from submissions.services import attachments as service
from tests.factories import UserFactory, draft_idea
from tests.files import samples
from tests.submissions.attaching import attach
from tobasmart.files import storage
from tobasmart.files.refusals import RefusedFile
from tobasmart.files.storage import DiskFull, path_of

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


def test_sweep_deletes_what_a_killed_process_left_but_nothing_young(media):
    attach(draft_idea())
    old, young = uuid.uuid4(), uuid.uuid4()
    for key in (old, young):
        path_of(key).parent.mkdir(exist_ok=True)
        path_of(key).write_bytes(b"sisa")
    for path in Path(media).rglob("*"):
        if path.is_file() and path.name != young.hex:
            make_old(path)

    assert service.sweep_files() == (0, 1)

    assert old.hex not in on_disk(media)
    assert young.hex in on_disk(media)
    assert len(on_disk(media)) == 4


def make_old(path):
    import os

    os.utime(path, (1_000_000_000, 1_000_000_000))


def test_full_disk_keeps_nothing(media, monkeypatch):
    idea = draft_idea()
    real, written = storage.os.fsync, []

    def full(handle):
        written.append(handle)
        if len(written) > 2:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(storage.os, "fsync", full)

    with pytest.raises(DiskFull):
        attach(idea)

    assert (Attachment.objects.count(), on_disk(media)) == (0, [])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("limit", ["idea", "person"])
def test_race_for_the_last_place_has_one_winner(limit, settings, media):
    author = UserFactory()
    ideas = [draft_idea(author), draft_idea(author)]
    data = samples.pdf(tail=b" " * (700 << 10))
    if limit == "idea":
        settings.ATTACHMENTS_PER_IDEA, ideas = 1, [ideas[0]] * 2
    else:
        settings.ATTACHMENT_BYTES_PER_USER = 1 << 20
    start, outcomes = threading.Barrier(6), []

    def run(number):
        start.wait()
        try:
            attach(ideas[number % 2], author, data)
            outcomes.append("stored")
        except RefusedFile:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused"] * 5 + ["stored"]
    assert VersionAttachment.objects.count() == 1
    assert len(on_disk(media)) == 1


@pytest.mark.django_db(transaction=True)
def test_same_key_at_once_is_one_file(media):
    idea, key = draft_idea(), uuid.uuid4()
    start, found = threading.Barrier(4), []

    def run():
        start.wait()
        found.append(attach(idea, key=key).key)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(found)) == 1
    assert Attachment.objects.count() == 1
    assert len(on_disk(media)) == 3
