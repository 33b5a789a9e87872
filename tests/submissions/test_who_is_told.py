"""Who is told of each act, exactly: every cell is one role; the actor never hears of their own."""

import uuid
from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts.models import Grant
from submissions import services, transitions
from submissions.choices import IdeaStatus as S
from submissions.models import Follow
from submissions.services import moderation, talk
from submissions.services.assigning import assign_reviewers
from submissions.services.hand_over import hand_over_ideas
from submissions.services.writers import add_co_author, name_completing_agency
from tests.factories import DimensionFactory, OrganisationFactory, UserFactory, idea_in, idea_text
from tobasmart.notifications.models import Notice, Outbox

pytestmark = pytest.mark.django_db
REVIEWERS = {"reviewer", "second_reviewer"}
OWN = {"author", "co_author"}
LISTENERS = {"follower", "commenter"}


def reviewer_of(dimension, **more):
    person = UserFactory(**more)
    Grant.objects.create(user=person, role="reviewer", scope="dimension", dimension=dimension)
    return person


def stage(status):
    """An idea in ``status``, and a person in each role towards it; nobody has been told yet."""
    env, eco = DimensionFactory(code="ENV"), DimensionFactory(code="ECO")
    agency = OrganisationFactory()
    reviewer = reviewer_of(env)
    people = {
        "author": UserFactory(),
        "co_author": UserFactory(),
        "agency_person": UserFactory(organisation=agency),
        "reviewer": reviewer,
        "second_reviewer": reviewer_of(env),
        "other_dimension_reviewer": reviewer_of(eco),
        "admin": UserFactory(roles=["admin"]),
        "follower": UserFactory(),
        "commenter": UserFactory(),
        "stranger": UserFactory(),
        "facilitator": UserFactory(roles=["facilitator"]),
        "observer": UserFactory(roles=["observer"]),
    }
    own = people["author"].organisation
    people["colleague"] = UserFactory(organisation=own)
    people["own_side_reviewer"] = reviewer_of(env, organisation=own)
    idea = idea_in(status, author=people["author"], reviewer=reviewer, owner_agency_id=agency.pk)
    idea.co_authors.add(people["co_author"])
    if status in (S.IN_REVIEW, S.APPROVED):
        Follow.objects.create(idea=idea, person=people["follower"])
        comment = say(idea, people["commenter"])
    else:
        comment = None
    gone = UserFactory(is_active=False)
    Follow.objects.create(idea=idea, person=gone)
    Notice.objects.all().delete()
    Outbox.objects.all().delete()
    return SimpleNamespace(idea=idea, comment=comment, people=people, **people)


def say(idea, person, **more):
    return talk.add_comment(idea, actor=person, text="Kata saya.", key=uuid.uuid4(), **more)


def resubmit(s):
    services.save_draft(
        s.idea, actor=s.co_author, text=idea_text(title="Versi baru"), revision=s.idea.revision
    )
    transitions.submit_idea(s.idea, actor=s.co_author)


def hide(s, actor):
    return moderation.hide_comment(s.comment, actor=actor, reason="Menghina orang.")


def shown_again(s):
    hide(s, s.reviewer)
    Notice.objects.all().delete()
    moderation.show_comment(s.comment, actor=s.second_reviewer)


def settled(s):
    moderation.report_comment(s.comment, actor=s.stranger, reason="Kasar.")
    Notice.objects.all().delete()
    moderation.settle_reports(s.comment, actor=s.reviewer)


def other_idea(**more):
    idea = idea_in(S.IN_REVIEW, **more)
    Notice.objects.all().delete()
    return idea


def merge(s):
    """Into an idea whose author, here the stranger, now leads; its follower hears nothing."""
    lead = other_idea(author=s.stranger)
    Follow.objects.create(idea=lead, person=s.observer)
    transitions.merge_idea(s.idea, into=lead, actor=s.reviewer)
    return lead


def unmerge(s):
    merge(s)
    Notice.objects.all().delete()
    transitions.unmerge_idea(s.idea, actor=s.reviewer)


def comment_on_leading_idea(s):
    """Whose idea was merged goes on hearing of it."""
    lead = merge(s)
    Notice.objects.all().delete()
    say(lead, s.facilitator)


def decide(move, **more):
    return lambda s: move(s.idea, actor=s.reviewer, **more)


def undone(s):
    transitions.approve_idea(s.idea, actor=s.reviewer)
    transitions.undo_decision(s.idea, actor=s.reviewer)


REASON = {"reason_code": "other", "reason": "Karena."}
ASK = {"reason": "Rinci.", "due_on": timezone.localdate()}
# act: (status before, what is done, who is told)
ACTS = {
    "submit": (S.DRAFT, lambda s: transitions.submit_idea(s.idea, actor=s.author),
               REVIEWERS | {"co_author"}),
    "submit by the co-author": (S.DRAFT, lambda s: transitions.submit_idea(
        s.idea, actor=s.co_author), REVIEWERS | {"author"}),
    "submit again": (S.NEEDS_REVISION, resubmit, REVIEWERS | {"author"}),
    "take up": (S.SUBMITTED, lambda s: transitions.take_up_idea(s.idea, actor=s.reviewer), OWN),
    "ask revision": (S.IN_REVIEW, decide(transitions.ask_revision, **ASK), OWN | LISTENERS),
    "approve": (S.IN_REVIEW, decide(transitions.approve_idea), OWN | LISTENERS),
    "defer": (S.IN_REVIEW, decide(transitions.defer_idea, **REASON), OWN | LISTENERS),
    "reject": (S.IN_REVIEW, decide(transitions.reject_idea, **REASON), OWN | LISTENERS),
    "undo": (S.IN_REVIEW, undone, set()),
    "reopen": (S.REJECTED, lambda s: transitions.reopen_idea(
        s.idea, actor=s.admin, reason="Data baru."), OWN),
    "withdraw": (S.IN_REVIEW, lambda s: transitions.withdraw_idea(s.idea, actor=s.author),
                 {"co_author"} | LISTENERS),
    "withdraw by a reviewer": (S.IN_REVIEW, lambda s: transitions.withdraw_idea(
        s.idea, actor=s.reviewer, reason="Diminta."), OWN | LISTENERS),
    "merge": (S.IN_REVIEW, merge, OWN | LISTENERS | {"stranger"}),
    "unmerge": (S.IN_REVIEW, unmerge, OWN | LISTENERS | {"stranger"}),
    "comment": (S.IN_REVIEW, lambda s: say(s.idea, s.stranger), OWN | LISTENERS),
    "comment by the author": (S.IN_REVIEW, lambda s: say(s.idea, s.author),
                              {"co_author"} | LISTENERS),
    "comment by a follower": (S.IN_REVIEW, lambda s: say(s.idea, s.follower),
                              OWN | {"commenter"}),
    "comment on the leading idea": (S.IN_REVIEW, comment_on_leading_idea,
                                    OWN | LISTENERS | {"stranger", "observer"}),
    "answer": (S.IN_REVIEW, lambda s: say(s.idea, s.stranger, parent=s.comment), OWN | LISTENERS),
    "official answer of the agency": (S.IN_REVIEW, lambda s: say(
        s.idea, s.agency_person, is_official=True), OWN | LISTENERS),
    "official answer of the team": (S.IN_REVIEW, lambda s: say(
        s.idea, s.reviewer, is_official=True), OWN | LISTENERS),
    "support": (S.IN_REVIEW, lambda s: talk.set_support(s.idea, actor=s.stranger, is_on=True),
                set()),
    "follow": (S.IN_REVIEW, lambda s: talk.set_follow(s.idea, actor=s.stranger, is_on=True),
               set()),
    "report": (S.IN_REVIEW, lambda s: moderation.report_comment(
        s.comment, actor=s.stranger, reason="Kasar."),
        REVIEWERS | {"own_side_reviewer", "admin"}),
    "report by a reviewer": (S.IN_REVIEW, lambda s: moderation.report_comment(
        s.comment, actor=s.reviewer, reason="Kasar."),
        {"second_reviewer", "own_side_reviewer", "admin"}),
    "hide a comment": (S.IN_REVIEW, lambda s: hide(s, s.reviewer), {"commenter"}),
    "show it again": (S.IN_REVIEW, shown_again, {"commenter"}),
    "settle reports": (S.IN_REVIEW, settled, set()),
    "assign": (S.IN_REVIEW, lambda s: assign_reviewers(
        s.idea, actor=s.admin, people=[s.reviewer, s.second_reviewer, s.own_side_reviewer]),
        REVIEWERS),
    "assign oneself and another": (S.IN_REVIEW, lambda s: assign_reviewers(
        s.idea, actor=s.reviewer, people=[s.reviewer, s.second_reviewer]), {"second_reviewer"}),
    "add a co-author": (S.IN_REVIEW, lambda s: add_co_author(
        s.idea, actor=s.author, person=s.stranger), {"stranger"}),
    "ask an agency to complete": (S.IN_REVIEW, lambda s: name_completing_agency(
        s.idea, actor=s.author, agency=s.agency_person.organisation), {"agency_person"}),
    "hand over": (S.IN_REVIEW, lambda s: hand_over_ideas(
        [s.idea], actor=s.admin, source=s.author, to=s.colleague), {"author", "colleague"}),
    "move": (S.IN_REVIEW, lambda s: services.move_idea(
        s.idea, actor=s.reviewer, dimension=DimensionFactory(code="ECO"), subdimension=None),
        set()),
}  # fmt: skip


@pytest.mark.parametrize("act", list(ACTS))
def test_who_is_told(act):
    status, do, told = ACTS[act]
    s = stage(status)

    do(s)

    names = {person.pk: name for name, person in s.people.items()}
    notices = list(Notice.objects.values_list("recipient", flat=True))
    assert {names.get(pk, pk) for pk in notices} == told
    assert len(notices) == len(told)  # nobody twice


def test_an_undone_decision_leaves_nothing_to_tell():
    s = stage(S.IN_REVIEW)

    for move in ("approve_idea", "reject_idea"):
        getattr(transitions, move)(
            s.idea, actor=s.reviewer, **(REASON if move == "reject_idea" else {})
        )
        assert Notice.objects.count() == 4
        assert not Notice.objects.filter(visible_from__lte=timezone.now()).exists()
        transitions.undo_decision(s.idea, actor=s.reviewer)

        assert (Notice.objects.count(), Outbox.objects.count()) == (0, 0)
