"""A build from rows to file: shared out, lost and found, taken over, cancelled."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from masterplan import services
from masterplan.book import build as book_build
from masterplan.book import laying, planning
from masterplan.choices import BuildStatus, BuildStep, FragmentState
from masterplan.models import Build, BuildFragment, CachedFragment
from submissions.choices import IdeaStatus
from tests.factories import EditionFactory, UserFactory, idea_in
from tests.masterplan.books import outlined
from tobasmart.audit.models import AuditEntry
from tobasmart.press.errors import Unlinkable
from tobasmart.press.store import name_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def edition():
    for number in range(2):
        idea_in(IdeaStatus.APPROVED, title=f"Terbit {number}")
    idea_in(IdeaStatus.DRAFT, title="Rahasia konsep")
    return outlined(EditionFactory())


def built(edition):
    build = Build.objects.create(edition=edition)
    assert book_build.run(build.pk)
    build.refresh_from_db()
    return build


def begun(edition):
    """A build whose rows are written and of which nothing is rendered."""
    build = Build.objects.create(edition=edition)
    attempt = book_build.progress.claim(build.pk)
    planning.prepare(build, attempt)
    build.refresh_from_db()
    return build


def test_build_is_linked_checked_and_stored_and_leaves_no_rows(edition):
    build = built(edition)

    assert (build.status, build.error, build.is_one_piece) == (BuildStatus.DONE, "", False)
    assert build.step_done == build.step_total > 5
    assert build.pages_done == build.page_count
    assert build.plan == {}
    assert not BuildFragment.objects.exists()
    with build.file.open() as file:
        reader = PdfReader(file)
        text = " ".join(page.extract_text() for page in reader.pages)
        assert list(reader.attachments) == ["masterplan.json"]
    assert "Terbit 0" in text
    assert "Rahasia konsep" not in text
    assert "Rahasia konsep" not in str(build.contents)


def test_nothing_is_rendered_twice_and_the_file_is_the_same(edition, monkeypatch):
    first = built(edition)
    monkeypatch.setattr(laying, "render", lambda source, pictures: 1 / 0)

    second = built(edition)

    assert (second.status, second.sha256, second.file) == ("done", first.sha256, first.file)
    assert second.input_hash == first.input_hash


def test_total_is_known_before_the_first_fragment(edition):
    build = begun(edition)

    assert (build.step, build.step_done) == (BuildStep.LAYOUT, 0)
    assert build.step_total == build.fragments.count() > 10
    assert not build.total_is_estimate


def test_two_workers_share_the_rows_and_one_links(edition):
    build = begun(edition)
    store, seen = book_build.store(), []

    mine, others = laying.claim_rows(build.pk, 5), laying.claim_rows(build.pk, 5)
    for row in (*mine, *others):
        laying._lay_out(row, store, is_worker=False)
        seen.append(row.key)
    assert book_build.progress.claim_link(build.pk) is None
    book_build.go_on(build.pk)

    build.refresh_from_db()
    assert len(set(seen)) == 10
    assert build.status == BuildStatus.DONE
    assert book_build.progress.claim_link(build.pk) is None
    assert book_build.go_on(build.pk) is False


def test_fragments_of_a_dead_worker_are_taken_over(edition):
    build = begun(edition)
    lost = laying.claim_rows(build.pk, 3)
    assert book_build.go_on(build.pk)
    build.refresh_from_db()
    assert build.step == BuildStep.LAYOUT  # three are claimed by somebody

    old = timezone.now() - timedelta(minutes=1)
    BuildFragment.objects.filter(pk__in=[row.pk for row in lost]).update(heartbeat_at=old)
    Build.objects.filter(pk=build.pk).update(heartbeat_at=old)
    assert services.sweep_builds() == 1
    book_build.go_on(build.pk)

    build.refresh_from_db()
    assert (build.status, build.attempt) == (BuildStatus.DONE, 1)


def test_ghost_cannot_finish_a_fragment_that_was_taken_over(edition):
    build = begun(edition)
    (row,) = laying.claim_rows(build.pk, 1)
    BuildFragment.objects.filter(pk=row.pk).update(attempt=2)

    with pytest.raises(laying.LostClaimError):
        laying._finish(row, 1)

    build.refresh_from_db()
    assert build.step_done == 0


def test_fragment_that_kills_three_workers_ends_the_build_and_is_named(edition):
    build = begun(edition)
    row = BuildFragment.objects.exclude(idea_code="").first()
    old = timezone.now() - timedelta(minutes=1)
    BuildFragment.objects.filter(pk=row.pk).update(
        state=FragmentState.CLAIMED, attempt=3, heartbeat_at=old
    )

    services.sweep_builds()

    build.refresh_from_db()
    assert (build.status, build.error_idea) == (BuildStatus.FAILED, row.idea_code)
    assert not BuildFragment.objects.exists()


@pytest.mark.parametrize("damage", ["gone", "cut", "changed"])
def test_lost_fragment_is_rendered_again(edition, media, damage):
    first = built(edition)
    key = CachedFragment.objects.order_by("key").first().pk
    path = media / name_of(key)
    data = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(data[:-9] if damage == "cut" else data[:-9] + b"x" * 9)

    second = built(edition)
    book_build.run(second.pk)

    second.refresh_from_db()
    assert (second.status, second.sha256) == (BuildStatus.DONE, first.sha256)
    assert path.read_bytes() == data


def test_whole_cache_may_be_deleted(edition, media):
    first = built(edition)
    CachedFragment.objects.all().delete()
    for path in (media / "cache").rglob("*"):
        if path.is_file():
            path.unlink()

    assert built(edition).sha256 == first.sha256


def test_what_the_linker_does_not_know_is_printed_in_one_piece_and_says_so(edition, monkeypatch):
    def refuse(*_):
        raise Unlinkable("sebuah formulir")

    monkeypatch.setattr(book_build, "link", refuse)

    build = built(edition)

    assert (build.status, build.is_one_piece) == (BuildStatus.DONE, True)
    assert build.one_piece_reason == "sebuah formulir"
    assert build.page_count > 5


def test_one_piece_is_refused_for_a_large_book(edition, monkeypatch):
    monkeypatch.setattr(book_build, "ONE_PIECE_IDEAS", 1)

    def refuse(source, pictures):
        raise Unlinkable("sebuah formulir")

    monkeypatch.setattr(laying, "render", refuse)

    build = built(edition)

    assert build.status == BuildStatus.FAILED
    assert "hanya untuk 1 gagasan" in build.error


def test_cancel_ends_the_build_at_once_and_frees_the_edition(edition, client_of):
    build = begun(edition)
    (row,) = laying.claim_rows(build.pk, 1)
    admin = UserFactory(roles=["admin"])

    answer = client_of(admin).post("/kelola/masterplan/batal/")

    build.refresh_from_db()
    assert answer.status_code == 302
    assert build.status == BuildStatus.CANCELLED
    with pytest.raises(laying.LostClaimError):
        laying._lay_out(row, book_build.store(), is_worker=False)
    assert AuditEntry.objects.filter(action="masterplan.cancelled").count() == 1
    assert services.cancel_build(build, actor=admin) is False
    assert services.request_build(edition, actor=admin)[1] is True


def test_slow_fragment_is_tried_three_times_then_named(edition, monkeypatch):
    def slow(source, pictures):
        if source.kind == "idea":
            raise laying.TooSlow
        return real(source, pictures)

    real = laying.render
    monkeypatch.setattr(laying, "render", slow)

    build = built(edition)

    assert build.status == BuildStatus.FAILED
    assert build.error_idea.startswith("ENV-")


def test_prune_forgets_what_is_out_of_use(edition, media):
    built(edition)
    count = CachedFragment.objects.count()
    old = CachedFragment.objects.order_by("key").first()
    CachedFragment.objects.filter(pk=old.pk).update(used_at=timezone.now() - timedelta(days=31))

    assert services.prune_fragments() == 1

    assert not (media / name_of(old.pk)).exists()
    assert CachedFragment.objects.count() == count - 1
