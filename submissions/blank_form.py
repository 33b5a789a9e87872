"""The empty form on A4, for halls and offices without a screen for everyone."""

import hashlib
from functools import lru_cache

from django.template.loader import render_to_string

from submissions.consent import CONSENT_TEXT, CONSENT_VERSION
from tobasmart.printing.render import render_pdf

STYLES = ("tokens.css", "base.css", "form.css")
TITLE = "Formulir gagasan"


@lru_cache(maxsize=4)
def blank_form_pdf(
    region: str,
    dimensions: tuple[tuple[str, str], ...],
    districts: tuple[str, ...],
    horizons: tuple[int, int, int],
) -> bytes:
    """The file, printed once in each process and for each set of words; no text of any person.

    ``dimensions`` are (name, hint); ``horizons`` the last years of short, middle and long term.
    """
    html = render_to_string(
        "submissions/print/blank_form.html",
        {
            "region": region,
            "dimensions": dimensions,
            "districts": districts,
            "horizons": horizons,
            "consent": CONSENT_TEXT,
            "consent_version": CONSENT_VERSION,
        },
    )
    return render_pdf(
        html,
        stylesheets=STYLES,
        resources={},
        title=f"{TITLE} {region}",
        identifier=hashlib.sha256(html.encode()).digest()[:16],
        author=f"Pemerintah {region}",
    ).data
