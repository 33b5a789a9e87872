"""The component sheet in a real browser, under the policy the portal sends."""

import mimetypes
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.ui.face import render_face
from tobasmart.ui.assets import build_assets

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.ui.urls"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
HOST = "http://portal.test"
POLICY = "; ".join(
    f"{name} {' '.join(values)}"
    for name, values in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def assets(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("face") / "assets"
    build_assets(settings.BASE_DIR / "static", target)
    return target


@pytest.fixture
def open_face(browser, assets):
    """Opens the sheet in a new window and keeps what the browser says in ``page.said``."""
    html = render_face()
    windows = []

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if not path.startswith("/static/"):
            headers = {"Content-Security-Policy": POLICY}
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)
            return
        name = path.removeprefix("/static/")
        built = assets / name
        source = built if built.exists() else Path(finders.find(name))
        kind = mimetypes.guess_type(name)[0] or "font/woff2"
        route.fulfill(body=source.read_bytes(), content_type=kind)

    def opened(width: int, scheme: str = "light", **more) -> Page:
        window = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, **more
        )
        windows.append(window)
        page = window.new_page()
        page.said = []
        page.on("console", lambda note: page.said.append(note.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.route(f"{HOST}/**", answer)
        page.goto(f"{HOST}/")
        return page

    yield opened
    for window in windows:
        window.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_sheet_is_accessible_quiet_and_fits(open_face, width, scheme):
    page = open_face(width, scheme)
    findings = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert {
        "axe": [violation["id"] for violation in findings.response["violations"]],
        "said": page.said,
        "overflow": max(0, overflow),
        "theme": page.locator("html").get_attribute("data-bs-theme"),
    } == {"axe": [], "said": [], "overflow": 0, "theme": scheme}


def test_dark_ground_needs_no_script(open_face):
    colour = "getComputedStyle(document.body).backgroundColor"
    grounds = []
    for scripted in (True, False):
        page = open_face(1280, "dark", java_script_enabled=scripted)
        # evaluate() works without page scripts too.
        grounds.append(page.evaluate(colour))
    assert grounds == ["rgb(15, 24, 23)"] * 2


def test_summary_takes_the_focus_and_its_links_lead_to_the_fields(open_face):
    page = open_face(1280)
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert page.title().startswith("Kesalahan: ")
    page.click(".error-summary a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "bad_title"


def test_counter_warns_and_cuts_nothing(open_face):
    page = open_face(360)
    line = page.locator("#id_title ~ .field__count")
    page.fill("#id_title", "é" * 32)
    assert line.inner_text() == "Sisa 88 dari 120 huruf"
    page.fill("#id_title", "😀" * 125)
    assert (line.inner_text(), len(page.input_value("#id_title"))) == (
        "Kelebihan 5 huruf dari 120",
        125,
    )


def test_theme_switch_is_kept_and_taken_back(open_face):
    page = open_face(1280)
    themes, cookies = [], []
    for _press in range(2):
        page.click("[data-theme-switch]")
        themes.append(page.locator("html").get_attribute("data-bs-theme"))
        cookies.append({each["name"]: each["value"] for each in page.context.cookies()})
    assert (themes, cookies) == (["dark", "light"], [{"tema": "dark"}, {}])


def test_a_form_is_sent_once(open_face):
    page = open_face(1280)
    sent = page.evaluate(
        """() => {
          const form = document.querySelector("form[data-once]");
          const [first, second] = form.querySelectorAll("button");
          const kept = [];
          addEventListener("submit", (event) => {
            kept.push(event.defaultPrevented);
            event.preventDefault();
          });
          first.click();
          const label = first.textContent;
          first.click();
          second.click();
          return [kept, label, first.getAttribute("aria-disabled"), first.disabled];
        }"""
    )
    assert sent == [[False, True, True], "Mengirim…", "true", False]


def test_menu_opens_without_script(open_face):
    page = open_face(360, java_script_enabled=False)
    links = page.locator(".phone-menu .menu-sheet__link")
    before = links.first.is_visible()
    page.click(".phone-menu summary")
    assert (before, links.first.is_visible()) == (False, True)
