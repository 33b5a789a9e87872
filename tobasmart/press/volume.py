"""What is to be linked: an ordered row of fragments by key, and what stands around them."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Piece:
    """A fragment in its place. ``heads`` are the running heads of its first and of later pages,
    ``labels`` the styles of their page labels; an empty name prints nothing.
    """

    key: str
    heads: tuple[str, str] = ("", "")
    labels: tuple[str, str] = ("", "")
    is_front: bool = False

    def head(self, page: int) -> str:
        return self.heads[min(page, 1)]

    def label(self, page: int) -> str:
        return self.labels[min(page, 1)]


@dataclass(frozen=True, slots=True)
class Attachment:
    """Data that travels inside the file."""

    name: str
    media_type: str
    data: bytes
    description: str


@dataclass(frozen=True, slots=True)
class Volume:
    """A whole file. ``sheet`` is the fragment that shows the letters of all ``styles`` in order."""

    title: str
    author: str
    created: date
    pieces: tuple[Piece, ...]
    sheet: str
    styles: tuple[str, ...]
    lang: str = "id"
    link_words: str = "Halaman {label}"
    attachments: tuple[Attachment, ...] = field(default=())

    @property
    def heads(self) -> tuple[str, ...]:
        """The running heads in use, each once."""
        return tuple(dict.fromkeys(name for piece in self.pieces for name in piece.heads if name))
