"""Photos of an idea in the masterplan: the approved version's, by key alone, with their words."""

import io
import uuid

import page as validator
import pytest
from page._enums import ValidationProfile
from PIL import Image
from pypdf import PdfReader

from masterplan.book.content import gather
from masterplan.book.fragments import plan
from masterplan.book.press import find_culprit, input_hash, press
from masterplan.book.shapes import Picture
from submissions.choices import IdeaStatus
from submissions.services import attachments
from tests.factories import EditionFactory, draft_idea, idea_in
from tests.files import samples
from tests.masterplan.books import book, idea
from tests.submissions.attaching import attach
from tobasmart.files import storage
from tobasmart.printing.render import RenderRefused


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def stored_picture(caption="Dapur produksi andaliman", size=(900, 600)):
    key = uuid.uuid4()
    data = samples.picture(size=size)
    with storage.stored(key, {"cetak": data}):
        return Picture(uuid.uuid4().hex * 2, caption, str(key))


def images_of(data):
    """Sizes of the pictures in the file; its pages share one table of resources."""
    (first, *_) = PdfReader(io.BytesIO(data)).pages
    return sorted(image.image.size for image in first.images)


def test_pictures_are_printed_tagged_and_described(tmp_path):
    sheets = (
        idea(1, pictures=(stored_picture(), stored_picture("", size=(300, 500)))),
        idea(2),
    )
    done = press(book(*sheets))
    path = tmp_path / "book.pdf"
    path.write_bytes(done.data)

    report = validator.validate_pdf(str(path), profile=ValidationProfile.PDF_UA_1)

    assert done.problems == ()
    assert [failure.message for failure in report.failures] == []
    assert images_of(done.data) == [(300, 500), (900, 600)]
    text = " ".join(each.extract_text() for each in PdfReader(path).pages)
    assert "Dapur produksi andaliman" in text
    assert press(book(*sheets)).sha256 == done.sha256


def test_another_picture_changes_its_own_page_and_the_hash_only():
    before, after = (book(idea(1, pictures=(stored_picture(),)), idea(2)) for _ in range(2))
    old, new = ({f.key: f.html for f in plan(each)} for each in (before, after))

    assert [key for key in new if new[key] != old[key]] == ["idea:ENV-001"]
    assert before.ideas[0].pictures[0].sha256 in old["idea:ENV-001"]
    assert input_hash(before) != input_hash(after)


def test_caption_cannot_name_another_picture_or_file():
    other = stored_picture()
    caption = f'"><img src="{other.address}"><img src="file:///etc/passwd">'

    done = press(book(idea(1, pictures=(stored_picture(caption, size=(50, 40)),)), idea(2)))

    assert images_of(done.data) == [(50, 40)]


def test_address_that_was_not_handed_stops_the_print():
    sheet = idea(1, pictures=(stored_picture(),))
    (fragment,) = (each for each in plan(book(sheet)) if each.kind == "idea")
    assert find_culprit([fragment]) is None

    from dataclasses import replace

    from masterplan.book import press as module

    with pytest.raises(RenderRefused):
        module._render([replace(fragment, pictures=())], title="x", identifier=b"")


@pytest.mark.django_db
def test_book_holds_two_pictures_of_the_version_in_force_only(django_assert_num_queries):
    draft = draft_idea()
    attach(draft, data=samples.pdf(), name="kajian.pdf")
    first = attach(draft, caption="Pertama")
    second = attach(draft, data=samples.picture("PNG"), caption="Kedua")
    attach(draft, caption="Ketiga")
    approved = idea_in(IdeaStatus.APPROVED, idea=draft)
    attachments.remove_file(first, actor=approved.author)

    (sheet,) = gather(EditionFactory()).ideas

    assert [picture.caption for picture in sheet.pictures] == ["Pertama", "Kedua"]
    assert sheet.pictures[1].sha256 == second.sha256
    printed = storage.read(uuid.UUID(sheet.pictures[1].key), "cetak")
    assert Image.open(io.BytesIO(printed)).format == "JPEG"


@pytest.mark.django_db
def test_lost_print_copy_is_left_out():
    draft = draft_idea()
    file = attach(draft)
    idea_in(IdeaStatus.APPROVED, idea=draft)
    storage.path_of(file.key, "cetak").unlink()

    (sheet,) = gather(EditionFactory()).ideas

    assert sheet.pictures == ()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_pictures_cost_no_query_for_each_idea(count, django_assert_num_queries):
    for _ in range(count):
        draft = draft_idea()
        attach(draft)
        idea_in(IdeaStatus.APPROVED, idea=draft)
    edition = EditionFactory()

    with django_assert_num_queries(30, exact=False):
        gather(edition)
