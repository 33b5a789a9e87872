"""Who gets a pass for which text of a forum's events, without any server."""

from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from accounts.models import Grant
from tests.factories import DimensionFactory, UserFactory
from tests.factories.workshops import (
    ForumFactory,
    ParticipantFactory,
    SessionFactory,
    facilitator_of,
    guest,
    present,
)
from workshops.door import _SALT
from workshops.live.access import Audience, UnknownForumError, pass_for
from workshops.live.wanted import Wanted
from workshops.presenter import opens, presenter_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def cookie_of(client_of):
    def make(person):
        if person is None:
            return ""
        user = getattr(person, "user", person)
        if user is None:
            return f"tamu={signing.dumps([person.pk, person.guest_key], salt=_SALT)}"
        return f"sessionid={client_of(user).cookies['sessionid'].value}"

    return make


def wanted(forum, cookie="", *, staff=False, token="", code=None):
    return Wanted(code or forum.code, False, staff, None, token, cookie, b"")


def other_session(forum):
    return SessionFactory(workshop=forum.session.workshop)


def other_forum(forum):
    return ForumFactory(session=forum.session, dimension=DimensionFactory(code="ECO"))


def former_facilitator(forum):
    user = facilitator_of(forum)
    Grant.objects.filter(user=user).update(valid_until=timezone.now() - timedelta(minutes=1))
    return user


def cancelled(forum):
    participant = present(forum.session)
    participant.is_cancelled = True
    participant.save()
    return participant


PEOPLE = {
    "stranger": lambda forum: UserFactory(roles=["participant"]),
    "absent": lambda forum: ParticipantFactory(workshop=forum.session.workshop),
    "cancelled": cancelled,
    "present": lambda forum: present(forum.session),
    "present elsewhere": lambda forum: present(SessionFactory()),
    "present another day": lambda forum: present(other_session(forum)),
    "guest": lambda forum: guest(forum.session),
    "guest of another day": lambda forum: guest(other_session(forum)),
    "absent guest": lambda forum: guest(forum.session),
    "facilitator": lambda forum: facilitator_of(forum),
    "facilitator of another dimension": lambda forum: facilitator_of(other_forum(forum)),
    "former facilitator": former_facilitator,
    "reviewer": lambda forum: UserFactory(roles=["reviewer"]),
    "observer": lambda forum: UserFactory(roles=["observer"]),
    "admin": lambda forum: UserFactory(roles=["admin"]),
}
MAY_LISTEN = {"present", "guest", "facilitator", "reviewer", "observer", "admin"}
MAY_HEAR_STAFF = {"facilitator", "admin"}


@pytest.mark.parametrize("who", PEOPLE)
def test_each_person_gets_what_the_page_shows(who, cookie_of):
    forum = ForumFactory()
    person = PEOPLE[who](forum)
    if who == "absent guest":
        person.attendances.all().delete()
    cookie = cookie_of(person)

    public, staff = pass_for(wanted(forum, cookie)), pass_for(wanted(forum, cookie, staff=True))

    assert (public is not None) == (who in MAY_LISTEN)
    assert (staff is not None) == (who in MAY_HEAR_STAFF)
    if public:
        assert (public.forum_id, public.audience) == (forum.pk, Audience.PUBLIC)
    if staff:
        assert (staff.audience, staff.user_id) == (Audience.STAFF, person.pk)


@pytest.mark.parametrize(
    "ruin",
    [
        lambda user, browser: browser.logout(),
        lambda user, browser: type(user).objects.filter(pk=user.pk).update(is_active=False),
        lambda user, browser: (user.set_password("baru-sekali-1"), user.save()),
    ],
    ids=["logged out", "deactivated", "new password"],
)
def test_a_session_that_pages_refuse_is_refused_and_left_as_it_is(ruin, client_of):
    from django.contrib.sessions.models import Session

    forum = ForumFactory()
    user = present(forum.session).user
    browser = client_of(user)
    cookie = f"sessionid={browser.cookies['sessionid'].value}"
    assert pass_for(wanted(forum, cookie))

    ruin(user, browser)
    stored = Session.objects.count()

    assert pass_for(wanted(forum, cookie)) is None
    assert Session.objects.count() == stored


def test_an_expired_session_is_refused(client_of):
    from django.contrib.sessions.models import Session

    forum = ForumFactory()
    cookie = f"sessionid={client_of(present(forum.session).user).cookies['sessionid'].value}"
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert pass_for(wanted(forum, cookie)) is None


def test_a_guest_cookie_of_yesterday_is_refused(cookie_of, monkeypatch):
    forum = ForumFactory()
    somebody = guest(forum.session)
    yesterday = timezone.now().timestamp() - 25 * 3600
    with monkeypatch.context() as patch:
        patch.setattr("django.core.signing.time.time", lambda: yesterday)
        cookie = cookie_of(somebody)

    assert pass_for(wanted(forum, cookie)) is None


@pytest.mark.parametrize("cookie", ["", "a=b", "tamu=1:2:3", "sessionid=zzz", "tamu="])
def test_without_anything_that_holds_nobody_listens(cookie):
    assert pass_for(wanted(ForumFactory(), cookie)) is None


def test_nobody_costs_no_query(django_assert_num_queries):
    forum = ForumFactory()
    with django_assert_num_queries(0):
        pass_for(wanted(forum))


@pytest.mark.parametrize("who", ["present", "guest", "facilitator"])
def test_a_pass_costs_six_queries_at_most(who, cookie_of, django_assert_max_num_queries):
    forum = ForumFactory()
    cookie = cookie_of(PEOPLE[who](forum))
    with django_assert_max_num_queries(6):
        assert pass_for(wanted(forum, cookie))


def test_reviewer_without_second_factor_is_refused(cookie_of, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    forum = ForumFactory()

    assert pass_for(wanted(forum, cookie_of(UserFactory(roles=["reviewer"])))) is None
    assert pass_for(wanted(forum, cookie_of(UserFactory(roles=["admin"])), staff=True)) is None
    assert pass_for(wanted(forum, cookie_of(facilitator_of(forum)), staff=True))


def test_presenter_sees_the_public_board_of_one_forum():
    forum = ForumFactory()
    token, other = presenter_token(forum), other_forum(forum)

    assert pass_for(wanted(forum, token=token)).person == "presenter"
    assert pass_for(wanted(forum, token=token, staff=True)) is None
    assert pass_for(wanted(other, token=token)) is None
    assert pass_for(wanted(forum, token=token[:-1])) is None


def test_presenter_stays_until_twelve_hours_after_the_session():
    forum = ForumFactory()
    token = presenter_token(forum)
    assert opens(token, forum)

    forum.session.ends_at = timezone.now() - timedelta(hours=12)

    assert not opens(token, forum)
    assert not opens("", forum)


def test_an_unknown_code_is_said(cookie_of):
    forum = ForumFactory()
    cookie = cookie_of(present(forum.session))

    with pytest.raises(UnknownForumError):
        pass_for(wanted(forum, cookie, code="QQ99"))
