"""Everyone in the hall, doing what the pages' scripts do: phones, projectors, control pages."""

import asyncio
import random
import re
import time
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from benchmarks._hall_figures import Ear, Tally
from benchmarks._hall_lines import GONE, Answer, Line, stream
from benchmarks._hall_world import Place, words

HIDDEN = re.compile(r'<input type="hidden" name="(csrfmiddlewaretoken|key)" value="([^"]+)"')
VERSION = re.compile(r'data-version="(\d+)"')
CARD = re.compile(r'data-key="([0-9a-f-]{36})"')
READABLE = re.compile(r"data-readable")
POLL_SECONDS = 3
# As static/js/forum_refetch.js, board.js and control.js.
PHONE_GAP, PHONE_JITTER, SCREEN_GAP = 3.0, 1.5, 1.0
LAZY_KINDS, LAZY_SECONDS = {"seats", "votes"}, 8.0


@dataclass
class Hall:
    """What all of them share in one round. ``tries`` above 1: they come back like real phones."""

    port: int
    tally: Tally
    token: Callable[[], str]
    slug: str
    tries: int = 1
    is_polling: bool = False
    is_over: bool = False
    sent: dict[tuple[str, int], float] = field(default_factory=dict)
    keys: set[uuid.UUID] = field(default_factory=set)
    arrived: defaultdict[tuple[str, int], list[tuple[str, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def deliveries(self) -> None:
        """From sending a card to hearing of it, for each listener."""
        for card, began in self.sent.items():
            for who, at in self.arrived[card]:
                self.tally.took(f"delivery to {who}", at - began)


class Listener:
    """Whoever hears of one forum's events, by stream or by asking."""

    who = "phone"
    query = ""

    def __init__(self, hall: Hall, place: Place) -> None:
        self.hall, self.place = hall, place
        self.line = Line(hall.port)
        self.ear = Ear(hall.tally, 0)
        self.due: asyncio.TimerHandle | None = None
        self.opened = asyncio.Event()
        self.fetched_at = 0.0

    async def ask(
        self, kind: str, path: str, form: dict[str, Any] | None = None, *, expect: int = 200,
        headers: dict[str, str] | None = None,
    ) -> Answer | None:  # fmt: skip
        """The answer with the status ``expect``; None, and an error, when there was none."""
        reason = ""
        for attempt in range(self.hall.tries):
            if attempt:
                await asyncio.sleep(random.uniform(0.3, 1.0))
            try:
                answer = await self.line.ask(path, form, headers)
            except GONE as error:
                reason = f"{kind}: {type(error).__name__}"
                self.line.close()
                continue
            if answer.status == expect:
                self.hall.tally.took(kind, answer.seconds)
                return answer
            reason = f"{kind}: {answer.status}"
        self.hall.tally.failed(reason)
        return None

    async def listen(self) -> None:
        while not self.hall.is_over and not self.hall.is_polling:
            path = f"{self.place.live}?v={self.ear.version}{self.query}"
            began = time.perf_counter()
            try:
                async for name, event in stream(
                    self.hall.port, path, self.line.jar, self.ear.version
                ):
                    if name == "hello":
                        self.hall.tally.took("stream opened", time.perf_counter() - began)
                        self.opened.set()
                    elif name == "message":
                        self.hear(event)
                    if self.hall.is_over or self.hall.is_polling:
                        break
            except GONE as error:
                if self.hall.tries == 1 and not self.hall.is_over:
                    self.hall.tally.failed(f"stream: {type(error).__name__} {error}")
            await asyncio.sleep(random.uniform(0.2, 2.0))

    async def poll(self) -> None:
        """Ask every three seconds, from a random moment on."""
        tag, path = "", f"{self.place.live}poll?v="
        due = time.perf_counter() + random.uniform(0, POLL_SECONDS)
        while not self.hall.is_over:
            await asyncio.sleep(max(0, due - time.perf_counter()))
            due += POLL_SECONDS
            address = f"{path}{self.ear.version}{self.query}"
            try:
                answer = await self.line.ask(address, None, {"If-None-Match": tag})
            except GONE as error:
                self.hall.tally.failed(f"poll: {type(error).__name__}")
                continue
            if answer.status not in {200, 304}:
                self.hall.tally.failed(f"poll: {answer.status}")
                continue
            self.hall.tally.took("poll", answer.seconds)
            if answer.status == 200:
                tag = answer.headers["etag"]
                for event in answer.json()["events"]:
                    self.hear(event)

    def hear(self, event: dict[str, Any]) -> None:
        now = time.perf_counter()
        if not self.ear.hear(event["v"]):
            return
        if event["kind"] == "post":
            card = (self.place.code, event["posts"])
            self.hall.arrived[card].append((self.who, now))
        wait = self.wait_for(event)
        if wait is not None and self.due is None:
            loop = asyncio.get_running_loop()
            self.due = loop.call_later(wait, lambda: self.hall.spawn(self._fetch()))

    def wait_for(self, event: dict[str, Any]) -> float | None:
        """Seconds until the page fetches its changed part, None when it does not."""
        raise NotImplementedError

    def gap(self, seconds: float) -> float:
        return max(0.0, self.fetched_at + seconds - time.perf_counter())

    async def _fetch(self) -> None:
        self.due, self.fetched_at = None, time.perf_counter()
        await self.fetch()

    async def fetch(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        self.line.close()
        if self.due is not None:
            self.due.cancel()


class Phone(Listener):
    """One participant."""

    cards: list[str] = []
    ballots = 0

    async def open_workshop(self) -> None:
        await self.ask("workshop page", f"/bimtek/{self.hall.slug}/")

    async def check_in(self) -> bool:
        """By the QR in the hall, without an account."""
        path = f"/h/{self.hall.token()}/"
        page = await self.ask("door", path)
        if page is None:
            return False
        form = dict(HIDDEN.findall(page.text)) | {
            "name": words(random.Random())[:40],
            "organisation": f"Usaha {random.randrange(200)}",
            "kind": "umkm",
            "consent": "on",
        }
        done = await self.ask("check in", path, form, expect=302)
        return done is not None and bool(await self.ask("checked in", done.headers["location"]))

    async def sit_down(self) -> bool:
        token = {"csrfmiddlewaretoken": self.line.jar["csrftoken"]}
        await self.ask("forum, outside", self.place.page)
        await self.ask("sit down", f"{self.place.page}duduk/", token, expect=302)
        page = await self.ask("forum page", self.place.page)
        found = VERSION.search(page.text) if page else None
        self.ear.version = int(found[1]) if found else 0
        return found is not None

    async def post(self) -> None:
        key = uuid.uuid4()
        self.hall.keys.add(key)
        form = {
            "csrfmiddlewaretoken": self.line.jar["csrftoken"],
            "key": str(key),
            "text": words(random.Random()),
        }
        began = time.perf_counter()
        accept = {"Accept": "application/json"}
        answer = await self.ask("post", f"{self.place.page}tulis/", form, headers=accept)
        if answer is not None:
            self.hall.sent[self.place.code, answer.json()["number"]] = began

    async def vote(self) -> None:
        """A whole ballot of five dots."""
        if not self.cards:
            await self.fetch()
        self.ballots += 1
        chosen = random.sample(self.cards, min(5, len(self.cards)))
        form = {
            "csrfmiddlewaretoken": self.line.jar["csrftoken"],
            "number": self.ballots,
            "dots": [f"{key}:1" for key in chosen],
        }
        path, accept = f"{self.place.page}suara/", {"Accept": "application/json"}
        await self.ask("vote", path, form, headers=accept)

    def wait_for(self, event: dict[str, Any]) -> float | None:
        if event["kind"] not in {"phase", "show"}:
            return None
        return self.gap(PHONE_GAP) + random.uniform(0, PHONE_JITTER)

    async def fetch(self) -> None:
        page = await self.ask("phone, part", self.place.page, headers={"HX-Request": "true"})
        if page is not None:
            self.cards = CARD.findall(page.text)


class Projector(Listener):
    """The screen of a forum, opened with the facilitator's link."""

    who = "projector"
    is_readable = False

    def __init__(self, hall: Hall, place: Place) -> None:
        super().__init__(hall, place)
        self.query = f"&p={place.token}"

    async def open(self) -> None:
        page = await self.ask("projector", f"{self.place.page}papan/?p={self.place.token}")
        if page and (found := VERSION.search(page.text)):
            self.ear.version = int(found[1])

    def wait_for(self, event: dict[str, Any]) -> float | None:
        if event["kind"] in {"post", "votes"} and not self.is_readable:
            return None
        return self.gap(SCREEN_GAP)

    async def fetch(self) -> None:
        path = f"{self.place.page}papan/?p={self.place.token}"
        page = await self.ask("projector, part", path, headers={"HX-Request": "true"})
        if page is not None:
            self.is_readable = bool(READABLE.search(page.text))


class Control(Listener):
    """The facilitator's page."""

    who = "control"
    query = "&a=staff"

    def __init__(self, hall: Hall, place: Place) -> None:
        super().__init__(hall, place)
        name, _, value = place.cookie.partition("=")
        self.line.jar[name] = value

    async def open(self) -> None:
        page = await self.ask("control", f"{self.place.page}kendali/")
        if page and (found := VERSION.search(page.text)):
            self.ear.version = int(found[1])

    def wait_for(self, event: dict[str, Any]) -> float | None:
        wait = LAZY_SECONDS if event["kind"] in LAZY_KINDS else random.uniform(0.1, 0.4)
        return max(wait, self.gap(SCREEN_GAP))

    async def fetch(self) -> None:
        path = f"{self.place.page}kendali/"
        await self.ask("control, part", path, headers={"HX-Request": "true"})
