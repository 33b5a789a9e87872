"""The words drawn on a page, from its content streams and the tables of its fonts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

UNICODE = re.compile(rb"<([0-9a-fA-F]+)> <([0-9a-fA-F]*)>")
HEXES = re.compile(rb"<([0-9a-fA-F]*)>")
Matrix = tuple[float, ...]
Letters = dict[int, str]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
# A line of our own stamps holds several operators; the renderer writes one on each.
OPERATORS = re.compile(rb"(?<= rg) |(?<=BT) |(?<= Tf) |(?<= Tm) |(?<= Tj) ")


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text; its start in points from the lower left corner of the page."""

    x: float
    y: float
    text: str


@dataclass(slots=True)
class _State:
    fonts: dict[str, Letters]
    here: Matrix = IDENTITY
    text: Matrix = IDENTITY
    font: str = ""
    saved: list[Matrix] = field(default_factory=list)

    def step(self, line: bytes) -> Run | None:
        """One operator; a run of text when it draws one."""
        operator = line[line.rfind(b" ") + 1 :]
        if operator in (b"TJ", b"Tj"):
            return self._run(line)
        if operator == b"q":
            self.saved.append(self.here)
        elif operator == b"Q":
            self.here = self.saved.pop()
        elif operator == b"cm":
            self.here = _times(_numbers(line), self.here)
        elif operator == b"Tm":
            self.text = _numbers(line)
        elif operator == b"Tf":
            self.font = line.split()[0].decode().removeprefix("/")
        return None

    def _run(self, line: bytes) -> Run:
        letters, matrix = self.fonts.get(self.font, {}), _times(self.text, self.here)
        codes = b"".join(HEXES.findall(line))
        found = [letters.get(int(codes[at : at + 4], 16), "") for at in range(0, len(codes), 4)]
        return Run(matrix[4], matrix[5], "".join(found))


def runs_of(content: bytes, fonts: dict[str, Letters]) -> Iterator[Run]:
    """All runs in drawn order."""
    state = _State(fonts)
    for line in content.split(b"\n"):
        parts = OPERATORS.split(line) if line.endswith(b" ET") else [line]
        for part in parts:
            if run := state.step(part):
                yield run


def letters_of(table: bytes) -> Letters:
    """Glyph to text, from a font's ToUnicode table."""
    return {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for code, text in UNICODE.findall(table)
    }


def _numbers(line: bytes) -> Matrix:
    return tuple(float(value) for value in line.split()[:6])


def _times(a: Matrix, b: Matrix) -> Matrix:
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )
