"""Results of a forum: for everyone once it is over, for its people once they are shown."""

import pytest

from tests.factories import UserFactory
from tests.factories.workshops import ForumFactory, card, facilitator_of, present, seated
from tests.workshops.records import discussed_forum, sealed_forum
from workshops.choices import ForumKind, Phase, PostKind, PostState
from workshops.models import Forum
from workshops.services.promotion import promote

pytestmark = pytest.mark.django_db


def url(forum):
    return f"/forum/{forum.code.lower()}/hasil/"


def test_everyone_reads_what_a_sealed_forum_brought(client):
    forum, record, _ = sealed_forum()
    page = client.get(url(forum))

    assert page.status_code == 200
    for words in (
        forum.question, "Bayar parkir danau pakai kode", "gabungan 2 kartu", record.number,
        f"/verifikasi/{record.token}/", "Kotak saran",
    ):  # fmt: skip
        assert words in page.text, words
    people = [seat.participant for seat in forum.seats.select_related("participant__user")]
    private = [word for person in people for word in (person.name, person.user.email)]
    assert [word for word in private if word in page.text] == []
    # Minutes are an internal annex.
    assert "Mulai dari tiga dermaga." not in page.text


@pytest.mark.parametrize("phase", [Phase.COLLECT, Phase.GROUP, Phase.VOTE, Phase.SUMMARY])
def test_before_that_only_the_people_of_the_forum_and_only_shown_results(phase, client, client_of):
    forum = discussed_forum()
    Forum.objects.filter(pk=forum.pk).update(phase=phase)
    sits, runs = seated(forum), facilitator_of(forum)

    assert client.get(url(forum)).status_code == 404
    assert client_of(UserFactory()).get(url(forum)).status_code == 404
    assert client_of(runs).get(url(forum)).status_code == 200
    expected = 200 if phase == Phase.SUMMARY else 404
    assert client_of(sits.user).get(url(forum)).status_code == expected
    observer = client_of(UserFactory(roles=["observer"]))
    assert observer.get(url(forum)).status_code == expected


def test_a_rehearsal_is_nobody_elses(client):
    forum = discussed_forum()
    forum.session.is_rehearsal = True
    forum.session.save()
    Forum.objects.filter(pk=forum.pk).update(phase=Phase.CLOSED)

    assert client.get(url(forum)).status_code == 404


def test_unknown_code(client):
    assert client.get("/forum/zz99/hasil/").status_code == 404


def test_facilitator_promotes_and_takes_back_from_here(client_of):
    forum = discussed_forum()
    facilitator = facilitator_of(forum)
    browser = client_of(facilitator)
    before = browser.get(url(forum)).text
    promote(forum, keys=[forum.posts.get(number=1).key], actor=facilitator)
    after = browser.get(url(forum)).text

    assert before.count("Jadikan gagasan") == 3
    assert (after.count("Jadikan gagasan"), after.count("Urungkan")) == (2, 1)
    assert "menjadi" in after
    assert "Jadikan gagasan" not in client_of(present(forum.session).user).get(url(forum)).text


def test_a_draft_is_not_opened_by_others(client_of):
    forum = discussed_forum()
    idea = promote(forum, keys=[forum.posts.get(number=1).key], actor=facilitator_of(forum))
    Forum.objects.filter(pk=forum.pk).update(phase=Phase.CLOSED)

    others = client_of(UserFactory()).get(url(forum)).text
    owner = client_of(idea.author).get(url(forum)).text

    assert ("draf gagasan" in others, idea.draft_key in others) == (True, False)
    assert idea.draft_key in owner


def test_swot_stands_in_its_five_lists(client):
    forum = ForumFactory(kind=ForumKind.SWOT, phase=Phase.CLOSED)
    card(forum, kind=PostKind.THREAT, text="Harga naik")
    card(forum, kind=PostKind.VISION, text="Danau bersih")
    page = client.get(url(forum)).text

    for words in ("Kekuatan", "Kelemahan", "Peluang", "Ancaman", "Kata kunci visi", "Harga naik"):
        assert words in page


def test_hidden_and_moved_cards_are_not_shown(client):
    forum = discussed_forum()
    forum.posts.filter(number=4).update(state=PostState.HIDDEN, hidden_reason="Kasar")
    Forum.objects.filter(pk=forum.pk).update(phase=Phase.CLOSED)

    assert "Kotak saran" not in client.get(url(forum)).text


@pytest.mark.parametrize("cards", [1, 12])
def test_page_asks_the_same_number_of_queries(cards, client, django_assert_num_queries):
    forum = discussed_forum()
    for number in range(cards):
        card(forum, is_agreed=number % 2 == 0)
    Forum.objects.filter(pk=forum.pk).update(phase=Phase.CLOSED)

    with django_assert_num_queries(5):
        client.get(url(forum))
