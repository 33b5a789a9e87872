"""Who reads which version; an approved idea edited again stays in force as it was."""

import pytest

from masterplan.book.content import gather
from masterplan.models import Edition
from submissions import services, transitions
from submissions.choices import IdeaStatus as S
from submissions.reading import readable_versions
from tests.factories import EditionFactory, UserFactory, idea_in, idea_text

pytestmark = pytest.mark.django_db

SECRET = "Rahasia yang baru ditulis dan belum berlaku."


def next_version(idea, **changes):
    """The author writes the next version of a returned or approved idea."""
    idea.refresh_from_db()
    return services.save_draft(
        idea, actor=idea.author, text=idea_text(**changes), revision=idea.revision
    )


def handed_in(idea, **changes):
    idea = next_version(idea, **changes)
    return transitions.submit_idea(idea, actor=idea.author)


def revised(author=None, **changes):
    """In review with version 2; version 1 was sent back."""
    idea = handed_in(idea_in(S.NEEDS_REVISION, author=author), **changes)
    return transitions.take_up_idea(idea, actor=UserFactory(roles=["reviewer"]))


def approved_and_edited(**changes):
    """Version 1 in force, version 2 handed in."""
    return handed_in(idea_in(S.APPROVED), **changes)


def numbers(user, idea):
    return list(readable_versions(user, idea).values_list("number", flat=True))


def person(who, idea):
    if who == "visitor":
        return None
    if who == "author":
        return idea.author
    if who == "colleague":
        return UserFactory(organisation=idea.author.organisation)
    return UserFactory(roles=[] if who == "participant" else [who])


def browser_of(who, idea, client, client_of):
    user = person(who, idea)
    return client if user is None else client_of(user)


EVERYONE = ["visitor", "participant", "author", "colleague", "reviewer", "admin", "observer"]


@pytest.mark.parametrize("who", EVERYONE)
def test_versions_in_review_are_open_to_everyone(who, client, client_of):
    idea = revised()
    browser = browser_of(who, idea, client, client_of)

    listing = browser.get(f"/gagasan/{idea.address}/versi/")
    both = browser.get(f"/gagasan/{idea.address}/versi/1..2/")

    assert (listing.status_code, both.status_code) == (200, 200)
    assert [row.version.number for row in listing.context["rows"]] == [2, 1]


@pytest.mark.parametrize("who", EVERYONE)
def test_a_version_not_yet_in_force_is_for_own_side_and_desk(who, client, client_of):
    idea = approved_and_edited(problem=SECRET)
    browser = browser_of(who, idea, client, client_of)
    is_outsider = who in {"visitor", "participant"}

    listing = browser.get(f"/gagasan/{idea.address}/versi/")
    both = browser.get(f"/gagasan/{idea.address}/versi/1..2/")
    second = browser.get(f"/gagasan/{idea.address}/versi/2..2/")

    assert listing.status_code == 200
    assert [row.version.number for row in listing.context["rows"]] == (
        [1] if is_outsider else [2, 1]
    )
    wanted = 404 if is_outsider else 200
    assert (both.status_code, second.status_code) == (wanted, wanted)
    assert (SECRET.encode() in second.content) is not is_outsider


@pytest.mark.parametrize("who", EVERYONE)
def test_a_version_being_written_is_for_its_writers(who, client, client_of):
    idea = next_version(idea_in(S.NEEDS_REVISION), problem=SECRET)
    browser = browser_of(who, idea, client, client_of)

    page = browser.get(f"/gagasan/{idea.address}/versi/1..2/")

    assert page.status_code == (200 if who == "author" else 404)


@pytest.mark.parametrize("end", ["withdrawn", "hidden"])
@pytest.mark.parametrize("who", ["visitor", "participant"])
@pytest.mark.parametrize("path", ["versi/", "versi/1..2/", "versi/1..1/"])
def test_versions_of_stubs_do_not_exist_for_outsiders(end, who, path, client, client_of):
    idea = revised()
    if end == "withdrawn":
        idea = transitions.withdraw_idea(idea, actor=idea.author)
    else:
        services.hide_idea(idea, actor=UserFactory(roles=["admin"]), is_hidden=True, reason="Uji")

    page = browser_of(who, idea, client, client_of).get(f"/gagasan/{idea.address}/{path}")

    assert page.status_code == 404


@pytest.mark.parametrize("status", [S.DRAFT, S.SUBMITTED])
def test_versions_of_unseen_ideas_do_not_exist(status, client):
    idea = idea_in(status)

    assert client.get(f"/gagasan/{idea.address}/versi/").status_code == 404
    assert client.get(f"/gagasan/{idea.address}/versi/1..1/").status_code == 404


@pytest.mark.parametrize("pair", ["2..1", "1..3", "0..1", "1..99999999999999999999"])
def test_pairs_that_do_not_exist_are_not_found(pair, client):
    idea = revised()

    assert client.get(f"/gagasan/{idea.address}/versi/{pair}/").status_code == 404


def test_a_version_decided_while_another_was_in_force_stays_closed():
    idea = approved_and_edited(problem=SECRET)
    reviewer = UserFactory(roles=["reviewer"])
    idea = transitions.take_up_idea(idea, actor=reviewer)
    idea = transitions.reject_idea(idea, actor=reviewer, reason_code="covered", reason="Sudah ada.")

    assert numbers(UserFactory(), idea) == [1]
    assert numbers(idea.author, idea) == [2, 1]


def test_earlier_versions_in_force_stay_readable():
    idea = approved_and_edited()
    reviewer = UserFactory(roles=["reviewer"])
    idea = transitions.take_up_idea(idea, actor=reviewer)
    idea = transitions.approve_idea(idea, actor=reviewer)

    assert numbers(UserFactory(), idea) == [2, 1]


def test_the_form_leads_to_the_two_chosen_in_order(client):
    idea = revised()

    answer = client.get(f"/gagasan/{idea.address}/versi/", {"lama": "2", "baru": "1"})

    assert answer.status_code == 302
    assert answer["Location"] == f"/gagasan/{idea.address}/versi/1..2/"


def test_comparison_marks_words_and_escapes_every_one(client):
    hostile = "<script>alert(1)</script> <img src=x onerror=alert(2)> & aman"
    idea = revised(
        title="Bank sampah di <b>tepi</b> danau", problem=hostile, solution="</ins><svg onload=1>"
    )

    text = client.get(f"/gagasan/{idea.address}/versi/1..2/").content.decode()

    main = text[text.index("<main") :]
    for raw in ("<script>alert", "<img src=x", "<svg onload", "<b>tepi", "onerror=alert(2)>"):
        assert raw not in main
    assert "&lt;script" in main
    assert main.count("<ins ") == main.count("</ins>")
    assert main.count("<del ") == main.count("</del>")
    assert main.count("<ins ") > 2


@pytest.mark.parametrize("count", [1, 3])
def test_version_list_asks_a_fixed_number_of_times(count, client, django_assert_num_queries):
    idea = idea_in(S.NEEDS_REVISION)
    for _ in range(count):
        idea = handed_in(idea)
        reviewer = UserFactory(roles=["reviewer"])
        idea = transitions.take_up_idea(idea, actor=reviewer)
        idea = transitions.ask_revision(
            idea, actor=reviewer, reason="Lagi.", due_on=idea.created_at
        )

    with django_assert_num_queries(5):
        page = client.get(f"/gagasan/{idea.address}/versi/")

    assert len(page.context["rows"]) == count + 1


def test_an_approved_idea_edited_again_stays_in_force_until_approved(client, client_of):
    author, reviewer = UserFactory(), UserFactory(roles=["reviewer"])
    idea = idea_in(S.APPROVED, author=author, title="Judul lama")
    edition = EditionFactory()

    def public():
        page = client.get(f"/gagasan/{idea.address}/").content.decode()
        listing = client.get("/gagasan/").content.decode()
        book = [
            row.title
            for part in gather(Edition.objects.get(pk=edition.pk)).dimensions
            for row in part.ideas
        ]
        return ["Judul lama" in page, "Judul baru" in page, "Judul baru" in listing, book]

    old = [True, False, False, ["Judul lama"]]
    assert public() == old
    idea = next_version(idea, title="Judul baru")
    assert public() == old
    idea = transitions.submit_idea(idea, actor=author)
    assert public() == old
    assert client_of(reviewer).post(f"/tinjauan/{idea.address}/mulai/").status_code == 302
    assert public() == old
    idea.refresh_from_db()
    transitions.approve_idea(idea, actor=reviewer)

    assert public() == [False, True, True, ["Judul baru"]]


def test_the_author_sees_notes_beside_what_changed(client_of):
    idea = next_version(idea_in(S.NEEDS_REVISION), title="Bank sampah desa")

    text = client_of(idea.author).get(f"/gagasan/{idea.address}/").content.decode()

    assert "Yang berubah sejak diminta perbaikan" in text
    assert "Biaya tahun kedua?" in text
    assert "Bagian ini belum diubah." in text


def test_the_desk_sees_what_changed_since_the_request(client_of):
    idea = revised(title="Bank sampah desa")

    text = (
        client_of(UserFactory(roles=["reviewer"]))
        .get(f"/tinjauan/{idea.address}/")
        .content.decode()
    )

    assert "Yang berubah sejak diminta perbaikan" in text
    assert "Yang diminta:" in text


def test_outsiders_do_not_see_what_changed(client):
    idea = revised(title="Bank sampah desa")

    text = client.get(f"/gagasan/{idea.address}/").content.decode()

    assert "Yang berubah sejak diminta perbaikan" not in text
