"""The tracking page: status, dates and next step for everyone, nothing personal for anyone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from submissions.choices import IdeaStatus as S
from submissions.models import Idea
from submissions.transitions import merge_idea
from tests.factories import UserFactory, idea_in

pytestmark = pytest.mark.django_db
ALL = [
    S.SUBMITTED, S.IN_REVIEW, S.NEEDS_REVISION, S.APPROVED, S.DEFERRED, S.REJECTED, S.WITHDRAWN,
    S.MERGED,
]  # fmt: skip


def made(status, **more):
    author = UserFactory(
        username="nama.rahasia", display_name="Maruli Rahasia", email="surat.rahasia@toba.example",
        organisation__name="Lembaga Pengusul",
    )  # fmt: skip
    if status != S.MERGED:
        return idea_in(status, author=author, **more)
    idea = idea_in(S.IN_REVIEW, author=author, **more)
    merge_idea(idea, into=idea_in(S.IN_REVIEW), actor=UserFactory(roles=["reviewer"]))
    return Idea.objects.get(pk=idea.pk)


def text_of(client, idea):
    answer = client.get(f"/lacak/{idea.address}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("status", ALL)
def test_nothing_personal_is_shown_in_any_status(status, client):
    text = text_of(client, made(status))

    assert [word for word in ("Rahasia", "rahasia", "@toba") if word in text] == []


@pytest.mark.parametrize("status", ALL)
def test_title_and_organisation_are_shown_once_the_idea_is_public(status, client):
    text = text_of(client, made(status, title="Judul gagasan ini"))

    shown = status not in (S.SUBMITTED, S.WITHDRAWN)
    assert ("Judul gagasan ini" in text, "Lembaga Pengusul" in text) == (shown, shown)


def test_a_person_without_organisation_is_not_named(client):
    person = UserFactory(organisation=None, display_name="Ibu Tiur")

    assert "Ibu Tiur" not in text_of(client, idea_in(S.APPROVED, author=person))


def test_a_hidden_idea_shows_no_title(client):
    idea = made(S.IN_REVIEW, title="Judul gagasan ini")
    Idea.objects.filter(pk=idea.pk).update(is_hidden=True)

    assert "Judul gagasan ini" not in text_of(client, idea)


@pytest.mark.parametrize(
    ("status", "titles"),
    [
        (S.SUBMITTED, ["Diajukan", "Mulai ditinjau", "Keputusan"]),
        (S.IN_REVIEW, ["Diajukan", "Mulai ditinjau", "Keputusan"]),
        (S.NEEDS_REVISION, ["Diajukan", "Mulai ditinjau", "Perlu perbaikan", "Perbaikan dikirim"]),
        (S.APPROVED, ["Diajukan", "Mulai ditinjau", "Disetujui"]),
        (S.REJECTED, ["Diajukan", "Mulai ditinjau", "Ditolak"]),
        (S.WITHDRAWN, ["Diajukan", "Ditarik"]),
        (S.MERGED, ["Diajukan", "Mulai ditinjau", "Digabung"]),
    ],
)
def test_the_stages_of_each_status(status, titles, client):
    track = client.get(f"/lacak/{made(status).address}/").context["track"]

    assert [stage.title for stage in track.stages] == titles


@pytest.mark.parametrize("status", [S.SUBMITTED, S.IN_REVIEW, S.NEEDS_REVISION])
def test_a_late_step_is_shown_as_late(status, client):
    idea = made(status)
    assert "Terlambat" not in text_of(client, idea)

    Idea.objects.filter(pk=idea.pk).update(step_due_on=timezone.localdate() - timedelta(days=4))

    assert "Terlambat 4 hari" in text_of(client, idea)


def test_a_merged_idea_leads_to_the_one_that_leads(client):
    idea = made(S.MERGED)

    assert f'href="/lacak/{idea.merged_into.address}/"' in text_of(client, idea)


def test_the_version_in_force_is_named_while_the_next_is_reviewed(client):
    idea = made(S.APPROVED, title="Judul berlaku")
    Idea.objects.filter(pk=idea.pk).update(status=S.SUBMITTED)

    text = text_of(client, idea)

    assert "Versi 1 tetap berlaku" in text
    assert "Judul berlaku" in text


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("ENV-014", "env-014"), (" env 14 ", "env-014"), ("ENV014", "env-014"),
        ("eco-1203", "eco-1203"), ("contoh-env-1", "contoh-env-01"),
        ("apa saja", "tidak-dikenal"), ("<script>", "tidak-dikenal"), ("٣٣٣", "tidak-dikenal"),
    ],
)  # fmt: skip
def test_a_code_may_be_typed_as_people_write_it(typed, address, client):
    answer = client.get("/lacak/", {"kode": typed})

    assert (answer.status_code, answer["Location"]) == (302, f"/lacak/{address}/")


@pytest.mark.parametrize("code", ["env-999", "tidak-dikenal", "%3Cscript%3E", "%00", "x" * 500])
def test_an_unknown_code_comes_back_to_the_form_with_a_sentence(code, client):
    answer = client.get(f"/lacak/{code}/")

    text = answer.content.decode()
    assert answer.status_code == 404
    assert 'name="kode"' in text
    assert ("Tidak ada gagasan dengan kode" in text) == (code == "env-999")
    assert "<script>" not in text.replace("<script src", "")


def test_a_draft_cannot_be_tracked(client):
    idea = idea_in(S.DRAFT)

    assert client.get(f"/lacak/{idea.draft_key}/").status_code == 404


@pytest.mark.parametrize("status", ALL)
def test_the_page_is_one_query(status, client, django_assert_num_queries):
    idea = made(status)

    with django_assert_num_queries(1):
        client.get(f"/lacak/{idea.address}/")
