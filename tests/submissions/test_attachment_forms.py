"""Taking and changing files over HTTP, with script and without."""

import re
import uuid

import pytest
from django.urls import reverse

from submissions.choices import IdeaStatus
from submissions.models import Attachment
from submissions.reading import files_of
from tests.factories import UserFactory, draft_idea, idea_in
from tests.files import samples
from tests.submissions.attaching import attach, upload
from tobasmart.files import refusals, storage

pytestmark = pytest.mark.django_db
SCRIPT = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def address(name, idea, file=None):
    return reverse(
        f"submissions:attachment_{name}", args=[idea.address, *([file.key] if file else [])]
    )


def with_file(status=IdeaStatus.DRAFT, **options):
    draft = draft_idea(options.pop("author", None))
    file = attach(draft, **options)
    return idea_in(status, idea=draft), file


def content(answer):
    return b"".join(answer.streaming_content)


def status(browser, name, idea, file):
    """What a person is answered; a file that is handed out is read to its end."""
    answer = browser.get(address(name, idea, file))
    if answer.streaming:
        content(answer)
    return answer.status_code


def send(browser, idea, data=None, name="foto.jpg", key=None, **extra):
    fields = {
        "file": upload(data, name),
        "upload_key": key or uuid.uuid4(),
        **extra.pop("fields", {}),
    }
    return browser.post(address("add", idea), fields, **extra)


def test_upload_with_script_answers_with_the_row(client_of):
    idea = draft_idea()

    answer = send(client_of(idea.author), idea, name="../foto<b>.png", **SCRIPT)

    file = Attachment.objects.get()
    text = answer.content.decode()
    assert answer.status_code == 201
    assert file.name == "foto_b.jpg"
    assert text.lstrip().startswith("<li")
    assert address("remove", idea, file) in text
    assert files_of(Attachment.objects.get().idea.draft_version) == [file]


def test_upload_with_script_answers_with_the_sentence(client_of):
    idea = draft_idea()

    answer = send(client_of(idea.author), idea, b"<svg/>", **SCRIPT)

    assert answer.status_code == 422
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == refusals.WRONG_TYPE


def test_upload_without_script_leads_back_to_the_list(client_of):
    idea = draft_idea()
    browser = client_of(idea.author)

    answer = browser.post(
        f"{address('add', idea)}?langkah=2",
        {"file": upload(), "upload_key": uuid.uuid4(), "caption": "Dapur"},
        follow=True,
    )

    text = answer.content.decode()
    assert answer.redirect_chain == [(f"{address('list', idea)}?langkah=2", 302)]
    assert "Berkas tersimpan." in text
    assert 'value="Dapur"' in text
    assert reverse("submissions:idea_step", args=[idea.address, 2]) in text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"", refusals.EMPTY), (b"MZ" + bytes(99), refusals.WRONG_TYPE), (None, refusals.MISSING)],
)
def test_refused_upload_without_script_keeps_the_caption(data, sentence, client_of):
    idea = draft_idea()
    fields = {"upload_key": uuid.uuid4(), "caption": "Kata saya"}
    if data is not None:
        fields["file"] = upload(data, "foto.jpg")

    answer = client_of(idea.author).post(address("add", idea), fields)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert "Kata saya" in text
    assert Attachment.objects.count() == 0


def test_caption_remove_and_restore_over_http(client_of):
    idea, file = with_file()
    browser = client_of(idea.author)

    browser.post(address("caption", idea, file), {"caption": "Baru"})
    file.refresh_from_db()
    assert file.caption == "Baru"

    page = browser.post(address("remove", idea, file), follow=True).content.decode()
    assert "foto.jpg dihapus." in page
    assert files_of(idea.draft_version) == []

    browser.post(address("restore", idea, file))
    assert files_of(idea.draft_version) == [file]


def test_rows_of_script_are_swapped(client_of):
    idea, file = with_file()
    browser = client_of(idea.author)

    described = browser.post(address("caption", idea, file), {"caption": "Baru"}, **SCRIPT)
    removed = browser.post(address("remove", idea, file), **SCRIPT)
    restored = browser.post(address("restore", idea, file), **SCRIPT)

    texts = [answer.content.decode().strip() for answer in (described, removed, restored)]
    assert all(re.fullmatch(r"<li.*</li>", text, re.S) for text in texts)
    assert 'value="Baru"' in texts[0]
    assert address("restore", idea, file) in texts[1]
    assert address("remove", idea, file) in texts[2]


@pytest.mark.parametrize("name", ["add", "caption", "remove", "restore"])
@pytest.mark.parametrize("who", ["other", "reviewer", "colleague"])
def test_strangers_change_no_file(name, who, client_of):
    idea, file = with_file(IdeaStatus.NEEDS_REVISION)
    organisation = {"organisation": idea.organisation} if who == "colleague" else {}
    roles = ["reviewer"] if who == "reviewer" else []
    browser = client_of(UserFactory(roles=roles, **organisation))
    url = address(name, idea, None if name == "add" else file)

    answer = browser.post(url, {"file": upload(), "upload_key": uuid.uuid4(), "caption": "x"})

    assert answer.status_code == 403
    assert list(Attachment.objects.values_list("caption", "removed_at")) == [("", None)]
    idea.refresh_from_db()
    assert idea.draft_version is None


def test_writer_who_comes_too_late_is_told(client_of):
    idea, file = with_file(IdeaStatus.SUBMITTED)
    browser = client_of(idea.author)

    plain = browser.post(address("remove", idea, file), follow=True)
    scripted = send(browser, idea, **SCRIPT)

    assert "tidak dapat diubah lagi" in plain.content.decode()
    assert (scripted.status_code, scripted.content.decode()[:13]) == (409, "Gagasan ini t")
    assert files_of(idea.current_version) == [file]


def test_full_disk_is_said_and_keeps_nothing(client_of, monkeypatch, tmp_path):
    idea = draft_idea()

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", full)

    answer = send(client_of(idea.author), idea, **SCRIPT)

    assert answer.status_code == 409
    assert "ruang server penuh" in answer.content.decode()
    assert Attachment.objects.count() == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_form_without_script_saves_the_text_before_it_leads_to_the_files(client_of):
    idea = draft_idea()
    page = client_of(idea.author)
    url = reverse("submissions:idea_step", args=[idea.address, 2])
    form = page.get(url).content.decode()
    revision = re.search(r'name="revision" value="(\d+)"', form)[1]
    key = re.search(r'name="key" value="([\w-]+)"', form)[1]

    answer = page.post(
        url,
        {
            "key": key,
            "revision": revision,
            "step": "2",
            "problem": "Masalah yang baru saja diketik dengan jelas.",
            "action": "files",
        },
    )

    assert answer["Location"] == f"{address('list', idea)}?langkah=2"
    idea.refresh_from_db()
    assert idea.draft_version.problem == "Masalah yang baru saja diketik dengan jelas."


@pytest.mark.parametrize("count", [1, 4])
def test_list_asks_the_same_number_of_queries(count, client_of, django_assert_num_queries):
    idea = draft_idea()
    for _ in range(count):
        attach(idea, data=samples.pdf())
    browser = client_of(idea.author)
    browser.get(address("list", idea))

    with django_assert_num_queries(8):
        browser.get(address("list", idea))
