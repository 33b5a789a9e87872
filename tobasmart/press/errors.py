"""What can go wrong on the way from HTML to a file."""


class Unlinkable(Exception):
    """A page holds something the linker does not know; the one-piece way can still print it."""


class BrokenFragment(Exception):
    """A stored fragment is missing, cut short or altered; it has to be rendered again."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class DeadLink(Exception):
    """A link names an anchor that no fragment has."""


class TooManyPages(Exception):
    """One fragment fills more pages than anything honest does."""
