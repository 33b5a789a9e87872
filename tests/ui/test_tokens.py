"""The colours keep their promise in both themes: text at 4.5 to 1, borders and marks at 3 to 1."""

import re

import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text("utf-8")
CODES = ("env", "eco", "bra", "gov", "soc", "liv")
STATES = (
    "draft",
    "submitted",
    "in-review",
    "needs-revision",
    "approved",
    "deferred",
    "rejected",
    "merged",
)


def block(start: str) -> dict[str, str]:
    body = TOKENS.split(start, 1)[1].split("{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"(--[\w-]+): ([^;]+);", body))


LIGHT = block(":root,")
THEMES = {"light": LIGHT, "dark": {**LIGHT, **block('[data-bs-theme="dark"]')}}


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-soft", "lake") for ground in ("ground", "surface")],
    ("ink", "lake-tint"),
    ("lake", "lake-tint"),
    ("ink-soft", "surface-2"),
    ("ink-soft", "lake-tint"),
    ("on-lake", "lake"),
    ("on-lake", "lake-hover"),
    ("error", "surface"),
    ("error", "ground"),
    ("error-ink", "error-tint"),
    ("ink", "needs-revision-tint"),
    *[(code, "surface") for code in CODES],
    *[("ink", f"{code}-tint") for code in CODES],
    *[("ink-soft", f"{code}-tint") for code in CODES],
    *[(state, f"{state}-tint") for state in STATES],
]
MARKS = [
    ("line-input", "surface"),
    ("line-input", "ground"),
    ("mark", "surface"),
    ("lake", "line"),
    *[(code, f"{code}-tint") for code in CODES],
]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("pairs", "least"), [pytest.param(TEXT, 4.5, id="text"), pytest.param(MARKS, 3.0, id="marks")]
)
def test_contrast(theme, pairs, least):
    colours = THEMES[theme]
    weak = {
        f"{front} on {back}": round(contrast(colours[f"--{front}"], colours[f"--{back}"]), 2)
        for front, back in pairs
        if contrast(colours[f"--{front}"], colours[f"--{back}"]) < least
    }
    assert weak == {}


def test_the_focus_ring_shows_on_any_ground():
    grounds = ("#ffffff", "#07363d", "#9e1b1e", "#0b5f6b", "#6ccbd6", "#0f1817")
    for colours in THEMES.values():
        ring = (colours["--focus"], colours["--focus-inner"])
        assert all(max(contrast(part, ground) for part in ring) >= 3 for ground in grounds)


def test_both_dark_blocks_say_the_same():
    assert block('[data-bs-theme="dark"]') == block(":root:not([data-bs-theme])")


def test_the_dark_theme_changes_every_light_colour():
    assert set(block('[data-bs-theme="dark"]')) == set(LIGHT)


def test_raw_colours_stand_only_in_the_tokens():
    raw = re.compile(r"#[0-9a-f]{3,8}\b|\brgb\(|\bhsl\(", re.I)
    files = [path for path in CSS.rglob("*.css") if path.name != "tokens.css"]
    found = [path.name for path in files if raw.search(path.read_text("utf-8"))]
    assert (len(files) > 20, found) == (True, [])


def test_every_token_used_is_defined():
    text = "\n".join(path.read_text("utf-8") for path in CSS.rglob("*.css"))
    used = set(re.findall(r"var\((--[\w-]+)", text))
    defined = set(re.findall(r"(--[\w-]+):", text))
    assert used - defined == set()
