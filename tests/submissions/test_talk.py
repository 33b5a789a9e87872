"""Support, following and comments: one for each person, two levels, nothing typed is lost."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.choices import OrganisationKind
from submissions.choices import IdeaStatus as S
from submissions.models import Comment, Follow, Idea, Support
from submissions.services.talk import COMMENTS_PER_MINUTE, TooManyError, add_comment, set_support
from submissions.transitions import NotAllowedError, merge_idea, unmerge_idea
from tests.factories import OrganisationFactory, UserFactory, idea_in
from tobasmart.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def say(idea, person=None, text="Setuju.", **more):
    return add_comment(
        idea, actor=person or UserFactory(), text=text, key=more.pop("key", uuid.uuid4()), **more
    )


def acts(prefix):
    return list(
        AuditEntry.objects.filter(action__startswith=prefix).order_by("pk").values_list(
            "action", flat=True
        )
    )  # fmt: skip


def test_support_is_one_for_each_person_and_can_be_taken_back(client_of):
    idea, person = idea_in(S.IN_REVIEW), UserFactory()
    browser = client_of(person)
    url = f"/gagasan/{idea.address}/dukung/"

    for _ in range(3):
        assert browser.post(url, {"on": "1"})["Location"] == f"{idea.get_absolute_url()}#dukungan"
    client_of(UserFactory()).post(url, {"on": "1"})
    idea.refresh_from_db()
    assert (idea.support_count, Support.objects.count()) == (2, 2)

    for _ in range(2):
        browser.post(url, {"on": "0"})
    idea.refresh_from_db()
    assert (idea.support_count, Support.objects.count()) == (1, 1)
    assert acts("idea.supported") + acts("idea.unsupported") == [
        "idea.supported", "idea.supported", "idea.unsupported",
    ]  # fmt: skip


@pytest.mark.parametrize("url", ["dukung", "ikuti", "tanggapan"])
@pytest.mark.parametrize("status", [S.SUBMITTED, S.WITHDRAWN, S.MERGED])
def test_nobody_talks_where_talk_is_closed(url, status, client_of):
    idea = idea_in(S.IN_REVIEW if status == S.MERGED else status)
    if status == S.MERGED:
        merge_idea(idea, into=idea_in(S.IN_REVIEW), actor=UserFactory(roles=["reviewer"]))
    before = AuditEntry.objects.count()
    data = {"on": "1", "text": "Setuju.", "key": str(uuid.uuid4())}

    answer = client_of(idea.author).post(f"/gagasan/{idea.address}/{url}/", data)

    assert answer.status_code == 403
    rows = (Support.objects.count(), Follow.objects.count(), Comment.objects.count())
    assert (rows, AuditEntry.objects.count()) == ((0, 0, 0), before)


def test_supporters_of_merged_ideas_count_once(client_of):
    lead, twin, reviewer = (
        idea_in(S.IN_REVIEW),
        idea_in(S.IN_REVIEW),
        UserFactory(roles=["reviewer"]),
    )
    both, one, other = UserFactory(), UserFactory(), UserFactory()
    for idea, person in [(lead, both), (twin, both), (lead, one), (twin, other)]:
        set_support(idea, actor=person, is_on=True)
    say(twin)

    merge_idea(twin, into=lead, actor=reviewer)
    lead.refresh_from_db()
    assert (lead.support_count, lead.comment_count) == (3, 1)

    # Who gave it to the merged idea can take it back on the leading one.
    set_support(lead, actor=other, is_on=False)
    lead.refresh_from_db()
    assert lead.support_count == 2

    unmerge_idea(twin, actor=reviewer)
    counts = dict(Idea.objects.values_list("code", "support_count"))
    assert counts == {lead.code: 2, twin.code: 1}
    assert dict(Idea.objects.values_list("code", "comment_count")) == {lead.code: 0, twin.code: 1}


def test_support_swaps_in_place_with_htmx(client_of):
    idea = idea_in(S.IN_REVIEW)

    answer = client_of(UserFactory()).post(
        f"/gagasan/{idea.address}/dukung/", {"on": "1"}, headers={"HX-Request": "true"}
    )

    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.lstrip().startswith('<div class="cluster" id="dukungan">')
    assert "Anda mendukung" in text
    assert "<html" not in text


def test_whoever_comments_follows_and_may_stop(client_of):
    idea, person = idea_in(S.IN_REVIEW), UserFactory()
    browser = client_of(person)

    browser.post(
        f"/gagasan/{idea.address}/tanggapan/", {"text": "Setuju.", "key": str(uuid.uuid4())}
    )
    assert [follow.person for follow in Follow.objects.all()] == [person]

    browser.post(f"/gagasan/{idea.address}/ikuti/", {"on": "0"})
    assert Follow.objects.count() == 0


def test_comment_is_written_once_for_each_form(client_of):
    idea, person = idea_in(S.IN_REVIEW), UserFactory()
    browser, data = client_of(person), {"text": "Setuju.", "key": str(uuid.uuid4())}

    answers = [browser.post(f"/gagasan/{idea.address}/tanggapan/", data) for _ in range(3)]

    comment = Comment.objects.get()
    place = f"{idea.get_absolute_url()}#tanggapan-{comment.creation_key}"
    assert {answer["Location"] for answer in answers} == {place}
    idea.refresh_from_db()
    assert idea.comment_count == 1
    assert acts("comment") == ["comment.written"]


def test_nobody_can_take_the_key_of_somebody_elses_form():
    idea, key = idea_in(S.IN_REVIEW), uuid.uuid4()

    first, second = say(idea, key=key, text="Satu"), say(idea, key=key, text="Dua")

    assert {first.text, second.text} == {"Satu", "Dua"}
    assert first.creation_key != second.creation_key


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_at_once_are_one_comment():
    idea, person, key = idea_in(S.IN_REVIEW), UserFactory(), uuid.uuid4()
    barrier, found = threading.Barrier(20), []

    def click():
        barrier.wait()
        found.append(say(idea, person, key=key).pk)
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [Comment.objects.get().pk] * 20
    idea.refresh_from_db()
    assert idea.comment_count == 1


def test_a_comment_sent_after_the_session_ended_waits_for_its_writer(client, client_of):
    idea, person = idea_in(S.IN_REVIEW), UserFactory()
    url = f"/gagasan/{idea.address}/tanggapan/"

    answer = client.post(url, {"text": "Tulisan saya", "key": str(uuid.uuid4())})

    assert answer["Location"] == f"/masuk/?next={idea.get_absolute_url()}"
    client.force_login(person)
    assert "Tulisan saya</textarea>" in client.get(idea.get_absolute_url()).content.decode()
    assert "Tulisan saya" not in client.get(idea.get_absolute_url()).content.decode()
    assert client.get(url)["Location"] == f"{idea.get_absolute_url()}#diskusi"
    assert Comment.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Tulis tanggapan Anda lebih dulu"),
        ("Kata saya " * 300, "Tanggapan paling banyak 2.000 karakter, sekarang 2999; ringkas dulu"),
    ],
)
def test_a_refused_comment_comes_back_with_its_text(text, sentence, client_of):
    idea = idea_in(S.IN_REVIEW)
    data = {"text": text, "key": str(uuid.uuid4())}

    answer = client_of(UserFactory()).post(f"/gagasan/{idea.address}/tanggapan/", data)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert text.strip() in page
    assert data["key"] in page
    assert Comment.objects.count() == 0


def test_the_limit_is_thirty_a_minute_for_an_account(client_of):
    idea, person = idea_in(S.IN_REVIEW), UserFactory()
    for _ in range(COMMENTS_PER_MINUTE):
        say(idea, person)
    data = {"text": "Satu lagi", "key": str(uuid.uuid4())}

    answer = client_of(person).post(f"/gagasan/{idea.address}/tanggapan/", data)

    assert answer.status_code == 429
    assert 50 <= int(answer["Retry-After"]) <= 60
    assert "Satu lagi" in answer.content.decode()
    assert "Terlalu banyak tanggapan dalam satu menit" in answer.content.decode()
    with pytest.raises(TooManyError):
        say(idea, person)
    say(idea)  # others are not held up

    Comment.objects.filter(author=person).update(created_at=timezone.now() - timedelta(seconds=61))
    say(idea, person)
    idea.refresh_from_db()
    assert idea.comment_count == Comment.objects.count() == COMMENTS_PER_MINUTE + 2


def test_answers_stand_on_two_levels():
    idea = idea_in(S.IN_REVIEW)
    first = say(idea)
    answer = say(idea, parent=first)

    below = say(idea, parent=answer)

    assert (answer.parent, below.parent) == (first, first)


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ("author", "Pengusul"), ("reviewer", "Peninjau"), ("admin", "Admin"),
        ("facilitator", "Fasilitator"), ("opd", "OPD Kominfo"), ("umkm", "UMKM"),
        ("alone", "Peserta"),
    ],
)  # fmt: skip
def test_the_role_is_shown_as_it_was_when_written(who, shown):
    idea = idea_in(S.IN_REVIEW)
    person = {
        "author": lambda: idea.author,
        "opd": lambda: UserFactory(organisation__short_name="Kominfo"),
        "umkm": lambda: UserFactory(organisation__kind=OrganisationKind.UMKM),
        "alone": lambda: UserFactory(organisation=None),
    }.get(who, lambda: UserFactory(roles=[who]))()

    comment = say(idea, person)
    person.grants.all().delete()

    assert Comment.objects.get(pk=comment.pk).role_shown == shown


def test_official_answers_speak_for_the_agency_or_the_team_and_stand_first(client):
    agency = OrganisationFactory(name="Dinas Lingkungan")
    idea = idea_in(S.IN_REVIEW, owner_agency_id=agency.pk)
    say(idea, text="Biasa")
    by_agency = say(idea, UserFactory(organisation=agency), text="Dari dinas", is_official=True)
    by_team = say(idea, UserFactory(roles=["reviewer"]), text="Dari tim", is_official=True)

    page = client.get(idea.get_absolute_url())

    assert (by_agency.official_agency, by_team.official_agency) == (agency, None)
    thread = page.context["thread"]
    assert [entry.speaks_for for entry in thread.official] == ["Dinas Lingkungan", "Tim peninjau"]
    text = page.content.decode()
    assert text.index("Dari dinas") < text.index("Dari tim") < text.index("Biasa")


@pytest.mark.parametrize("who", ["participant", "own_side_reviewer", "author"])
def test_others_cannot_answer_officially(who):
    idea = idea_in(S.IN_REVIEW)
    person = {
        "participant": lambda: UserFactory(),
        "own_side_reviewer": lambda: UserFactory(
            organisation=idea.organisation, roles=["reviewer"]
        ),
        "author": lambda: idea.author,
    }[who]()

    with pytest.raises(NotAllowedError):
        say(idea, person, is_official=True)
    assert Comment.objects.count() == 0
