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
