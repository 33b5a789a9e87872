from dataclasses import dataclass

from accounts.choices import Role
from submissions.querysets import Reader


@dataclass(frozen=True)
class MasterplanPermissions:
    """Compiling is the admin's; drafts are read by admin, reviewer and observer."""

    compile: bool
    read_drafts: bool

    @classmethod
    def of(cls, user: Reader) -> "MasterplanPermissions":
        if not user.is_authenticated:
            return cls(compile=False, read_drafts=False)
        reads = any(user.has_role(role) for role in (Role.REVIEWER, Role.OBSERVER))
        return cls(compile=user.is_admin, read_drafts=user.is_admin or reads)


@dataclass(frozen=True)
class WorksheetPermissions:
    """What one person may do with one worksheet or narrative (docs/security.md)."""

    read: bool
    write: bool  # rows of the own agency, or all of them for an admin
    write_all: bool
    arrange: bool  # name, order and hide columns; ask agencies

    @classmethod
    def of(cls, user: Reader, *, is_asked: bool) -> "WorksheetPermissions":
        """``is_asked``: the person's agency was asked for this sheet or section."""
        if not user.is_authenticated or not user.is_active:
            return cls(read=False, write=False, write_all=False, arrange=False)
        reads = any(user.has_role(role) for role in (Role.REVIEWER, Role.OBSERVER))
        return cls(
            read=user.is_admin or reads or is_asked,
            write=user.is_admin or is_asked,
            write_all=user.is_admin,
            arrange=user.is_admin,
        )
