import gzip
import io
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from fontTools.ttLib import TTFont

from tobasmart.ui import assets

STATIC = settings.BASE_DIR / "static"
TEMPLATES = settings.BASE_DIR / "templates"


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("ui") / "assets"
    assets.build_assets(STATIC, target)
    return target


def packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))


def test_the_page_budget_holds(built):
    sizes = {
        "css": packed(built / "css/portal.css"),
        "js": packed(built / "js/bundle.js"),
        "drafts": packed(built / "js/drafts_bundle.js"),
        "forum": packed(built / "js/forum_bundle.js"),
        "font": (built / "fonts/plus-jakarta-sans.woff2").stat().st_size,
    }
    budget = {"css": 9 << 10, "js": 3 << 10, "drafts": 7 << 10, "forum": 8 << 10, "font": 40 << 10}
    assert {name: size for name, size in sizes.items() if size > budget[name]} == {}


def test_a_second_build_writes_nothing(tmp_path):
    first = assets.build_assets(STATIC, tmp_path / "assets")
    assert [path.name for path in first] == [
        "portal.css",
        "bundle.js",
        "drafts_bundle.js",
        "forum_bundle.js",
        "control_bundle.js",
        "board_bundle.js",
        "attendance_bundle.js",
        "plus-jakarta-sans.woff2",
        "bootstrap.min.css",
    ]
    assert assets.build_assets(STATIC, tmp_path / "assets") == []


def test_two_builds_are_the_same_to_the_byte(built, tmp_path):
    again = tmp_path / "assets"
    written = assets.build_assets(STATIC, again)
    assert [path.read_bytes() for path in written] == [
        (built / path.relative_to(again)).read_bytes() for path in written
    ]


def test_the_stylesheet_is_whole_and_squeezed(built):
    text = (built / "css/portal.css").read_text("utf-8")
    assert re.findall(r"@import|/\*|\n.", text) == []
    assert text.count("{") == text.count("}")
    assert "--ground:#f5f7f6" in text
    assert 'url("../fonts/plus-jakarta-sans.woff2")' in text


def test_squeezing_leaves_strings_and_selectors_alone():
    text = """
    /* it's gone */
    .a  > .b,
    .c :is(p) { content: "/*  keep:  */" ; width: calc(1rem + 0.5px) ; }
    @media (min-width: 600px) { .d { background: url(a b.svg) } }
    """
    assert assets.squeeze_css(text) == (
        '.a>.b,.c :is(p){content:"/*  keep:  */";width:calc(1rem + .5px)}'
        "@media (min-width: 600px){.d{background:url(a b.svg)}}"
    )


def test_imports_come_in_order(tmp_path):
    (tmp_path / "app.css").write_text('@import "b.css"; @import url("sub/a.css"); i{}')
    (tmp_path / "b.css").write_text("b{}")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/a.css").write_text("a{}")
    assert assets.bundle_css(tmp_path / "app.css") == "b{}a{}i{}\n"


def test_modules_become_one(built):
    text = (built / "js/bundle.js").read_text("utf-8")
    assert re.findall(r"^(?:import|export) |^\s*//", text, re.M) == []
    assert text.index("function startCounters") < text.index("function startAddRow")
    assert text.count("function startCounters") == 1


def test_modules_may_not_share_a_name(tmp_path):
    (tmp_path / "portal.js").write_text('import { a } from "./a.js";\nconst same = 1;\n')
    (tmp_path / "a.js").write_text("export function a() {}\nconst same = 2;\n")
    with pytest.raises(assets.AssetError) as refusal:
        assets.bundle_js(tmp_path / "portal.js")
    assert str(refusal.value) == "portal.js and a.js both define same"


def test_the_font_keeps_its_weights_and_letters(built):
    font = TTFont(io.BytesIO((built / "fonts/plus-jakarta-sans.woff2").read_bytes()))
    axes = [(axis.axisTag, axis.minValue, axis.maxValue) for axis in font["fvar"].axes]
    missing = [sign for sign in "AZaz09éÉñß–—“”‘’…•€×→Š" if ord(sign) not in font.getBestCmap()]
    assert (axes, missing) == ([("wght", 200.0, 800.0)], [])


def test_the_command_names_what_it_wrote(tmp_path, settings):
    settings.ASSETS = tmp_path / "assets"
    out = io.StringIO()
    call_command("build_assets", stdout=out)
    names = [line.split(":")[0] for line in out.getvalue().splitlines()]
    assert names == [
        "portal.css",
        "bundle.js",
        "drafts_bundle.js",
        "forum_bundle.js",
        "control_bundle.js",
        "board_bundle.js",
        "attendance_bundle.js",
        "plus-jakarta-sans.woff2",
        "bootstrap.min.css",
    ]


def test_style_sources_stay_short():
    long = {
        path.name: lines
        for path in STATIC.glob("css/**/*.css")
        if (lines := len(path.read_text("utf-8").splitlines())) > 200
    }
    assert long == {}


def test_every_component_style_is_imported():
    imported = {path.resolve() for path in assets.css_sources(STATIC / "css/app.css")}
    # A sheet beside app.css that is not imported has to be loaded by the pages that need it.
    loaded = {
        (STATIC / "css" / name).resolve()
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'static "css/([\w-]+\.css)"', path.read_text("utf-8"))
    }
    present = {path.resolve() for path in STATIC.glob("css/**/*.css")}
    assert imported <= present
    assert present - imported <= loaded | {(STATIC / "css/app.css").resolve()}
