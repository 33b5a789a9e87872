"""The matrix of docs/security.md, cell by cell: who, in which status, may do what."""

import pytest

from submissions.choices import IdeaStatus as S
from submissions.models import DeclaredConflict, Idea
from submissions.permissions import IdeaPermissions
from tests.factories import OrganisationFactory, UserFactory, idea_in

pytestmark = pytest.mark.django_db

ALL = [
    S.DRAFT, S.SUBMITTED, S.IN_REVIEW, S.NEEDS_REVISION, S.APPROVED, S.DEFERRED,
    S.REJECTED, S.WITHDRAWN, S.MERGED,
]  # fmt: skip
CO = "add_co_author"
# Talk goes on while everyone may read the idea and it has a life of its own.
OPEN = (S.IN_REVIEW, S.NEEDS_REVISION, S.APPROVED, S.DEFERRED, S.REJECTED)
DESK_ACTS = {"take_up", "move", "merge", "assign"}


def cells(acts, *, talk=True):
    """``acts`` by status, with talk added where it is open."""
    cells = {status: set(found) for status, found in acts.items()}
    for status in OPEN if talk else ():
        cells.setdefault(status, set()).add("talk")
    return cells


def with_official_answers(acts):
    for status in OPEN:
        acts.setdefault(status, set()).add("answer_officially")
    return acts


# Acts by status; a status without an entry allows nothing.
HANDED_IN = set(ALL) - {S.DRAFT}
EXPECTED = {
    "author": cells(
        {
            S.DRAFT: {"edit", "submit", "share", CO, "delete"},
            S.SUBMITTED: {"withdraw", CO},
            S.IN_REVIEW: {"withdraw", CO},
            S.NEEDS_REVISION: {"edit", "withdraw", CO},
            S.APPROVED: {"edit", CO},
            S.DEFERRED: {CO},
            S.REJECTED: {CO},
        }
    ),
    "co_author": cells(
        {
            S.DRAFT: {"edit", "submit"},
            S.NEEDS_REVISION: {"edit"},
            S.APPROVED: {"edit"},
        }
    ),
    "completing_agency": cells(
        {
            S.DRAFT: {"edit", "submit"},
            S.NEEDS_REVISION: {"edit"},
            S.APPROVED: {"edit"},
        }
    ),
    "colleague": cells({}),
    "owner_agency": with_official_answers(cells({})),
    "participant": cells({}),
    "facilitator": cells({}),
    "observer": cells({}),
    "reviewer": with_official_answers(
        cells(
            {
                S.SUBMITTED: {*DESK_ACTS, "declare_conflict", "withdraw", CO, "moderate"},
                S.IN_REVIEW: {
                    "decide", "move", "merge", "assign", "declare_conflict", "withdraw", CO,
                    "moderate",
                },
                S.NEEDS_REVISION: {
                    "undo", "move", "merge", "assign", "declare_conflict", "withdraw", CO,
                    "moderate",
                },
                S.APPROVED: {"undo", "move", "merge", "withdraw", CO, "moderate"},
                S.DEFERRED: {"undo", "move", "merge", CO, "moderate"},
                S.REJECTED: {"undo", "move", "merge", CO, "moderate"},
                S.WITHDRAWN: {"moderate"},
                S.MERGED: {"unmerge", "moderate"},
            }
        )
    ),
    "conflicted_reviewer": with_official_answers(
        cells(
            {
                S.SUBMITTED: {*DESK_ACTS, "withdraw", CO, "moderate"},
                S.IN_REVIEW: {"move", "merge", "assign", "withdraw", CO, "moderate"},
                S.NEEDS_REVISION: {"move", "merge", "assign", "withdraw", CO, "moderate"},
                S.APPROVED: {"move", "merge", "withdraw", CO, "moderate"},
                S.DEFERRED: {"move", "merge", CO, "moderate"},
                S.REJECTED: {"move", "merge", CO, "moderate"},
                S.WITHDRAWN: {"moderate"},
                S.MERGED: {"unmerge", "moderate"},
            }
        )
    ),
    "own_side_reviewer": with_official_answers(
        cells(
            {
                S.SUBMITTED: {CO, "moderate"},
                S.IN_REVIEW: {CO, "moderate"},
                S.NEEDS_REVISION: {CO, "moderate"},
                S.APPROVED: {CO, "moderate"},
                S.DEFERRED: {CO, "moderate"},
                S.REJECTED: {CO, "moderate"},
                S.WITHDRAWN: {"moderate"},
                S.MERGED: {"moderate"},
            }
        )
    ),
    "admin": with_official_answers(
        cells(
            {
                S.DRAFT: {"hand_over"},
                S.SUBMITTED: {*DESK_ACTS, "hide", "moderate", "hand_over"},
                S.IN_REVIEW: {"move", "merge", "assign", "hide", "moderate", "hand_over"},
                S.NEEDS_REVISION: {"move", "merge", "assign", "hide", "moderate", "hand_over"},
                S.APPROVED: {"move", "merge", "hide", "moderate", "hand_over"},
                S.DEFERRED: {"move", "merge", "hide", "reopen", "moderate", "hand_over"},
                S.REJECTED: {"move", "merge", "hide", "reopen", "moderate", "hand_over"},
                S.WITHDRAWN: {"hide", "moderate", "hand_over"},
                S.MERGED: {"unmerge", "hide", "moderate"},
            }
        )
    ),
    "inactive_author": {},
}  # fmt: skip
# Who may open the page at all.
DESK = {"reviewer", "conflicted_reviewer", "own_side_reviewer", "admin", "observer", "facilitator"}
WRITERS = {"author", "co_author", "completing_agency"}
SEEN = {S.DRAFT: WRITERS, S.SUBMITTED: WRITERS | DESK | {"colleague", "owner_agency"}}


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
    if who == "completing_agency":
        idea.completing_agency = OrganisationFactory()
        idea.save(update_fields=["completing_agency"])
        return UserFactory(organisation=idea.completing_agency)
    if who == "owner_agency":
        return UserFactory(organisation=(idea.current_version or idea.draft_version).owner_agency)
    if who == "conflicted_reviewer":
        person = UserFactory(roles=["reviewer"])
        DeclaredConflict.objects.create(idea=idea, reviewer=person)
        return person
    if who == "own_side_reviewer":
        return UserFactory(organisation=own, roles=["reviewer"])
    return UserFactory(roles=[] if who == "participant" else [who])


@pytest.mark.parametrize("status", ALL)
@pytest.mark.parametrize("who", list(EXPECTED))
def test_idea_permissions_of_each_role_and_status(who, status):
    idea = idea_in(status, owner_agency_id=OrganisationFactory().pk)
    person = person_for(who, idea)

    allowed = IdeaPermissions.of(person, idea)

    assert {name for name, yes in vars_of(allowed) if yes} == EXPECTED[who].get(status, set())


@pytest.mark.parametrize("status", ALL)
@pytest.mark.parametrize("who", [*sorted(set(EXPECTED) - {"inactive_author"}), "visitor"])
def test_visible_to_each_role_and_status(who, status, client, client_of):
    idea = idea_in(status, owner_agency_id=OrganisationFactory().pk)
    visitor = who == "visitor"
    browser = client if visitor else client_of(person_for(who, idea))

    answer = browser.get(idea.get_absolute_url())

    expected = status not in SEEN or (not visitor and who in SEEN[status])
    # The address of a merged idea leads to its leading one (tests/submissions/test_merge_pages.py).
    found = 302 if status == S.MERGED else 200
    assert answer.status_code == (found if expected else 404)


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
