"""Papers and deliverables of a workshop: checked, stored once, kept by the sweep, ticked."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from submissions.services.attachments import sweep_files
from tests.files.samples import pdf
from tests.workshops.managing import acts, first_workshop, manage, paper
from tobasmart.files import storage
from workshops.models import Deliverable, Material
from workshops.services.materials import material_keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    return first_workshop()


@pytest.fixture
def browser(admin, client_of):
    return client_of(admin)


def test_a_paper_is_a_checked_file_stored_once(workshop, browser):
    url, data = manage(workshop, "bahan", "baru"), paper()

    for _ in range(2):
        data["file"] = SimpleUploadedFile("tertib.exe", pdf())
        assert browser.post(url, data)["Location"] == manage(workshop)

    material = Material.objects.get()
    assert (material.name, material.kind) == ("tertib.pdf", "pdf")
    assert storage.exists(uuid.UUID(material.key))
    assert acts() == ["workshop.material_added"]


def test_the_sweep_of_the_storage_keeps_papers(workshop, browser, monkeypatch):
    browser.post(manage(workshop, "bahan", "baru"), paper(file=SimpleUploadedFile("a.pdf", pdf())))
    key = uuid.UUID(Material.objects.get().key)
    orphan = uuid.uuid4()
    with storage.stored(orphan, {"": b"x"}):
        pass
    monkeypatch.setattr(storage, "old_keys", lambda: {key, orphan})

    assert sweep_files(kept=material_keys()) == (0, 1)

    assert storage.exists(key)
    assert not storage.exists(orphan)


def test_a_removed_paper_is_deleted_after_the_commit(
    workshop, browser, django_capture_on_commit_callbacks
):
    browser.post(manage(workshop, "bahan", "baru"), paper(file=SimpleUploadedFile("a.pdf", pdf())))
    material = Material.objects.get()
    key = uuid.UUID(material.key)

    with django_capture_on_commit_callbacks(execute=True):
        browser.post(manage(workshop, "bahan", material.pk, "hapus"))

    assert not Material.objects.exists()
    assert not storage.exists(key)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "Pilih satu berkas, atau tulis satu tautan"),
        ({"link": "https://contoh.test/", "file": "pdf"}, "Pilih satu berkas, atau tulis satu"),
        ({"link": "ftp://contoh.test/"}, "Tulis alamat yang dimulai https://"),
        ({"file": "text"}, "Jenis berkas ini tidak diterima"),
        ({"title": "", "file": "pdf"}, "Tulis judul"),
    ],
)
def test_a_refused_paper_leaves_nothing(changes, sentence, workshop, browser):
    files = {"pdf": pdf(), "text": b"hanya teks"}
    if "file" in changes:
        changes = changes | {"file": SimpleUploadedFile("a.pdf", files[changes["file"]])}

    answer = browser.post(manage(workshop, "bahan", "baru"), paper(**changes))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Material.objects.exists()
    assert acts() == []


def test_a_link_is_listed_once(workshop, browser):
    for _ in range(2):
        browser.post(manage(workshop, "bahan", "baru"), paper(link="https://contoh.test/x"))

    assert Material.objects.get().get_absolute_url() == "https://contoh.test/x"


def test_a_deliverable_is_ticked_and_unticked(workshop, browser):
    row = Deliverable.objects.create(workshop=workshop, position=1, title="Buku 1")
    url = manage(workshop, "luaran", row.pk, "serah")

    for _ in range(2):
        browser.post(url, {"on": "1"})
    row.refresh_from_db()
    assert row.delivered_on == timezone.localdate()
    browser.post(url, {"on": "0"})

    row.refresh_from_db()
    assert row.delivered_on is None
    assert acts() == ["workshop.deliverable_ticked"] * 2
