"""From draft to edition: requirements, waivers, confirmation, what everyone then sees."""

import pytest

from masterplan.book import build as book_build
from masterplan.models import Build, Edition, FrozenStage, Waiver
from masterplan.readiness import lacking, readiness_of
from masterplan.services import publishing, request_build
from submissions.choices import IdeaStatus
from submissions.transitions import NotAllowedError
from tests.factories import DimensionFactory, EditionFactory, UserFactory, idea_in
from tests.factories.workshops import WorkshopFactory
from tobasmart.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
PAGE = "/kelola/masterplan/terbit/"


@pytest.fixture
def edition(db):
    """An edition whose programme has one dimension and one approved idea."""
    edition = EditionFactory()
    idea_in(IdeaStatus.APPROVED)
    return edition


def waive_all(edition, admin):
    for row in lacking(readiness_of(edition.programme, edition_id=edition.pk)):
        publishing.waive(edition, actor=admin, requirement=row.code, reason="Menyusul.")


def published(edition, admin):
    waive_all(edition, admin)
    build = publishing.request_publication(edition, actor=admin, typed_name=edition.name)
    book_build.run(build.pk)
    edition.refresh_from_db()
    return edition


def test_publication_waits_for_what_is_lacking(edition, admin):
    with pytest.raises(publishing.NotReadyError) as caught:
        publishing.request_publication(edition, actor=admin, typed_name="Edisi 1")

    assert "Gagasan disetujui: Lingkungan" in caught.value.labels
    assert list(Build.objects.all()) == []


def test_a_waiver_needs_an_unmet_requirement_and_can_be_taken_back(edition, admin):
    with pytest.raises(KeyError):
        publishing.waive(edition, actor=admin, requirement="tidak-ada", reason="x")
    with pytest.raises(NotAllowedError):
        publishing.waive(
            edition, actor=UserFactory(roles=["reviewer"]), requirement="ideas-env", reason="x"
        )
    waiver = publishing.waive(edition, actor=admin, requirement="ideas-env", reason="Menyusul.")
    codes = [row.code for row in lacking(readiness_of(edition.programme, edition_id=edition.pk))]

    assert "ideas-env" not in codes
    publishing.take_waiver_back(waiver, actor=admin)
    assert list(Waiver.objects.all()) == []


def test_the_name_has_to_be_typed(edition, admin):
    waive_all(edition, admin)

    with pytest.raises(publishing.WrongNameError):
        publishing.request_publication(edition, actor=admin, typed_name="Edisi 2")


def test_publication_waits_for_a_running_build(edition, admin):
    waive_all(edition, admin)
    request_build(edition, actor=admin)

    with pytest.raises(publishing.BusyError):
        publishing.request_publication(edition, actor=admin, typed_name="edisi 1")


def test_a_final_build_publishes_its_edition_and_begins_the_next(edition, admin, client):
    first = published(edition, admin)

    assert (first.number, first.published_build.is_final) == (1, True)
    assert first.published_build.contents["is_draft"] is False
    assert AuditEntry.objects.filter(action="edition.published").count() == 1
    following = Edition.objects.get(published_at=None)
    assert following.name == "Edisi 2"
    second = published(following, admin)
    pages = {
        "/masterplan/": ["Edisi 2", "Edisi 1</a>", "sudah digantikan"],
        f"/masterplan/verifikasi/{first.token}/": [first.published_build.sha256, "digantikan oleh"],
        f"/masterplan/verifikasi/{second.token}/": ["Edisi yang berlaku"],
        f"/masterplan/edisi/{second.slug}/perubahan/": ["Tidak ada gagasan yang berubah"],
        f"/masterplan/edisi/{first.slug}/perubahan/": ["edisi pertama"],
    }
    for path, words in pages.items():
        page = client.get(path).content.decode()
        assert [word for word in words if word not in page] == []


def test_drafts_of_a_published_edition_stay_closed_and_its_file_stays_open(edition, admin, client):
    draft, _ = request_build(edition, actor=admin)
    book_build.run(draft.pk)
    first = published(edition, admin)
    published(Edition.objects.get(published_at=None), admin)

    draft.refresh_from_db()
    assert client.get(f"/masterplan/berkas/{draft.key}/").status_code == 404
    answer = client.get(f"/masterplan/berkas/{first.published_build.key}/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_pages_confirm_waive_and_freeze(edition, admin, client_of):
    browser, workshop = client_of(admin), WorkshopFactory()
    draft, _ = request_build(edition, actor=admin)
    book_build.run(draft.pk)

    assert "syarat</b> yang belum" in browser.get(PAGE).content.decode()
    assert browser.post(f"{PAGE}syarat/", {"requirement": "x", "reason": "y"}).status_code == 404
    assert browser.post(f"{PAGE}kirim/", {"name": "Edisi 1"}).status_code == 422
    for row in lacking(readiness_of(edition.programme)):
        browser.post(f"{PAGE}syarat/", {"requirement": row.code, "reason": "Menyusul."})
    refused = browser.post(f"{PAGE}kirim/", {"name": "Edisi 9"})
    assert "Nama tidak cocok" in refused.content.decode()
    assert browser.post(f"{PAGE}kirim/", {"name": "Edisi 1"}).status_code == 302
    browser.post(f"{PAGE}beku/", {"workshop": workshop.pk})
    browser.post(f"{PAGE}beku/", {"workshop": workshop.pk})

    assert FrozenStage.objects.get().build == draft
    assert Build.objects.filter(is_final=True).count() == 1


@pytest.mark.parametrize("role", ["participant", "reviewer", "observer", "facilitator"])
def test_only_admins_publish(role, edition, client_of):
    browser = client_of(UserFactory(roles=[role]))

    answers = [
        browser.get(PAGE), browser.post(f"{PAGE}kirim/", {"name": "Edisi 1"}),
        browser.post(f"{PAGE}syarat/", {"requirement": "ideas-env", "reason": "x"}),
        browser.post(f"{PAGE}beku/", {}),
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [403] * 4
    assert (Build.objects.count(), Waiver.objects.count()) == (0, 0)


def test_lacking_list_names_the_ideas_and_knows_no_other_words(edition, client_of, admin):
    browser = client_of(admin)

    page = browser.get("/kelola/masterplan/kurang/?kurang=biaya")

    assert "ENV-001" in page.content.decode()
    assert browser.get("/kelola/masterplan/kurang/?kurang=x").status_code == 404


def test_readiness_asks_for_each_dimension(edition):
    DimensionFactory(code="ECO")

    ideas = readiness_of(edition.programme)[0]

    assert [(row.code, row.state) for row in ideas.rows[:2]] == [
        ("ideas-env", "partly"), ("ideas-eco", "missing"),
    ]  # fmt: skip
