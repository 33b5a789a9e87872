from array import array
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from masterplan import services
from masterplan.book import build as book_build
from masterplan.book import laying
from masterplan.book.content import gather
from masterplan.book.progress import GAVE_UP, mark_failed
from masterplan.choices import BuildStatus
from masterplan.models import Build, BuildFragment
from submissions.choices import IdeaStatus
from tests.factories import EditionFactory, FundSourceFactory, UserFactory, idea_in
from tests.masterplan.books import outlined
from tobasmart.audit.models import AuditEntry
from tobasmart.press.fragment import Body, Fragment, Meta
from tobasmart.press.link import Linked

pytestmark = pytest.mark.django_db


FILE = b"%PDF-1.7 x"


@pytest.fixture
def pressed(monkeypatch, settings, tmp_path):
    """The renderer replaced: these tests are about the row, not the paper."""
    settings.MEDIA_ROOT = tmp_path
    empty = Fragment(
        Meta(1, (842.0,), {}, (), (), (), {}), Body(0, b"", array("i"), array("i"), *[()] * 6)
    )

    def link(volume, store, file, on_piece):
        file.write(FILE)
        return Linked(3, len(FILE), ("1", "2", "3"), ())

    monkeypatch.setattr(laying, "render", lambda source, pictures: empty)
    monkeypatch.setattr(book_build, "link", link)
    monkeypatch.setattr(book_build, "problems", lambda data, expected: [])


def test_second_request_joins_the_active_build():
    edition, actor = EditionFactory(), UserFactory(roles=["admin"])

    first, is_new = services.request_build(edition, actor=actor)
    second, is_new_again = services.request_build(edition, actor=actor)

    assert (first, is_new, is_new_again) == (second, True, False)
    assert AuditEntry.objects.filter(action="masterplan.requested").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Build.objects.create(edition=edition)


def test_run_makes_the_file_once(pressed):
    build = Build.objects.create(edition=EditionFactory())

    assert [book_build.run(build.pk), book_build.run(build.pk)] == [True, False]

    build.refresh_from_db()
    assert (build.status, build.attempt, build.page_count) == (BuildStatus.DONE, 1, 3)
    with build.file.open() as file:
        assert file.read() == FILE


def test_build_of_a_dead_process_is_taken_over_and_its_ghost_cannot_publish(pressed):
    build = Build.objects.create(edition=EditionFactory())
    old = timezone.now() - timedelta(minutes=1)
    Build.objects.filter(pk=build.pk).update(
        status=BuildStatus.RUNNING, attempt=1, heartbeat_at=old
    )

    assert book_build.run(build.pk) is True

    build.refresh_from_db()
    assert (build.status, build.attempt) == (BuildStatus.DONE, 2)
    mark_failed(build.pk, 1, "ghost")
    build.refresh_from_db()
    assert build.status == BuildStatus.DONE


def test_live_build_is_not_taken_over(pressed):
    build = Build.objects.create(
        edition=EditionFactory(), status=BuildStatus.RUNNING, attempt=1, heartbeat_at=timezone.now()
    )

    assert book_build.run(build.pk) is False


def test_third_death_ends_the_build_with_a_sentence():
    edition = EditionFactory()
    old = timezone.now() - timedelta(minutes=1)
    build = Build.objects.create(
        edition=edition, status=BuildStatus.RUNNING, attempt=3, heartbeat_at=old
    )

    services.sweep_builds()

    build.refresh_from_db()
    assert (build.status, build.error) == (BuildStatus.FAILED, GAVE_UP)
    assert services.request_build(edition, actor=UserFactory(roles=["admin"]))[1] is True


def test_failure_names_the_idea(pressed, monkeypatch):
    idea_in(IdeaStatus.APPROVED, title="Rusak")
    bad = idea_in(IdeaStatus.APPROVED, title="Rusak sekali")
    build = Build.objects.create(edition=outlined(EditionFactory()))
    real = laying.render

    def broken(source, pictures):
        return 1 / 0 if "Rusak sekali</h4>" in source.html else real(source, pictures)

    monkeypatch.setattr(laying, "render", broken)

    book_build.run(build.pk)

    build.refresh_from_db()
    assert (build.status, build.error_idea) == (BuildStatus.FAILED, bad.code)
    assert f"Halaman gagasan {bad.code} tidak dapat disusun" in build.error
    assert not BuildFragment.objects.exists()


def test_gather_holds_approved_text_only_and_a_fixed_number_of_queries(
    django_assert_max_num_queries,
):
    source = FundSourceFactory()
    for status in (IdeaStatus.DRAFT, IdeaStatus.SUBMITTED, IdeaStatus.IN_REVIEW):
        idea_in(status, title=f"Bukan {status}")
    idea_in(IdeaStatus.REJECTED, title="Usulan ditolak")
    for number in range(3):
        idea_in(
            IdeaStatus.APPROVED,
            title=f"Terbit {number}",
            budgets=((2022, source.pk, 10**9 + number),),
        )
    edition = EditionFactory()

    with django_assert_max_num_queries(30):
        book = gather(edition)

    assert [idea.title for idea in book.ideas] == ["Terbit 0", "Terbit 1", "Terbit 2"]
    assert [idea.total_idr for idea in book.ideas] == [10**9, 10**9 + 1, 10**9 + 2]
    assert [row.title for row in book.decided] == ["Usulan ditolak"]


def test_draft_file_is_for_those_who_may_read_drafts(pressed, client, client_of):
    build = Build.objects.create(edition=EditionFactory())
    book_build.run(build.pk)
    url = f"/masterplan/berkas/{build.key}/"

    def status_for(who):
        answer = client_of(UserFactory(roles=[who])).get(url)
        # close() would also end the test's database connection.
        for close in answer._resource_closers:
            close()
        return answer.status_code

    roles = ("participant", "facilitator", "reviewer", "observer", "admin")
    answers = {who: status_for(who) for who in roles}

    assert answers == {
        "participant": 404, "facilitator": 404, "reviewer": 200, "observer": 200, "admin": 200,
    }  # fmt: skip
    assert client.get(url).status_code == 404
