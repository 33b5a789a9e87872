"""Files over HTTP: who gets them, with which headers, and a form that works without script."""

import io
import uuid
from urllib.parse import unquote

import pytest
from django.urls import reverse
from PIL import Image

from submissions.choices import IdeaStatus
from submissions.reading import files_of
from submissions.services import attachments as service
from submissions.services import hide_idea
from submissions.transitions import approve_idea, merge_idea, submit_idea, take_up_idea
from tests.factories import UserFactory, draft_idea, idea_in
from tests.files import samples
from tests.submissions.attaching import attach

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


def test_public_file_is_a_download_that_runs_nowhere(client):
    idea, file = with_file(IdeaStatus.IN_REVIEW, data=samples.pdf(), name='Kajian "2026" é.pdf')

    answer = client.get(address("file", idea, file))

    assert answer.status_code == 200
    assert content(answer) == samples.pdf()
    assert answer["Content-Type"] == "application/pdf"
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''")
    assert unquote(disposition) == "attachment; filename*=utf-8''Kajian _2026_ é.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Frame-Options"] == "DENY"


def test_range_and_head_give_nothing_more(client):
    idea, file = with_file(IdeaStatus.SUBMITTED)
    url = address("file", idea, file)

    assert client.get(url, HTTP_RANGE="bytes=0-10").status_code == 404
    assert client.head(url).status_code == 404
    assert client.get(f"/media/attachments/{file.key.hex[:2]}/{file.key.hex}").status_code == 404


def test_thumbnail_is_our_small_jpeg(client):
    idea, file = with_file(IdeaStatus.IN_REVIEW, data=samples.picture("PNG", (900, 600)))

    answer = client.get(address("thumbnail", idea, file))

    assert (answer["Content-Type"], answer["Content-Security-Policy"]) == (
        "image/jpeg",
        "default-src 'none'; sandbox",
    )
    assert Image.open(io.BytesIO(content(answer))).size == (320, 213)
    document = attach(draft_idea(), data=samples.pdf())
    assert status(client, "thumbnail", idea, document) == 404


def test_served_photo_has_no_position(client):
    idea, file = with_file(IdeaStatus.IN_REVIEW, data=samples.photo_with_position())

    data = content(client.get(address("file", idea, file)))

    assert dict(Image.open(io.BytesIO(data)).getexif()) == {}
    assert b"Rahasia" not in data


# What a person gets of a file in an idea of each status: the page's own rule, cell by cell.
READERS = {
    IdeaStatus.DRAFT: {"author"},
    IdeaStatus.SUBMITTED: {"author", "colleague", "reviewer", "observer"},
    IdeaStatus.IN_REVIEW: {"author", "colleague", "reviewer", "observer", "other", "visitor"},
    IdeaStatus.REJECTED: {"author", "colleague", "reviewer", "observer", "other", "visitor"},
    IdeaStatus.WITHDRAWN: {"author", "reviewer", "observer"},
}


@pytest.mark.parametrize("step", list(READERS))
@pytest.mark.parametrize("who", ["author", "colleague", "reviewer", "observer", "other", "visitor"])
def test_file_is_read_by_whom_its_text_is(step, who, client, client_of):
    idea, file = with_file(step)
    people = {
        "author": lambda: idea.author,
        "colleague": lambda: UserFactory(organisation=idea.organisation),
        "reviewer": lambda: UserFactory(roles=["reviewer"]),
        "observer": lambda: UserFactory(roles=["observer"]),
        "other": UserFactory,
    }
    browser = client if who == "visitor" else client_of(people[who]())
    expected = 200 if who in READERS[step] else 404

    for name in ("file", "thumbnail"):
        assert status(browser, name, idea, file) == expected


def test_hidden_idea_hides_its_files(client, client_of, admin):
    idea, file = with_file(IdeaStatus.IN_REVIEW)
    hide_idea(idea, actor=admin, is_hidden=True, reason="Uji")

    answers = [each.get(address("file", idea, file)) for each in (client, client_of(UserFactory()))]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_file_answers_only_at_its_own_idea(client):
    idea, file = with_file(IdeaStatus.IN_REVIEW)
    draft, secret = with_file()

    assert status(client, "file", idea, secret) == 404
    assert status(client, "file", draft, file) == 404
    assert (
        client.get(
            reverse("submissions:attachment_file", args=[idea.address, uuid.uuid4()])
        ).status_code
        == 404
    )


def test_version_in_force_keeps_its_file_while_the_next_is_written(client, client_of):
    idea, old = with_file(IdeaStatus.APPROVED, name="lama.jpg")
    service.remove_file(old, actor=idea.author)
    new = attach(idea, name="baru.jpg")
    reader, writer = client_of(UserFactory()), client_of(idea.author)

    assert [status(reader, "file", idea, each) for each in (old, new)] == [
        200,
        404,
    ]
    assert [status(writer, "file", idea, each) for each in (old, new)] == [
        200,
        200,
    ]

    approve(idea)

    assert [status(reader, "file", idea, each) for each in (old, new)] == [
        404,
        200,
    ]


def approve(idea):
    reviewer = UserFactory(roles=["reviewer"])
    idea = submit_idea(idea, actor=idea.author)
    approve_idea(take_up_idea(idea, actor=reviewer), actor=reviewer)


def test_file_of_a_merged_idea_stays_at_its_address(client, reviewer):
    idea, file = with_file(IdeaStatus.IN_REVIEW)
    merge_idea(idea, into=idea_in(IdeaStatus.IN_REVIEW), actor=reviewer)

    assert status(client, "file", idea, file) == 200


def test_page_shows_pictures_and_documents(client):
    draft = draft_idea()
    attach(draft, caption="Dapur & tungku")
    attach(draft, data=samples.xlsx(), name="biaya.xlsx")
    idea = idea_in(IdeaStatus.IN_REVIEW, idea=draft)

    text = client.get(idea.get_absolute_url()).content.decode()

    picture, table = files_of(idea.current_version)
    assert f'src="{address("thumbnail", idea, picture)}"' in text
    assert "Dapur &amp; tungku" in text
    assert f'href="{address("file", idea, table)}">biaya.xlsx</a>' in text
    assert "belum dipindai antivirus" in text
