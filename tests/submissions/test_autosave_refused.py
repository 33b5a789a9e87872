"""Saves that are not made, each with its sentence."""

import uuid

import pytest

from submissions.choices import IdeaStatus
from submissions.models import Idea
from tests.factories import (
    ProgrammeFactory,
    UserFactory,
    draft_idea,
    idea_in,
)

pytestmark = pytest.mark.django_db
NEW = "/gagasan/baru/simpan/"
ENDED = (
    "Sesi Anda telah berakhir. Tulisan tersimpan di perangkat ini. Masuk lagi untuk melanjutkan."
)


def typed(user, **changes):
    """What the script sends for the first step."""
    values = {
        "key": str(uuid.uuid4()), "revision": "1", "number": "1", "step": "1",
        "user": str(user.pk), "title": "Perahu sampah",
    }  # fmt: skip
    return values | changes


def stored(idea):
    idea.refresh_from_db()
    return idea.draft_version


@pytest.fixture
def author():
    ProgrammeFactory()
    return UserFactory()


@pytest.mark.parametrize("who", ["nobody", "somebody else"])
def test_ended_session_is_told_without_a_redirect(who, client, client_of):
    idea = draft_idea()
    browser = client if who == "nobody" else client_of(UserFactory())

    answers = [browser.post(url, typed(idea.author)) for url in (NEW, f"/gagasan/{idea}/simpan/")]

    assert [(a.status_code, a.json()) for a in answers] == [(401, {"text": ENDED})] * 2
    assert list(Idea.objects.values_list("pk", "revision")) == [(idea.pk, 1)]


def test_strangers_draft_does_not_exist(client_of):
    idea, stranger = draft_idea(), UserFactory()

    answer = client_of(stranger).post(f"/gagasan/{idea.address}/simpan/", typed(stranger))

    assert answer.status_code == 404
    assert stored(idea).title == "Bank sampah di tepi danau"


def test_without_a_role_nothing_begins(author, client_of):
    author.grants.all().delete()

    assert client_of(author).post(NEW, typed(author)).status_code == 403
    assert not Idea.objects.exists()


@pytest.mark.parametrize("address", ["own", "new"])
def test_sent_meanwhile_says_the_code(address, client_of):
    idea = idea_in(IdeaStatus.SUBMITTED)
    url = NEW if address == "new" else f"/gagasan/{idea.address}/simpan/"

    answer = client_of(idea.author).post(url, typed(idea.author, key=str(idea.creation_key)))

    assert (answer.status_code, answer.json()) == (
        410,
        {
            "text": "Gagasan ini sudah terkirim dengan kode ENV-001.",
            "url": idea.get_absolute_url(),
        },
    )
    assert Idea.objects.count() == 1


@pytest.mark.parametrize("broken", [{"key": "x"}, {"revision": ""}, {"key": ""}])
def test_unreadable_form_is_a_sentence(broken, author, client_of):
    answer = client_of(author).post(NEW, typed(author, **broken))

    assert answer.status_code == 400
    assert answer.json()["text"].startswith("Belum tersimpan di server.")
    assert not Idea.objects.exists()


@pytest.mark.parametrize("number", ["", "-1", "drei", "9" * 40, "²"])
def test_strange_numbers_count_as_none(number, author, client_of):
    assert client_of(author).post(NEW, typed(author, number=number)).status_code == 200
    assert Idea.objects.get().page_number == 0
