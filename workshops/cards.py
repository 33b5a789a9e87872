"""Printed cards for people without a phone: number, code and QR, ten on a sheet to cut apart."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import segno
from django.template.loader import render_to_string

from tobasmart.printing.render import render_pdf
from tobasmart.printing.styles import DRAWING
from workshops.models import Participant, Session

STYLES = ("tokens.css", "base.css", "cards.css")
PER_PAGE = 10
MOST_CARDS = 100  # about two seconds of a web process
# Millimetres; the same in static/print/cards.css.
_WIDTH, _HEIGHT, _LEFT, _TOP, _MARK = 85, 54, 20, 13.5, 5


@dataclass(frozen=True, slots=True)
class Card:
    name: str
    organisation: str
    number: str
    code: str
    qr: str  # address of the drawing among the print's resources


def cards_pdf(session: Session, people: Sequence[Participant]) -> bytes:
    """A4 sheets of two by five cards, 85 by 54 mm each, with marks in the margin to cut along."""
    cards = [
        Card(
            name=person.name,
            organisation=person.organisation.name
            if person.organisation
            else person.organisation_name,
            number=person.number_text,
            code=person.card_code,
            qr=f"app:img/{person.card_code}.png",
        )
        for person in people
    ]
    html = render_to_string(
        "workshops/print/cards.html",
        {
            "workshop": session.workshop,
            "pages": [cards[at : at + PER_PAGE] for at in range(0, len(cards), PER_PAGE)],
        },
    )
    resources = {card.qr: (_qr(card.code), "image/png") for card in cards}
    return render_pdf(
        html,
        stylesheets=STYLES,
        resources=resources | {"app:img/cuts.svg": (_cut_marks(), DRAWING)},
        title=f"Kartu peserta {session.workshop}",
        identifier=hashlib.sha256(html.encode()).digest()[:16],
        author=f"Pemerintah {session.workshop.programme.region}",
    ).data


def _qr(code: str) -> bytes:
    """Of the code alone, so that it is small; as pixels, which print ten times faster than SVG."""
    picture = io.BytesIO()
    segno.make(code, error="q", micro=False).save(picture, kind="png", scale=10, border=1)
    return picture.getvalue()


@lru_cache(maxsize=1)
def _cut_marks() -> bytes:
    """Short lines in the margin of a whole A4 page, at each edge of a card."""
    right, bottom = _LEFT + 2 * _WIDTH, _TOP + 5 * _HEIGHT
    lines = []
    for column in range(3):
        x = _LEFT + column * _WIDTH
        lines += [(x, _TOP - _MARK - 1, x, _TOP - 1), (x, bottom + 1, x, bottom + _MARK + 1)]
    for row in range(6):
        y = _TOP + row * _HEIGHT
        lines += [(_LEFT - _MARK - 1, y, _LEFT - 1, y), (right + 1, y, right + _MARK + 1, y)]
    path = "".join(f"M{x1} {y1}L{x2} {y2}" for x1, y1, x2, y2 in lines)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297">'
        f'<path d="{path}" stroke="#4a5957" stroke-width="0.2" fill="none"/></svg>'
    ).encode()
