"""static/js/live.js in a real browser: stream, fall-back, and the marks of the connection."""

import pytest
from django.db import transaction
from django.utils import timezone

from tests.factories.workshops import ForumFactory, seated
from tests.journeys.conftest import wait_for
from tests.workshops.web_processes import WebProcesses
from workshops import publishing
from workshops.models import Attendance, Forum

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

CONNECT = """async (data) => {
  const {connect} = await import("/static/js/live.js");
  const element = document.createElement("div");
  Object.assign(element.dataset, data);
  window.told = []; window.states = [];
  element.addEventListener("live", (event) => window.told.push(event.detail));
  element.addEventListener("live-state", (event) => window.states.push(event.detail));
  connect(null);
  connect(element); connect(element);
}"""


@pytest.fixture(scope="module")
def web(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        processes = WebProcesses()
    processes.start(2)
    yield processes
    processes.stop()


class Phone:
    def __init__(self, browser, web, client_of):
        self.forum = ForumFactory()
        self.participant = seated(self.forum)
        session = client_of(self.participant.user).cookies["sessionid"].value
        self.context = browser.new_context()
        self.context.add_cookies([{"name": "sessionid", "value": session, "url": web.url}])
        self.page = self.context.new_page()
        self.refused = []
        self.page.on("console", lambda message: self.refused.append(message.text))
        self.page.goto(f"{web.url}/tentang/")

    def connect(self, **data):
        address = f"/live/{self.forum.code.lower()}/"
        self.page.evaluate(CONNECT, {"url": address, "version": "0", "audience": "public"} | data)

    def tell(self, *, sealed=False):
        with transaction.atomic():
            row = publishing.locked(self.forum)
            if sealed:
                Forum.objects.filter(pk=row.pk).update(sealed_at=timezone.now())
            return publishing.publish(row, "board", {"posts": 1})

    def told(self):
        return self.page.evaluate("window.told.map((event) => event.v)")

    def states(self):
        return self.page.evaluate("window.states")

    def wait(self, versions, seconds=15):
        # wait_for_function keeps the page's own loop going; time.sleep would stop nothing here.
        wait_for(lambda: self.told()[-1:] == versions[-1:], seconds)
        assert self.told() == versions


@pytest.fixture
def phone(browser, web, client_of):
    found = Phone(browser, web, client_of)
    yield found
    found.context.close()


def test_events_come_by_stream_in_order_and_once(phone):
    phone.tell()
    phone.connect()
    phone.wait([1], 5)
    phone.tell()
    phone.tell()

    phone.wait([1, 2, 3], 5)
    assert phone.states() == ["stream"]
    assert phone.page.evaluate("window.told[0]") == {"v": 1, "kind": "board", "posts": 1}
    assert [text for text in phone.refused if "Content Security" in text] == []


def test_where_streams_do_not_come_through_it_asks(phone):
    phone.page.route(
        lambda url: "/live/" in url and "/poll" not in url, lambda route: route.abort()
    )
    phone.tell()
    phone.connect()

    phone.wait([1], 20)
    phone.tell()
    phone.wait([1, 2], 20)
    wait_for(lambda: phone.states()[-1:] == ["poll"], 20)


def test_poll_only_never_opens_a_stream(phone):
    opened = []
    phone.page.on("request", lambda request: opened.append(request.url))
    phone.connect(pollOnly="")
    phone.tell()

    phone.wait([1], 10)
    phone.tell()
    phone.wait([1, 2], 10)
    assert phone.states() == ["poll"]
    assert all("/poll" in url for url in opened if "/live/" in url)


def test_the_way_may_change_and_nothing_comes_twice(phone):
    phone.connect()
    phone.tell()
    phone.wait([1], 5)

    phone.context.set_offline(True)
    phone.tell()
    wait_for(lambda: phone.states()[-1] == "offline", 10)
    phone.context.set_offline(False)
    phone.tell()

    phone.wait([1, 2, 3], 15)
    assert phone.states() == ["stream", "offline", "stream"]


def test_a_sealed_forum_is_closed_by_either_way(phone):
    phone.connect()
    phone.wait([phone.tell()])
    phone.tell(sealed=True)
    wait_for(lambda: phone.states()[-1] == "closed", 10)
    assert phone.told() == [1, 2]

    phone.connect()  # a page opened later
    wait_for(lambda: phone.states()[-1:] == ["closed"], 15)
    assert phone.told() == [1, 2]

    phone.connect(pollOnly="")
    wait_for(lambda: phone.states()[-1:] == ["closed"], 10)
    assert phone.told() == [1, 2]


def test_who_may_not_listen_is_told_so(phone):
    Attendance.objects.filter(participant=phone.participant).delete()
    phone.connect()

    wait_for(lambda: phone.states() == ["closed"], 10)


def test_a_hidden_tab_rests_and_catches_up(phone):
    phone.connect()
    phone.wait([phone.tell()])
    phone.page.evaluate("""() => {
      Object.defineProperty(document, "hidden", {configurable: true, get: () => true});
      document.dispatchEvent(new Event("visibilitychange"));
    }""")
    phone.tell()
    phone.page.wait_for_timeout(1000)
    assert phone.told() == [1]

    phone.page.evaluate("""() => {
      delete document.hidden;
      document.dispatchEvent(new Event("visibilitychange"));
    }""")

    phone.wait([1, 2], 5)
