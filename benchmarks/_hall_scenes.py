"""What happens in a hall, scene by scene, and what each scene costs."""

import asyncio
import random
import time
from dataclasses import dataclass, field

from asgiref.sync import sync_to_async
from django.db import connection

from benchmarks._hall_figures import Cores, Tally, Waits
from benchmarks._hall_people import Control, Hall, Listener, Phone, Projector
from benchmarks._hall_world import Place, hall, lost_posts
from workshops import hall_code

POSTS_PER_MINUTE = 300
# The last events are waited for: a poll comes every three seconds.
SETTLE_SECONDS = 5
# Of the minute in which cards are written: then they are shown to everyone, forum by forum.
REVEAL_AT, REVEAL_LASTS = 0.3, 0.3


@dataclass
class Figures:
    """For the last line: seconds, cores; ``errors`` of all scenes."""

    users: int
    errors: int = 0
    delivery: dict[str, float] = field(default_factory=dict)
    poll: float = float("nan")
    cores: dict[str, float] = field(default_factory=dict)


class Play:
    """One hall of ``users`` people, from the door to the vote."""

    def __init__(self, users: int, port: int, seconds: float, title: str, tries: int = 1) -> None:
        session, self.places = hall(random.randrange(1000, 9999))
        self.hall = Hall(port, Tally(), lambda: hall_code.token_of(session), session.workshop.slug)
        self.hall.tries = tries
        self.users, self.seconds, self.title = users, seconds, title
        self.phones: list[Phone] = []
        self.screens: list[Projector | Control] = []
        self.figures = Figures(users)

    @property
    def everyone(self) -> list[Listener]:
        return [*self.phones, *self.screens]

    async def all_scenes(self) -> Figures:
        await self.arrive()
        for way in ("stream", "poll"):
            await self.talk(way)
        await self.vote()
        await self.barrier()
        return self.figures

    async def arrive(self) -> None:
        """Everyone comes through the door, sits down within the minute, and listens."""
        self.phones = [Phone(self.hall, self._place(n)) for n in range(self.users)]
        for place in self.places:
            self.screens += [Projector(self.hall, place), Control(self.hall, place)]
        for screen in self.screens:
            await screen.open()
            self.hall.spawn(screen.listen())
        with Cores() as cores:
            came = await asyncio.gather(*(self._come(phone) for phone in self.phones))
        self.phones = [phone for phone, is_in in zip(self.phones, came, strict=True) if is_in]
        self.tell(f"joining within {self.seconds:.0f} s", cores)

    def _place(self, number: int) -> Place:
        return self.places[number % len(self.places)]

    async def _come(self, phone: Phone) -> bool:
        await asyncio.sleep(random.uniform(0, self.seconds))
        if not (await phone.check_in() and await phone.sit_down()):
            return False
        self.hall.spawn(phone.listen())
        return True

    async def talk(self, way: str) -> None:
        """Cards are written; everyone hears of them by ``way``; half-way they are revealed."""
        if way == "poll":
            await self.listen_by(way)
        with Cores() as cores:
            turning = asyncio.create_task(self._reveal()) if way == "stream" else None
            await self.post_for(self.seconds)
            if turning:
                await turning
        await asyncio.sleep(SETTLE_SECONDS)
        await self.check()
        self.hall.deliveries()
        waits = self.hall.tally.waits
        self.figures.delivery[way] = waits["delivery to projector"].at(0.95)
        self.figures.cores[way] = cores.served
        if way == "poll":
            self.figures.poll = waits["poll"].at(0.95)
        self.tell(f"writing and listening by {way}", cores)

    async def listen_by(self, way: str) -> None:
        """Everyone ends what they listen to and begins anew, all at once."""
        await self.leave()
        self.hall.is_polling, self.hall.is_over = way == "poll", False
        for each in self.everyone:
            self.hall.spawn(each.poll() if way == "poll" else each.listen())
        if way == "stream":
            await asyncio.gather(*(each.opened.wait() for each in self.everyone))

    async def leave(self) -> None:
        self.hall.is_over = True
        for task in list(self.hall.tasks):
            task.cancel()
        await asyncio.gather(*self.hall.tasks, return_exceptions=True)
        for each in self.everyone:
            each.opened.clear()

    async def check(self) -> None:
        """Whoever has not heard the last version has missed some; every card is there once."""
        for place in self.places:
            version = (await in_thread(place.forum)).version
            for each in self.everyone:
                if each.place is place:
                    self.hall.tally.missed += version - each.ear.version
        lost = await in_thread(lost_posts, self.hall.keys)
        if lost:
            self.hall.tally.failed(f"{lost} cards lost or doubled")

    async def post_for(self, seconds: float) -> None:
        until, rate = time.perf_counter() + seconds, POSTS_PER_MINUTE / 60
        posting = []
        while time.perf_counter() < until:
            await asyncio.sleep(random.expovariate(rate))
            posting.append(asyncio.create_task(random.choice(self.phones).post()))
        await asyncio.gather(*posting)

    async def _reveal(self) -> None:
        await asyncio.sleep(self.seconds * REVEAL_AT)
        for place in self.places:
            await in_thread(place.act, "show_posts", is_on=True)
            await asyncio.sleep(self.seconds * REVEAL_LASTS / len(self.places))

    async def vote(self) -> None:
        """The forums go on to Kelompokkan and Beri suara; everyone votes within the minute."""
        await self.listen_by("stream")
        with Cores() as cores:
            for _ in ("group", "vote"):
                for place in self.places:
                    await in_thread(place.act, "open_next_phase")
                    await asyncio.sleep(0.5)
                await asyncio.sleep(4)
            await asyncio.gather(*(self._vote(phone) for phone in self.phones))
        await asyncio.sleep(SETTLE_SECONDS)
        await self.check()
        await self.leave()
        self.tell(f"two phases, then a vote within {self.seconds:.0f} s", cores)

    async def _vote(self, phone: Phone) -> None:
        await asyncio.sleep(random.uniform(0, self.seconds))
        await phone.vote()

    async def barrier(self) -> None:
        """As many others open the workshop's page and check in, all at the same moment."""
        for each in self.everyone:
            each.close()
        others = [Phone(self.hall, self._place(n)) for n in range(self.users)]
        start = asyncio.Event()

        async def come(phone: Phone) -> None:
            await start.wait()
            await phone.open_workshop()
            await phone.check_in()

        coming = [asyncio.create_task(come(phone)) for phone in others]
        await asyncio.sleep(0.1)
        with Cores() as cores:
            start.set()
            await asyncio.gather(*coming)
        for phone in others:
            phone.close()
        waits = self.hall.tally.waits
        waits["all of these"] = Waits([s for each in waits.values() for s in each.seconds])
        self.tell("all at one barrier: workshop page and check-in", cores)

    def tell(self, scene: str, cores: Cores | None = None) -> None:
        """Print, and begin a new tally: each scene has figures of its own."""
        self.hall.tally.tell(f"{self.title}: {scene}")
        if cores:
            cores.tell()
        self.figures.errors += len(self.hall.tally.errors)
        self.figures.errors += self.hall.tally.missed + self.hall.tally.doubled
        self.hall.tally = Tally()
        for each in self.everyone:
            each.ear.tally = self.hall.tally
        self.hall.sent.clear()
        self.hall.arrived.clear()


async def in_thread(act, *args, **wishes):
    """A write of the bench itself, in a thread that gives its connection back."""

    def run():
        try:
            return act(*args, **wishes)
        finally:
            connection.close()

    return await sync_to_async(run, thread_sensitive=False)()
