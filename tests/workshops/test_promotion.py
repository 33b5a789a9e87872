"""From card to draft: once, owned by the leading writer, undone only while nobody wrote on it."""

import threading
import uuid

import pytest
from django.db import connections

from submissions.choices import IdeaStatus, Origin
from submissions.models import Idea
from submissions.transitions import NotAllowedError
from tests.factories import UserFactory
from tests.factories.workshops import ForumFactory, card, facilitator_of, guest
from tests.workshops.records import discussed_forum, sealed_forum
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Notice, Outbox
from workshops.choices import CreditAnswer, ForumKind, Phase, PostKind, PostState
from workshops.models import Forum, IdeaSource
from workshops.services.board_refusals import NotNowError
from workshops.services.credits import hand_over_claimed
from workshops.services.promotion import promote, shortened

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum():
    return discussed_forum()


@pytest.fixture
def facilitator(forum):
    return facilitator_of(forum)


def post(forum, number=1):
    return forum.posts.get(number=number)


def test_leading_writer_owns_the_draft_and_the_others_are_asked(forum, facilitator):
    lead, member = post(forum, 1), post(forum, 2)
    idea = promote(forum, keys=[lead.key], actor=facilitator)

    assert (idea.author, idea.organisation) == (lead.author.user, lead.author.user.organisation)
    assert (idea.status, idea.origin, idea.dimension) == (IdeaStatus.DRAFT, Origin.FORUM, None)
    version = idea.draft_version
    assert (version.title, version.dimension, version.problem) == (
        "Bayar parkir danau pakai kode", forum.dimension, "",
    )  # fmt: skip
    assert version.solution == (
        f"Kartu 1 ({lead.author.from_where}): Bayar parkir danau pakai kode\n"
        f"Kartu 2 ({member.author.from_where}): Parkir jangan tunai lagi"
    )
    assert dict(idea.sources.values_list("post", "answer")) == {
        lead.pk: CreditAnswer.ACCEPTED, member.pk: CreditAnswer.ASKED,
    }  # fmt: skip
    told = dict(Notice.objects.values_list("recipient", "path"))
    assert told == {
        lead.author.user_id: idea.get_absolute_url(),
        member.author.user_id: "/saya/kredit/",
    }
    assert Outbox.objects.count() == 2
    entry = AuditEntry.objects.get(action="forum.promoted")
    assert (entry.actor, entry.target_id, entry.data) == (
        facilitator, idea.pk, {"forum": forum.code, "cards": [1, 2]},
    )  # fmt: skip
    assert forum.events.latest("version").kind == "board"


def test_second_tap_also_of_another_facilitator_is_the_same_idea(forum, facilitator):
    first = promote(forum, keys=[post(forum).key], actor=facilitator)
    events = forum.events.count()
    second = promote(forum, keys=[post(forum).key], actor=facilitator_of(forum))

    assert first == second
    assert (Idea.objects.count(), IdeaSource.objects.count()) == (1, 2)
    assert AuditEntry.objects.filter(action="forum.promoted").count() == 1
    assert forum.events.count() == events


def test_a_card_merged_later_joins_the_idea(forum, facilitator):
    idea = promote(forum, keys=[post(forum).key], actor=facilitator)
    late = card(forum, text="Kode di loket", lead=post(forum))
    again = promote(forum, keys=[post(forum).key], actor=facilitator)

    assert again == idea
    assert IdeaSource.objects.get(post=late).idea == idea


def test_several_cards_become_one_idea_and_the_first_leads(forum, facilitator):
    keys = [post(forum, 3).key, post(forum, 1).key]
    idea = promote(forum, keys=keys, actor=facilitator)

    assert idea.author == post(forum, 3).author.user
    assert set(idea.sources.values_list("post__number", flat=True)) == {1, 2, 3}
    assert idea.draft_version.title == "Bank keliling"


def test_card_of_a_guest_is_kept_by_the_facilitator_until_claimed(forum, facilitator):
    writer = guest(forum.session, organisation_name="Warung Ibu Sihol")
    own = card(forum, writer, text="Kode di warung")
    idea = promote(forum, keys=[own.key], actor=facilitator)

    assert (idea.author, idea.proposer_name, idea.proposer) == (
        facilitator, "Warung Ibu Sihol", "Warung Ibu Sihol",
    )  # fmt: skip
    assert idea.sources.get().answer == CreditAnswer.ASKED
    assert hand_over_claimed(writer) == 0

    person = UserFactory()
    writer.user = person
    writer.save()
    assert hand_over_claimed(writer) == 1
    assert hand_over_claimed(writer) == 0

    idea.refresh_from_db()
    assert (idea.author, idea.proposer_name) == (person, "")
    assert idea.sources.get().answer == CreditAnswer.ACCEPTED
    entry = AuditEntry.objects.get(action="idea.handed_over")
    assert entry.data["person"] == person.pk


def test_a_nameless_guest_is_named_by_number(forum, facilitator):
    writer = guest(forum.session, organisation_name="")
    idea = promote(forum, keys=[card(forum, writer).key], actor=facilitator)

    assert idea.proposer == f"Peserta {writer.number_text}"
    assert writer.name not in idea.draft_version.solution


def test_claimed_card_in_anothers_idea_asks_its_writer(forum, facilitator):
    writer = guest(forum.session)
    card(forum, writer, lead=post(forum))
    promote(forum, keys=[post(forum).key], actor=facilitator)
    writer.user = UserFactory()
    writer.save()

    assert hand_over_claimed(writer) == 0
    assert Notice.objects.get(recipient=writer.user).path == "/saya/kredit/"


def test_swot_cards_say_problem_or_solution():
    forum = ForumFactory(phase=Phase.SUMMARY, kind=ForumKind.SWOT)
    lead = card(forum, text="Sinyal lemah", kind=PostKind.WEAKNESS)
    card(forum, text="Menara baru", kind=PostKind.OPPORTUNITY, lead=lead)
    idea = promote(forum, keys=[lead.key], actor=facilitator_of(forum))

    assert idea.draft_version.problem.endswith("Sinyal lemah")
    assert idea.draft_version.solution.endswith("Menara baru")


def test_a_long_card_is_shortened_at_a_word(forum, facilitator):
    text = "Satu tarif parkir " * 14
    idea = promote(forum, keys=[card(forum, text=text[:280]).key], actor=facilitator)

    title = idea.draft_version.title
    assert (len(title) <= 120, title.endswith("…")) == (True, True)
    assert " ".join(text[:280].split()) in idea.draft_version.solution


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("Bank keliling", 20, "Bank keliling"),
        ("Bank keliling tiap pasar", 14, "Bank keliling…"),
        ("Bank keliling tiap pasar", 15, "Bank keliling…"),
        ("Bank keliling, tiap pasar", 16, "Bank keliling…"),
        ("x" * 30, 10, "x" * 9 + "…"),
    ],
)
def test_shortened(text, limit, short):
    assert shortened(text, limit) == short


def test_a_group_too_large_for_the_form_still_fits_it(forum, facilitator):
    for number in range(30):
        card(forum, text=f"{number} " + "kata " * 50, lead=post(forum))
    idea = promote(forum, keys=[post(forum).key], actor=facilitator)

    assert len(idea.draft_version.solution) <= 5000
    assert idea.draft_version.solution.endswith("Kartu lain tercantum pada asal gagasan.")
    assert idea.sources.count() == 32


def test_practice_makes_samples():
    forum = discussed_forum()
    forum.session.workshop.is_sample = True
    forum.session.workshop.save()

    assert promote(forum, keys=[post(forum).key], actor=facilitator_of(forum)).is_sample


@pytest.mark.parametrize("phase", [Phase.COLLECT, Phase.GROUP, Phase.VOTE, Phase.CLOSED])
def test_only_in_rangkum(phase, forum, facilitator):
    Forum.objects.filter(pk=forum.pk).update(phase=phase)
    with pytest.raises(NotNowError, match="fase Rangkum"):
        promote(forum, keys=[post(forum).key], actor=facilitator)
    assert not Idea.objects.exists()


def test_not_in_a_rehearsal_nor_when_sealed(facilitator, forum):
    forum.session.is_rehearsal = True
    forum.session.save()
    with pytest.raises(NotNowError):
        promote(forum, keys=[post(forum).key], actor=facilitator)
    other, _, person = sealed_forum()
    with pytest.raises(NotNowError, match="disegel"):
        promote(other, keys=[post(other).key], actor=person)
    assert not Idea.objects.exists()


@pytest.mark.parametrize("who", ["participant", "reviewer", "observer"])
def test_others_promote_nothing(who, forum, client_of):
    user = UserFactory(roles=[who])
    with pytest.raises(NotAllowedError):
        promote(forum, keys=[post(forum).key], actor=user)
    for rest in ("", "urungkan/"):
        answer = client_of(user).post(
            f"/forum/{forum.code.lower()}/jadikan-gagasan/{rest}", {"post": str(post(forum).key)}
        )
        assert answer.status_code == 403
    assert not Idea.objects.exists()


@pytest.mark.parametrize("what", ["unknown", "merged", "hidden", "other forum"])
def test_cards_off_the_board_are_refused(what, forum, facilitator):
    other = card(ForumFactory(phase=Phase.SUMMARY))
    if what == "hidden":
        forum.posts.filter(number=3).update(state=PostState.HIDDEN, hidden_reason="Kasar")
    key = {
        "unknown": uuid.uuid4(), "merged": post(forum, 2).key, "hidden": post(forum, 3).key,
        "other forum": other.key,
    }[what]  # fmt: skip
    with pytest.raises(NotNowError, match="tidak lagi di papan"):
        promote(forum, keys=[key], actor=facilitator)
    assert not Idea.objects.exists()


def test_buttons_of_the_page(forum, facilitator, client_of):
    browser, url = client_of(facilitator), f"/forum/{forum.code.lower()}/jadikan-gagasan/"
    data = {"post": str(post(forum).key), "back": "control"}
    made = browser.post(url, data)
    undone = browser.post(f"{url}urungkan/", {"post": str(post(forum).key)}, follow=True)

    assert made["Location"] == f"/forum/{forum.code.lower()}/kendali/"
    assert "Draf gagasan diurungkan." in undone.text
    empty = browser.post(url, {"post": "bukan-kunci"}, follow=True)
    assert "Pilih kartu" in empty.text
    assert not Idea.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_facilitators_tap_at_the_same_moment():
    forum = discussed_forum()
    key = card(forum, guest(forum.session)).key  # kept by whoever comes first
    people = [facilitator_of(forum), facilitator_of(forum)]
    barrier, found = threading.Barrier(2), []

    def tap(person):
        barrier.wait()
        try:
            found.append(promote(forum, keys=[key], actor=person).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=tap, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(found), len(set(found)), Idea.objects.count()) == (2, 1, 1)
    assert AuditEntry.objects.filter(action="forum.promoted").count() == 1
