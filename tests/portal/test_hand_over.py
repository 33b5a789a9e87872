import pytest

from submissions import services
from submissions.models import Idea
from submissions.permissions import IdeaPermissions
from submissions.services.hand_over import ReceiverError, hand_over_ideas
from submissions.transitions import NotAllowedError
from tests.factories import UserFactory, draft_idea, idea_in
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Notice

pytestmark = pytest.mark.django_db
QUERIES = 6


@pytest.fixture
def leaver():
    return UserFactory(display_name="Yang pergi")


@pytest.fixture
def colleague(leaver):
    return UserFactory(organisation=leaver.organisation)


def test_rights_follow_the_author_and_both_are_told(leaver, colleague, admin):
    idea = idea_in("needs_revision", author=leaver)
    organisation = idea.organisation
    Notice.objects.all().delete()

    hand_over_ideas([idea], actor=admin, source=leaver, to=colleague)

    idea = Idea.objects.get(pk=idea.pk)
    assert (idea.author, idea.organisation) == (colleague, organisation)
    assert list(idea.co_authors.all()) == []
    assert IdeaPermissions.of(colleague, idea).withdraw
    assert not IdeaPermissions.of(leaver, idea).edit
    assert {(n.recipient, n.kind) for n in Notice.objects.all()} == {
        (leaver, "account"), (colleague, "account"),
    }  # fmt: skip
    entry = AuditEntry.objects.get(action="idea.handed_over")
    assert (entry.actor, entry.target_id) == (admin, idea.pk)
    assert entry.data == {
        "person_before": leaver.pk, "person": colleague.pk, "stays_co_author": False,
    }  # fmt: skip


@pytest.mark.parametrize(("is_active", "stays"), [(True, [True]), (False, [])])
def test_former_author_stays_co_author_only_while_active(
    is_active, stays, colleague, admin, leaver
):
    idea = draft_idea(leaver)
    services.add_co_author(idea, actor=leaver, person=colleague)
    leaver.is_active = is_active
    leaver.save()

    hand_over_ideas([idea], actor=admin, source=leaver, to=colleague, keep_co_author=True)

    assert [person == leaver for person in idea.co_authors.all()] == stays


def test_handed_over_twice_the_second_changes_nothing(leaver, colleague, admin):
    idea = draft_idea(leaver)

    first = hand_over_ideas([idea], actor=admin, source=leaver, to=colleague)
    second = hand_over_ideas([idea], actor=admin, source=leaver, to=colleague)

    assert (len(first), second) == (1, [])
    assert AuditEntry.objects.filter(action="idea.handed_over").count() == 1


def test_only_an_admin_may_and_all_or_nothing(leaver, colleague, reviewer, admin):
    ideas = [draft_idea(leaver), idea_in("in_review", author=leaver)]

    with pytest.raises(NotAllowedError):
        hand_over_ideas(ideas, actor=reviewer, source=leaver, to=colleague)
    with pytest.raises(ReceiverError):
        hand_over_ideas(ideas, actor=admin, source=leaver, to=leaver)
    closed = UserFactory(is_active=False)
    with pytest.raises(ReceiverError):
        hand_over_ideas(ideas, actor=admin, source=leaver, to=closed)

    assert {idea.author for idea in Idea.objects.all()} == {leaver}


def test_page_offers_colleagues_previews_and_commits(leaver, colleague, admin, client_of):
    stranger = UserFactory(display_name="Orang luar")
    kept, given = idea_in("in_review", author=leaver), idea_in("approved", author=leaver)
    path = f"/kelola/pengguna/{leaver.username}/serah/"
    browser = client_of(admin)

    choice = browser.get(path)
    assert list(choice.context["colleagues"]) == [colleague]
    found = browser.get(path, {"cari": "luar"})
    assert list(found.context["colleagues"]) == [stranger]
    nothing = browser.get(path, {"kepada": colleague.username})
    assert "Pilih sedikitnya satu gagasan." in nothing.content.decode()

    data = {"kepada": colleague.username, "gagasan": given.address}
    preview = browser.get(path, data).content.decode()
    assert "1 gagasan untuk" in preview
    assert given.code in preview
    assert kept.code not in preview
    assert Idea.objects.filter(author=leaver).count() == 2

    browser.post(path, data)
    assert [idea.author for idea in Idea.objects.order_by("pk")] == [leaver, colleague]

    browser.post(path, {"kepada": colleague.username, "semua": "1"})
    assert Idea.objects.filter(author=leaver).count() == 0


def test_page_is_for_admins_and_never_shows_a_drafts_title(leaver, admin, client_of, reviewer):
    draft_idea(leaver, title="Judul draf rahasia")
    path = f"/kelola/pengguna/{leaver.username}/serah/"

    assert client_of(reviewer).get(path).status_code == 403
    text = client_of(admin).get(path).content.decode()
    assert "Semua 1 gagasan" in text
    assert "rahasia" not in text


@pytest.mark.parametrize("count", [1, 5])
def test_page_takes_the_same_queries_for_any_number(
    count, leaver, colleague, admin, client_of, django_assert_num_queries
):
    for _ in range(count):
        idea_in("submitted", author=leaver)
        UserFactory(organisation=leaver.organisation)
    browser = client_of(admin)
    path = f"/kelola/pengguna/{leaver.username}/serah/"
    browser.get(path)

    with django_assert_num_queries(QUERIES):
        browser.get(path)
