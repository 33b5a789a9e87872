"""The matrix of rights at a session and in a forum: every person, every phase, every field."""

from dataclasses import fields
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.choices import Role, Scope
from accounts.models import Grant, User
from tests.factories import DimensionFactory, UserFactory
from tests.factories.workshops import (
    ForumFactory,
    ParticipantFactory,
    SessionFactory,
    facilitator_of,
    guest,
    present,
)
from workshops.choices import Phase
from workshops.models import Forum, Session
from workshops.permissions import ForumPermissions, SessionPermissions, WorkshopPermissions

pytestmark = pytest.mark.django_db

PEOPLE = [
    "visitor", "guest", "guest elsewhere", "absent participant", "present participant",
    "facilitator", "facilitator of all", "facilitator everywhere", "other dimension",
    "other session", "expired", "not yet", "closed account", "desk", "reviewer", "observer",
    "admin",
]  # fmt: skip
LEADERS = {"facilitator", "facilitator of all", "facilitator everywhere", "admin"}
PRESENT = {"guest", "present participant"}
WATCHERS = {"reviewer", "observer"}
OPEN = (Phase.COLLECT, Phase.GROUP, Phase.VOTE, Phase.SUMMARY)
EVERY = tuple(Phase)
# Field → (who, in which phases), where nothing is sealed and no rehearsal goes on.
FORUM = {
    "see_board": (LEADERS | PRESENT | WATCHERS, EVERY),
    "join": (PRESENT, EVERY),
    "write": (PRESENT, (Phase.COLLECT,)),
    "vote": (PRESENT, (Phase.VOTE,)),
    "run": (LEADERS, EVERY),
    "moderate": (LEADERS, OPEN),
    "group": (LEADERS, (Phase.GROUP,)),
    "promote": (LEADERS, (Phase.SUMMARY,)),
    "write_minutes": (LEADERS, EVERY),
    "seal": (LEADERS, (Phase.SUMMARY, Phase.CLOSED)),
    "amend": (set(), ()),
}
SEALED = {"see_board": LEADERS | PRESENT | WATCHERS, "amend": LEADERS}
NOT_REHEARSED = {"promote", "seal"}
# Whoever leads one dimension of the session is at its desk as well.
AT_SESSION = LEADERS | {"other dimension"}
DESK = AT_SESSION | {"desk"}
REGISTERED = {"guest", "absent participant", "present participant"}


@pytest.fixture
def forum():
    return ForumFactory(session=SessionFactory(workshop__stage=1))


def session_grant(forum, role, **changes):
    values = {
        "role": role, "scope": Scope.SESSION, "session_key": forum.session.key,
        "valid_from": forum.session.rights_from, "valid_until": forum.session.rights_until,
    }  # fmt: skip
    user = UserFactory()
    Grant.objects.create(user=user, **(values | changes))
    return user


def as_person(who, forum):
    """(user, participant) of one row of the matrix, read afresh."""
    now, session = timezone.now(), forum.session
    other = {"dimension": DimensionFactory(code="ECO")}
    if who == "visitor":
        return AnonymousUser(), None
    if who == "guest":
        return AnonymousUser(), guest(session)
    if who == "guest elsewhere":  # the door gives no participant here (workshops.door)
        return AnonymousUser(), None
    if who == "absent participant":
        participant = ParticipantFactory(workshop=session.workshop)
        return participant.user, participant
    if who == "present participant":
        participant = present(session)
        return participant.user, participant
    makers = {
        "facilitator": lambda: facilitator_of(forum),
        "facilitator of all": lambda: facilitator_of(forum, dimension=False),
        "facilitator everywhere": lambda: UserFactory(roles=["facilitator"]),
        "other dimension": lambda: session_grant(forum, Role.FACILITATOR, **other),
        "other session": lambda: session_grant(forum, Role.FACILITATOR, session_key="sesi-lain"),
        "expired": lambda: session_grant(
            forum, Role.FACILITATOR, valid_until=now - timedelta(seconds=1)
        ),
        "not yet": lambda: session_grant(
            forum, Role.FACILITATOR, valid_from=now + timedelta(minutes=1)
        ),
        "closed account": lambda: facilitator_of(forum),
        "desk": lambda: session_grant(forum, Role.DESK),
    }
    user = makers[who]() if who in makers else UserFactory(roles=[who])
    if who == "closed account":
        User.objects.filter(pk=user.pk).update(is_active=False)
    return User.objects.get(pk=user.pk), None


def held(permissions):
    """The names of what is allowed."""
    return {field.name for field in fields(permissions) if getattr(permissions, field.name)}


def wanted(who, phase):
    return {name for name, (people, phases) in FORUM.items() if who in people and phase in phases}


@pytest.mark.parametrize("who", PEOPLE)
def test_every_right_in_a_forum_by_person_and_phase(who, forum):
    user, participant = as_person(who, forum)

    found, expected = {}, {}
    for phase in Phase:
        Forum.objects.filter(pk=forum.pk).update(phase=phase)
        forum = Forum.objects.for_page().get(pk=forum.pk)
        found[phase] = held(ForumPermissions.of(user, forum, participant))
        expected[phase] = wanted(who, phase)

    assert found == expected


@pytest.mark.parametrize("who", PEOPLE)
def test_a_rehearsal_takes_promotion_and_seal_away(who, forum):
    user, participant = as_person(who, forum)
    Session.objects.update(is_rehearsal=True)

    for phase in Phase:
        Forum.objects.filter(pk=forum.pk).update(phase=phase)
        forum = Forum.objects.for_page().get(pk=forum.pk)
        found = held(ForumPermissions.of(user, forum, participant))
        assert found == wanted(who, phase) - NOT_REHEARSED, phase


@pytest.mark.parametrize("who", PEOPLE)
def test_in_a_sealed_forum_one_looks_and_leaders_add(who, forum):
    user, participant = as_person(who, forum)
    Forum.objects.filter(pk=forum.pk).update(sealed_at=timezone.now())

    for phase in Phase:
        Forum.objects.filter(pk=forum.pk).update(phase=phase)
        forum = Forum.objects.for_page().get(pk=forum.pk)
        found = held(ForumPermissions.of(user, forum, participant))
        assert found == {name for name, people in SEALED.items() if who in people}, phase


WHEN = {
    "long before": (timedelta(days=3), {"rehearse"}),
    "just before check-in": (timedelta(hours=2, minutes=1), {"rehearse"}),
    "check-in open": (timedelta(hours=1), {"check_in_self"}),
    "running": (timedelta(hours=-1), {"check_in_self"}),
    "over": (timedelta(hours=-9), set()),
}


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("who", PEOPLE)
def test_every_right_at_a_session_by_person_and_time(who, when, forum):
    """Grants are held apart from the clock: each person's holds at every one of these times."""
    user, participant = as_person(who, forum)
    begins_in, by_time = WHEN[when]
    now = timezone.now()
    Session.objects.update(starts_at=now + begins_in, ends_at=now + begins_in + timedelta(hours=8))
    session = Session.objects.get(pk=forum.session_id)

    found = held(SessionPermissions.of(user, session, participant))

    people = {
        "check_in_self": REGISTERED, "check_in_others": DESK, "see_names": DESK,
        "lead": AT_SESSION, "rehearse": AT_SESSION, "manage": {"admin"},
    }  # fmt: skip
    timed = {"check_in_self", "rehearse"} - by_time
    assert found == {name for name, who_may in people.items() if who in who_may} - timed


@pytest.mark.parametrize("who", PEOPLE)
def test_people_check_in_at_any_time_of_a_rehearsal(who, forum):
    user, participant = as_person(who, forum)
    now = timezone.now()
    Session.objects.update(
        starts_at=now + timedelta(days=3), ends_at=now + timedelta(days=4), is_rehearsal=True
    )
    session = Session.objects.get(pk=forum.session_id)

    allowed = SessionPermissions.of(user, session, participant)

    assert allowed.check_in_self == (who in REGISTERED)


@pytest.mark.parametrize("who", PEOPLE)
def test_every_right_over_a_workshop(who, forum):
    user, _ = as_person(who, forum)

    found = held(WorkshopPermissions.of(user, forum.session.workshop))

    people = {
        "see_people": DESK, "invite": {"admin"}, "issue_certificates": AT_SESSION,
        "manage": {"admin"},
    }  # fmt: skip
    assert found == {name for name, who_may in people.items() if who in who_may}


def test_the_tables_name_every_field():
    assert {field.name for field in fields(ForumPermissions)} == set(FORUM)
    assert {field.name for field in fields(SessionPermissions)} == {
        "check_in_self", "check_in_others", "see_names", "lead", "rehearse", "manage",
    }  # fmt: skip
    assert {field.name for field in fields(WorkshopPermissions)} == {
        "see_people", "invite", "issue_certificates", "manage",
    }  # fmt: skip
