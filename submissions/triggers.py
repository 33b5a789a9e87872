"""Database rules that keep a handed-in version as it was (frozen_at is set)."""

import pgtrigger

_SENTENCE = "a frozen idea version cannot be changed"


def frozen_row() -> pgtrigger.Trigger:
    """Refuse update and delete of a version once it is frozen."""
    return pgtrigger.Protect(
        name="frozen_version",
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(old__frozen_at__isnull=False),
    )


def rows_of_frozen_version(parent: str) -> pgtrigger.Trigger:
    """Refuse any write to rows whose version is frozen; ``parent`` is SQL for the version's id.

    ``{row}`` in ``parent`` stands for OLD or NEW.
    """
    check = (
        "IF EXISTS (SELECT 1 FROM submissions_ideaversion v WHERE v.id = {parent}"  # noqa: S608
        " AND v.frozen_at IS NOT NULL) THEN RAISE EXCEPTION '" + _SENTENCE + "'; END IF;"
    )
    old = check.format(parent=parent.format(row="OLD"))
    new = check.format(parent=parent.format(row="NEW"))
    return pgtrigger.Trigger(
        name="rows_of_frozen_version",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP <> 'INSERT' THEN {old} END IF;
            IF TG_OP <> 'DELETE' THEN {new} RETURN NEW; END IF;
            RETURN OLD;
        """,
    )
