"""Control and projector in a real browser on the real server: keyboard, live changes, no script."""

import time
import uuid

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.factories import DimensionFactory
from tests.factories.workshops import ForumFactory, card, facilitator_of, seated
from tests.journeys.conftest import wait_for
from tests.workshops.web_processes import WebProcesses
from workshops.choices import ForumKind, Phase, PostKind, PostState
from workshops.models import Forum, Post
from workshops.presenter import presenter_token
from workshops.services import phases
from workshops.services.posts import add_post

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture(scope="module")
def web(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        processes = WebProcesses()
    processes.start(2)
    yield processes
    processes.stop()


@pytest.fixture
def open_page(browser, web, client_of):
    """A page of a signed-in person, or of nobody."""
    contexts = []

    def make(user=None, **options):
        context = browser.new_context(base_url=web.url, **options)
        contexts.append(context)
        if user:
            session = client_of(user).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": web.url}])
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


def forum_in(phase, **values):
    dimension = DimensionFactory(code="ECO", name="Ekonomi", slug="ekonomi")
    return ForumFactory(dimension=dimension, phase=phase, **values)


def control_url(forum):
    return f"/forum/{forum.code.lower()}/kendali/"


def board_url(forum):
    return f"/forum/{forum.code.lower()}/papan/?p={presenter_token(forum)}"


def post(forum, text, author=None):
    forum.refresh_from_db()
    return add_post(forum, author=author or seated(forum), text=text, key=uuid.uuid4())


def press(page, selector, key="Enter"):
    """Reach an element with Tab alone, then press a key on it."""
    for _ in range(250):
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            page.keyboard.press(key)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached by keyboard: {selector}")


def tick(page, each):
    """A list swapped between focus and key takes the key away: look, and press again."""
    page.wait_for_timeout(1500)
    box = f"#pilih-{each.key}"
    assert any(
        (press(page, box, "Space"), page.wait_for_timeout(300), page.is_checked(box))[2]
        for _ in range(3)
    )


def open_panel(page, selector):
    page.wait_for_timeout(1500)  # until the list is no longer swapped by what others did
    press(page, selector)
    page.wait_for_selector("#panel-title")


def phase_is(page, phase):
    page.wait_for_selector(f"#control-head[data-phase={phase}]")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_forum_is_run_by_keyboard_alone(width, open_page):
    forum = forum_in(Phase.WAITING)
    page = open_page(facilitator_of(forum), viewport={"width": width, "height": 800})
    page.goto(control_url(forum))

    press(page, "#control-next")
    phase_is(page, "collect")
    first, second, third = (post(forum, text) for text in ("Kartu A", "Kartu B", "Nama orang"))
    page.wait_for_selector(f"[data-card='{third.key}']", timeout=3000)
    press(page, "#control-next")
    phase_is(page, "group")

    for each in (first, second):
        tick(page, each)
    open_panel(page, "#bulk-merge")
    press(page, "#control-panel input[name=title]", "End")
    page.keyboard.type("Satu kelompok")
    press(page, "#control-panel button[type=submit]")
    page.wait_for_selector("#control-undo")
    assert Post.objects.get(pk=second.pk).lead_id == first.pk
    assert Post.objects.get(pk=first.pk).title == "Satu kelompok"
    wait_for(lambda: page.evaluate("document.activeElement.id") == "control-undo", 5)
    page.keyboard.press("Enter")
    wait_for(lambda: Post.objects.get(pk=second.pk).lead_id is None, 5)

    page.wait_for_selector(f"#semat-{first.key}[aria-pressed=false]")
    press(page, f"#semat-{first.key}")
    page.wait_for_selector(f"#semat-{first.key}[aria-pressed=true]")
    press(page, f"#lain-buka-{third.key}")
    press(page, f"#lain-{third.key} a[href*=sembunyi]")
    page.wait_for_selector("#control-panel [name=reason]")
    press(page, "#control-panel [name=reason]", "End")
    page.keyboard.type("Menyebut nama orang.")
    press(page, "#control-panel button[type=submit]")
    wait_for(lambda: Post.objects.get(pk=third.pk).state == PostState.HIDDEN, 5)

    press(page, "#control-next")
    phase_is(page, "vote")
    press(page, "#control-show")
    page.wait_for_selector("#control-show[value=results-off]")
    forum.refresh_from_db()
    assert (forum.phase, forum.shows_results) == (Phase.VOTE, True)
    assert page.evaluate(OVERFLOW) <= 0


def test_ticks_menus_and_typed_words_survive_what_others_do(open_page):
    forum = forum_in(Phase.COLLECT)
    user = facilitator_of(forum)
    first = card(forum, text="Kartu pertama")
    Forum.objects.filter(pk=forum.pk).update(post_count=1)
    page = open_page(user, viewport={"width": 1280, "height": 900})
    page.goto(control_url(forum))
    page.wait_for_selector("[data-connection][data-state=stream]")
    page.check(f"#pilih-{first.key}")
    page.click("#belum-menulis summary") if page.query_selector("#belum-menulis") else None
    page.fill("#note-text", "Belum selesai ditulis")
    page.focus(f"#semat-{first.key}")

    second = post(forum, "Kartu kedua")
    page.wait_for_selector(f"[data-card='{second.key}']", timeout=3000)

    assert page.is_checked(f"#pilih-{first.key}")
    assert page.inner_text("[data-tick-count]") == "1 dipilih"
    assert page.input_value("#note-text") == "Belum selesai ditulis"
    assert page.evaluate("document.activeElement.id") == f"semat-{first.key}"
    # A second facilitator goes on; this page follows, and its old button would be refused.
    phases.open_next_phase(forum, actor=user, shown=Phase.COLLECT, key=uuid.uuid4())
    phase_is(page, "group")
    assert "Buka fase Beri suara" in page.inner_text("#control-next")


def test_a_card_is_dragged_onto_another(open_page):
    forum = forum_in(Phase.GROUP)
    first, second = card(forum), card(forum)
    page = open_page(facilitator_of(forum), viewport={"width": 1280, "height": 900})
    page.goto(control_url(forum))
    page.wait_for_selector(".control-row[draggable=true]")

    page.drag_and_drop(f"#kartu-{second.key} b", f"#kartu-{first.key} b")

    wait_for(lambda: Post.objects.get(pk=second.pk).lead_id == first.pk, 5)
    page.wait_for_selector("#control-undo")
    page.click("#control-undo")
    wait_for(lambda: Post.objects.get(pk=second.pk).lead_id is None, 5)


def test_everything_works_without_script(open_page):
    forum = forum_in(Phase.COLLECT)
    first, second = card(forum, text="Kartu A"), card(forum, text="Kartu B")
    page = open_page(facilitator_of(forum), java_script_enabled=False)
    page.goto(control_url(forum))
    page.click("#control-next")
    assert "Fase Kelompokkan dibuka." in page.inner_text("main")

    for each in (first, second):
        page.check(f"#pilih-{each.key}")
    page.click("#bulk-merge")
    page.click("main form button:has-text('Gabungkan')")
    assert "Kartu digabungkan." in page.inner_text("main")
    page.click("#control-undo")
    assert "Perubahan diurungkan." in page.inner_text("main")
    page.click(f"#semat-{first.key}")
    page.click(f"#lain-buka-{second.key}")
    page.click(f"#lain-{second.key} a[href*=sembunyi]")
    page.fill("[name=reason]", "Iklan.")
    page.click("main form button:has-text('Sembunyikan')")

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.is_pinned, second.state) == (True, PostState.HIDDEN)


def test_the_wall_follows_within_three_seconds_and_keeps_its_picture(browser, open_page):
    forum = forum_in(Phase.COLLECT)
    user = facilitator_of(forum)
    page = open_page(viewport={"width": 1920, "height": 1080})
    page.goto(board_url(forum))
    page.wait_for_selector("[data-connection-text]:has-text('Tersambung')")

    # Private writing: counted, never shown.
    post(forum, "Rahasia dulu")
    page.wait_for_selector(".board__number:has-text('1')", timeout=3000)
    assert "Rahasia dulu" not in page.content()
    phases.show_posts(forum, actor=user, is_on=True, shown=Phase.COLLECT, key=uuid.uuid4())
    page.wait_for_selector(".board-card:has-text('Rahasia dulu')", timeout=3000)
    began = time.monotonic()
    post(forum, "Lampu di dermaga")
    page.wait_for_selector(".board-card:has-text('Lampu di dermaga')", timeout=3000)
    assert time.monotonic() - began < 3
    phases.open_next_phase(forum, actor=user, shown=Phase.COLLECT, key=uuid.uuid4())
    page.wait_for_selector(".board__steps [aria-current]:has-text('2 Kelompokkan')", timeout=3000)

    page.context.set_offline(True)
    page.wait_for_selector("[data-connection][data-state=offline]", timeout=15_000)
    assert "Sambungan terputus. Gambar terakhir" in page.inner_text(".board__foot")
    assert page.locator(".board-card").count() == 2
    page.context.set_offline(False)
    post_count = Post.objects.count()
    page.wait_for_selector("[data-connection][data-state=online]", timeout=15_000)
    assert Post.objects.count() == post_count


def test_pages_of_the_wall_turn_and_can_be_held(open_page):
    forum = forum_in(Phase.GROUP, shows_posts=True)
    for _ in range(12):
        card(forum)
    page = open_page(viewport={"width": 1280, "height": 720})
    page.clock.install()
    page.goto(board_url(forum))
    mark = page.locator("[data-page-mark]")
    wait_for(lambda: mark.inner_text() == "Halaman 1 dari 2", 5)
    assert page.locator(".board-card:visible").count() == 9

    page.keyboard.press("ArrowRight")
    assert mark.inner_text() == "Halaman 2 dari 2"
    page.clock.run_for(12_500)
    assert mark.inner_text() == "Halaman 1 dari 2"
    page.keyboard.press("p")
    page.clock.run_for(30_000)
    assert mark.inner_text() == "Halaman 1 dari 2"
    assert page.get_attribute("[data-pages-pause]", "aria-pressed") == "true"


@pytest.mark.parametrize(
    ("width", "scheme"),
    [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark"), (1920, "light")],
)
def test_pages_are_accessible_and_fit(width, scheme, open_page):
    forum = forum_in(Phase.GROUP, shows_posts=True)
    user, lead = facilitator_of(forum), card(forum, text="Bayar parkir pakai kode " * 5)
    card(forum, lead=lead, text="Parkir bayar kode")
    swot = ForumFactory(
        session=forum.session, kind=ForumKind.SWOT, phase=Phase.GROUP, shows_posts=True,
        dimension=DimensionFactory(code="GOV"),
    )  # fmt: skip
    for kind in PostKind:
        if kind != PostKind.IDEA:
            card(swot, kind=kind)
    admin_page = open_page(user, viewport={"width": width, "height": 720}, color_scheme=scheme)
    found, refused = [], []
    admin_page.on("console", lambda message: refused.append(message.text))
    admin_page.on("pageerror", lambda error: refused.append(str(error)))
    for phase in (Phase.COLLECT, Phase.GROUP, Phase.VOTE, Phase.SUMMARY):
        Forum.objects.update(phase=phase, shows_results=phase == Phase.SUMMARY)
        paths = [control_url(forum), board_url(forum), board_url(swot)]
        if phase == Phase.GROUP:
            other = Post.objects.get(lead=lead)
            Post.objects.filter(pk=other.pk).update(lead=None)
            paths.append(f"{control_url(forum)}gabung/?kartu={lead.key}&kartu={other.key}")
            paths.append(f"{control_url(forum)}sembunyi/?kartu={lead.key}")
        for path in paths:
            refused.clear()
            admin_page.goto(path)
            admin_page.wait_for_timeout(400)
            rules = [rule["id"] for rule in Axe().run(admin_page).response["violations"]]
            over = admin_page.evaluate(OVERFLOW)
            if rules or over > 0 or refused:
                found.append((phase, path, rules, over, list(refused)))
    assert found == []
