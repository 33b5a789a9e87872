"""Who hears what of a forum, over real lines, and when a line ends."""

import json
import uuid

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Grant
from accounts.services.people import set_active
from tests.factories import UserFactory
from tests.factories.workshops import ForumFactory, facilitator_of, present, seated
from tests.workshops.live_client import live_path, tell, wait_for
from workshops import publishing
from workshops.models import Forum, ForumEvent
from workshops.presenter import presenter_token
from workshops.services.board import hide_cards
from workshops.services.posts import add_post, edit_post, withdraw_post

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "rahasia danau biru"


@pytest.fixture
def forum():
    return ForumFactory()


@pytest.fixture
def phone(forum, live_cookie_of):
    """The cookie of somebody who may listen."""
    return live_cookie_of(seated(forum).user)


def test_a_private_card_stays_with_its_facilitator(forum, phones, live_cookie_of):
    author = seated(forum)
    staff_cookie = live_cookie_of(facilitator_of(forum))
    cookie = live_cookie_of(present(forum.session).user)
    public = phones.listen(live_path(forum, query="v=0"), cookie=cookie)
    staff = phones.listen(live_path(forum, query="v=0&a=staff"), cookie=staff_cookie)
    facilitator_as_public = phones.listen(live_path(forum, query="v=0"), cookie=staff_cookie)

    add_post(forum, author=author, text=SECRET, key=uuid.uuid4())
    forum.refresh_from_db()
    for stream in (public, staff, facilitator_as_public):
        stream.wait(forum.version)
    polled = phones.ask(live_path(forum, query="v=0", way="poll"), cookie=public.cookie)
    staff_polled = phones.ask(
        live_path(forum, query="v=0&a=staff", way="poll"), cookie=staff_cookie
    )

    assert SECRET.encode() in staff.raw
    assert SECRET.encode() in staff_polled[2]
    for heard in (public.raw, facilitator_as_public.raw, polled[2]):
        assert SECRET.encode() not in heard
        assert author.name.encode() not in heard
    assert public.events[-1] == {"v": forum.version, "kind": "post", "posts": 1}
    # An entity tag of one text must not answer for the other.
    tag = staff_polled[1]["etag"]
    status, _, body = phones.ask(
        live_path(forum, query="v=0", way="poll"), cookie=public.cookie, tag=tag
    )
    assert (status, SECRET.encode() in body) == (200, False)


@pytest.mark.parametrize("ends", ["withdrawn", "changed", "hidden"])
def test_words_that_are_gone_are_not_told_to_who_comes_late(ends, forum, phones, live_cookie_of):
    author, user = seated(forum), facilitator_of(forum)
    cookie, staff_cookie = live_cookie_of(author.user), live_cookie_of(user)
    Forum.objects.filter(pk=forum.pk).update(shows_posts=True)
    in_time = phones.listen(live_path(forum, query="v=0"), cookie=cookie)
    post = add_post(forum, author=author, text=SECRET, key=uuid.uuid4())
    in_time.wait(1)

    if ends == "withdrawn":
        withdraw_post(post, actor=author)
    elif ends == "changed":
        edit_post(post, actor=author, text="lain sekali", kind=post.kind)
    else:
        hide_cards(forum, [post.key], actor=user, key=uuid.uuid4(), reason="Menyebut nama orang")
    in_time.wait(2)

    assert SECRET.encode() in in_time.raw
    for query, jar in [("v=0", cookie), ("v=0&a=staff", staff_cookie)]:
        later = [phones.listen(live_path(forum, query=query), cookie=jar).wait(2) for _ in range(4)]
        late = b"".join(stream.raw for stream in later)
        polled = phones.ask(live_path(forum, query=query, way="poll"), cookie=jar)[2]
        assert SECRET.encode() not in late + polled
    assert not ForumEvent.objects.filter(data__icontains=SECRET).exists()


@pytest.mark.parametrize("way", ["", "poll"])
def test_strangers_hear_nothing(way, forum, phone, phones, live_cookie_of):
    tell(forum, data={"word": SECRET})
    stranger = live_cookie_of(UserFactory(roles=["participant"]))
    for query, cookie in [
        ("v=0", ""),
        ("v=0", stranger),
        ("v=0&a=staff", phone),
        ("v=0&p=zzz", stranger),
        ("v=0&a=staff&p=" + presenter_token(forum), stranger),
    ]:
        status, _, body = phones.ask(live_path(forum, query=query, way=way), cookie=cookie)
        assert (status, body) == (403, b"")


def test_the_projector_listens_with_its_token(forum, phones):
    stream = phones.listen(live_path(forum, query="v=0&p=" + presenter_token(forum)))

    assert stream.wait(tell(forum)).versions == [1]


@pytest.mark.parametrize(
    ("method", "address", "host", "status"),
    [
        ("POST", "/live/{}/", None, 405),
        ("HEAD", "/live/{}/", None, 405),
        ("GET", "/live/{}/", "evil.example", 400),
        ("GET", "/live/QQ99/", None, 404),
        ("GET", "/live/", None, 404),
        ("GET", "/live/{}/anything", None, 404),
        ("GET", "/live/../sehat/", None, 404),
        ("GET", "/live/{}/poll/", None, 200),
        ("GET", "/live/{}/poll", "localhost:8000", 200),
    ],
)
def test_odd_requests(method, address, host, status, forum, phone, phones):
    address = address.format(forum.code)

    answer = phones.ask(address, cookie=phone, method=method, host=host)

    assert answer[0] == status
    if status == 405:
        assert answer[1]["allow"] == "GET"


def test_the_facilitator_sees_how_many_phones_are_connected(forum, phones, live_cookie_of):
    staff = phones.listen(
        live_path(forum, query="a=staff"), cookie=live_cookie_of(facilitator_of(forum))
    )
    cookies = [live_cookie_of(seated(forum).user) for _ in range(3)]
    for cookie in [*cookies[:2], cookies[0]]:  # two people, one of them with two windows
        phones.listen(live_path(forum), cookie=cookie)
    phones.listen(live_path(forum, query="p=" + presenter_token(forum)))

    def asks_and_is_counted():
        phones.ask(live_path(forum, way="poll"), cookie=cookies[2])
        return b"event: phones\ndata: 3\n" in staff.raw

    wait_for(asks_and_is_counted, "three phones", 15)
    assert all(b"event: phones" not in each.raw for each in phones.streams[1:])
    assert b"data: 4\n" not in staff.raw


def logs_out(client_of, user, _admin):
    client_of(user).logout()  # of another phone: each stream is asked for its own session


def is_deactivated(_client_of, user, admin):
    set_active(user, actor=admin, is_active=False)


def loses_grant(_client_of, user, _admin):
    Grant.objects.get(user=user, role="facilitator").delete()


@pytest.mark.parametrize(
    ("happens", "status"), [(logs_out, 200), (is_deactivated, 403), (loses_grant, 403)]
)
def test_a_stream_ends_with_the_right_to_it(
    happens, status, forum, phone, phones, live_cookie_of, client_of, admin
):
    user = facilitator_of(forum)
    other = phones.listen(live_path(forum, query="v=0"), cookie=phone)
    cookie = live_cookie_of(user)
    own = phones.listen(live_path(forum, query="v=0&a=staff"), cookie=cookie)
    assert phones.ask(live_path(forum, query="a=staff", way="poll"), cookie=cookie)[0] == 200

    happens(client_of, user, admin)

    own.wait_end()
    assert not own.is_broken
    # What polls were allowed a moment ago is forgotten, too.
    assert phones.ask(live_path(forum, query="a=staff", way="poll"), cookie=cookie)[0] == status
    assert other.wait(tell(forum)).versions == [1]


def test_logout_on_the_page_ends_the_stream_and_shuts_the_door(forum, phones, client_of):
    user = seated(forum).user
    browser = client_of(user)
    cookie = f"sessionid={browser.cookies['sessionid'].value}"
    stream = phones.listen(live_path(forum), cookie=cookie)

    browser.post("/keluar/")

    stream.wait_end()
    assert phones.ask(live_path(forum), cookie=cookie)[0] == 403


def test_a_sealed_forum_closes_for_good(forum, phone, phones):
    stream = phones.listen(live_path(forum, query="v=0"), cookie=phone, comes_back=True)

    with transaction.atomic():
        row = publishing.locked(forum)
        Forum.objects.filter(pk=row.pk).update(sealed_at=timezone.now())
        publishing.publish(row, "record", {"sealed": True})

    stream.wait(1).wait_end()
    assert stream.names[-1] == "closed"
    assert phones.ask(live_path(forum, query="v=1"), cookie=phone)[0] == 204
    late = phones.listen(live_path(forum, query="v=0"), cookie=phone).wait(1).wait_end()
    assert late.names == ["hello", "message", "closed"]
    _, _, body = phones.ask(live_path(forum, query="v=0", way="poll"), cookie=phone)
    assert json.loads(body)["closed"] is True


def test_one_person_cannot_open_streams_without_end(forum, phone, phones):
    status = [phones.listen(live_path(forum), cookie=phone).status for _ in range(50)]

    assert set(status) == {200, 429}
    assert status.count(200) <= 40  # twenty in each process
    assert phones.ask(live_path(forum, way="poll"), cookie=phone)[0] == 200
