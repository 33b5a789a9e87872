import uuid

import pytest
from django.test import Client
from django.utils import timezone

from submissions.choices import IdeaStatus
from submissions.models import Idea, IdeaVersion
from tests.factories import DimensionFactory, ProgrammeFactory, UserFactory, idea_in

pytestmark = pytest.mark.django_db


def fill(count):
    """``count`` ideas in review, as rows: the real moves would take minutes."""
    template = idea_in(IdeaStatus.IN_REVIEW, title="Gagasan 0")
    ideas = Idea.objects.bulk_create(
        Idea(
            programme=template.programme,
            author=template.author,
            organisation=template.organisation,
            creation_key=uuid.uuid4(),
        )
        for _ in range(count - 1)
    )
    now = timezone.now()
    versions = IdeaVersion.objects.bulk_create(
        IdeaVersion(idea=idea, number=1, title=f"Gagasan {n}", frozen_at=now)
        for n, idea in enumerate(ideas, 2)
    )
    for version in versions:
        Idea.objects.filter(pk=version.idea_id).update(
            code=f"ENV-{version.pk + 100:03d}",
            current_version=version,
            dimension=template.dimension,
            submitted_at=now,
            status=IdeaStatus.IN_REVIEW,
        )


# Session, user, grants and what the page itself asks; the aims are 8 for a list, 12 for the desk.
QUERIES = {"/gagasan/": 6, "/dimensi/lingkungan/": 7, "/tinjauan/": 11}


@pytest.mark.parametrize("count", [3, 300])
@pytest.mark.parametrize("page", list(QUERIES))
def test_list_pages_ask_the_same_number_of_queries(
    page, count, client_of, django_assert_num_queries
):
    fill(count)
    browser = client_of(UserFactory(roles=["reviewer"]))
    browser.get(page)

    with django_assert_num_queries(QUERIES[page]):
        answer = browser.get(page)

    assert answer.status_code == 200


def test_loser_of_two_reviewers_is_told_what_was_decided(client_of):
    idea = idea_in(IdeaStatus.APPROVED)
    second = client_of(UserFactory(roles=["reviewer"]))

    answer = second.post(
        f"/tinjauan/{idea.address}/tolak/",
        {"rejected-reason_code": "other", "rejected-reason": "x"},
    )

    assert answer.status_code == 409
    assert "Status sudah berubah menjadi Disetujui" in answer.content.decode()


def test_rejection_needs_a_reason_and_keeps_the_words(client_of):
    idea = idea_in(IdeaStatus.IN_REVIEW)
    browser = client_of(UserFactory(roles=["reviewer"]))

    answer = browser.post(
        f"/tinjauan/{idea.address}/tolak/",
        {"rejected-reason_code": "", "rejected-reason": "Kata saya"},
    )

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Pilih satu alasan" in text
    assert "Kata saya" in text
    idea.refresh_from_db()
    assert idea.status == IdeaStatus.IN_REVIEW


def test_post_without_token_is_refused(client):
    idea = idea_in(IdeaStatus.IN_REVIEW)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(UserFactory(roles=["reviewer"]))

    answer = browser.post(f"/tinjauan/{idea.address}/setujui/")

    assert answer.status_code == 403
    idea.refresh_from_db()
    assert idea.status == IdeaStatus.IN_REVIEW


@pytest.mark.parametrize("path", ["/", "/gagasan/", "/masuk/", "/tidak-ada/", "/daftar/"])
def test_every_page_has_the_strict_policy(path, client):
    ProgrammeFactory()
    DimensionFactory()

    answer = client.get(path)

    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    for part in (
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ):
        assert part in policy
    text = answer.content.decode()
    assert " style=" not in text
    assert "<script>" not in text


def test_withdrawn_idea_shows_a_stub_only(client):
    idea = idea_in(IdeaStatus.WITHDRAWN, title="Judul yang ditarik")

    text = client.get(idea.get_absolute_url()).content.decode()

    assert "Judul yang ditarik" not in text
    assert idea.code in text


def test_rejected_ideas_are_hidden_until_asked_for(client):
    idea_in(IdeaStatus.REJECTED, title="Yang ditolak")
    idea_in(IdeaStatus.APPROVED, title="Yang disetujui")

    text = client.get("/gagasan/").content.decode()

    assert "Yang disetujui" in text
    assert "Yang ditolak" not in text
    assert "1 gagasan yang ditolak tidak ditampilkan" in text
    assert "Yang ditolak" in client.get("/gagasan/?ditolak=1").content.decode()
    assert "Yang ditolak" in client.get("/gagasan/?status=rejected").content.decode()
