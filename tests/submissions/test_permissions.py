"""The matrix of docs/security.md, cell by cell: who, in which status, may do what."""

import pytest

from submissions.choices import IdeaStatus as S
from submissions.models import Idea
from submissions.permissions import IdeaPermissions
from tests.factories import UserFactory, idea_in

pytestmark = pytest.mark.django_db

ALL = [
    S.DRAFT, S.SUBMITTED, S.IN_REVIEW, S.NEEDS_REVISION, S.APPROVED, S.DEFERRED,
    S.REJECTED, S.WITHDRAWN,
]  # fmt: skip
CO = "add_co_author"
# Acts by status; a status without an entry allows nothing.
EXPECTED = {
    "author": {
        S.DRAFT: {"edit", "submit", "share", CO, "delete"},
        S.SUBMITTED: {"withdraw", CO},
        S.IN_REVIEW: {"withdraw", CO},
        S.NEEDS_REVISION: {"edit", "withdraw", CO},
        S.APPROVED: {"edit", CO},
        S.DEFERRED: {CO},
        S.REJECTED: {CO},
    },
    "co_author": {
        S.DRAFT: {"edit", "submit"},
        S.NEEDS_REVISION: {"edit"},
        S.APPROVED: {"edit"},
    },
    "colleague": {},
    "participant": {},
    "facilitator": {},
    "observer": {},
    "reviewer": {
        S.SUBMITTED: {"take_up", "move", "withdraw", CO},
        S.IN_REVIEW: {"decide", "move", "withdraw", CO},
        S.NEEDS_REVISION: {"move", "withdraw", CO},
        S.APPROVED: {"move", "withdraw", CO},
        S.DEFERRED: {"move", CO},
        S.REJECTED: {"move", CO},
    },
    "own_side_reviewer": {
        S.SUBMITTED: {CO},
        S.IN_REVIEW: {CO},
        S.NEEDS_REVISION: {CO},
        S.APPROVED: {CO},
        S.DEFERRED: {CO},
        S.REJECTED: {CO},
    },
    "admin": {
        S.SUBMITTED: {"take_up", "move", "hide"},
        S.IN_REVIEW: {"move", "hide"},
        S.NEEDS_REVISION: {"move", "hide"},
        S.APPROVED: {"move", "hide"},
        S.DEFERRED: {"move", "hide", "reopen"},
        S.REJECTED: {"move", "hide", "reopen"},
        S.WITHDRAWN: {"hide"},
    },
    "inactive_author": {},
}
# Who may open the page at all.
DESK = {"reviewer", "own_side_reviewer", "admin", "observer", "facilitator"}
WRITERS = {"author", "co_author"}
SEEN = {S.DRAFT: WRITERS, S.SUBMITTED: WRITERS | DESK | {"colleague"}}


def person_for(who, idea):
    own = idea.organisation
    if who in {"author", "inactive_author"}:
        idea.author.is_active = who == "author"
        return idea.author
    if who == "co_author":
        person = UserFactory()
        idea.co_authors.add(person)
        return person
    if who == "colleague":
        return UserFactory(organisation=own)
    if who == "own_side_reviewer":
        return UserFactory(organisation=own, roles=["reviewer"])
    return UserFactory(roles=[] if who == "participant" else [who])


@pytest.mark.parametrize("status", ALL)
@pytest.mark.parametrize("who", list(EXPECTED))
def test_idea_permissions_of_each_role_and_status(who, status):
    idea = idea_in(status)
    person = person_for(who, idea)

    allowed = IdeaPermissions.of(person, idea)

    assert {name for name, yes in vars_of(allowed) if yes} == EXPECTED[who].get(status, set())


@pytest.mark.parametrize("status", ALL)
@pytest.mark.parametrize("who", [*sorted(set(EXPECTED) - {"inactive_author"}), "visitor"])
def test_visible_to_each_role_and_status(who, status, client, client_of):
    idea = idea_in(status)
    visitor = who == "visitor"
    browser = client if visitor else client_of(person_for(who, idea))

    answer = browser.get(idea.get_absolute_url())

    expected = status not in SEEN or (not visitor and who in SEEN[status])
    assert answer.status_code == (200 if expected else 404)


def test_draft_text_appears_nowhere_for_others(client, client_of):
    secret = "kataunikrahasia"
    idea_in(S.DRAFT, title=f"Judul {secret}", problem=f"Masalah {secret} yang cukup panjang sekali")
    control = idea_in(S.IN_REVIEW, title="Judul terlihat")
    pages = ["/", "/gagasan/", "/gagasan/?q=kataunik", "/dimensi/lingkungan/", "/dimensi/"]
    for browser in [
        client,
        *(client_of(UserFactory(roles=[r])) for r in ("reviewer", "admin", "observer")),
    ]:
        for page in pages:
            text = browser.get(page).content.decode()
            assert secret not in text
        assert control.title in browser.get("/gagasan/").content.decode()


def test_unsent_edit_of_approved_idea_is_not_public(client):
    from submissions import services
    from tests.factories import idea_text

    idea = idea_in(S.APPROVED)
    services.save_draft(
        idea, actor=idea.author, text=idea_text(title="Belum dikirim"), revision=idea.revision
    )

    text = client.get(idea.get_absolute_url()).content.decode()

    assert "Belum dikirim" not in text
    assert "Bank sampah di tepi danau" in text


def test_rights_end_at_once(client_of):
    idea = idea_in(S.SUBMITTED)
    reviewer = UserFactory(roles=["reviewer"])
    browser = client_of(reviewer)
    assert browser.get(f"/tinjauan/{idea.address}/").status_code == 200

    reviewer.grants.filter(role="reviewer").delete()

    assert browser.get(f"/tinjauan/{idea.address}/").status_code == 403
    assert Idea.objects.visible_to(type(reviewer).objects.get(pk=reviewer.pk)).count() == 0


def vars_of(allowed):
    return [(name, getattr(allowed, name)) for name in allowed.__dataclass_fields__]
