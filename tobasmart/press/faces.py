"""The font programs a file may embed: every declared face, opened once in each thread."""

import threading
from typing import Any

from tobasmart.press import inside
from tobasmart.printing.fonts import declared_faces
from tobasmart.printing.render import laid_out

_opened = threading.local()


def declared() -> dict[str, Any]:
    """Fonts by the name under which pages draw with them."""
    if not hasattr(_opened, "faces"):
        lines = "".join(
            f"<p style=\"font: {face.weight} 10pt '{face.family}'\">{_sign(face.family)}</p>"
            for face in declared_faces()
        )
        with laid_out(lines, stylesheets=(), resources={}) as (document, _remarks):
            _opened.faces = inside.fonts_of(document)
    return dict(_opened.faces)


def _sign(family: str) -> str:
    return "\u1bc0" if family == "Toba Batak" else "a"
