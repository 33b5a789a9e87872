"""Database rules that keep what a sealed record rests on as it was."""

import pgtrigger

_SENTENCE = "rows of a sealed record cannot be changed"


def _refuse(condition: str) -> str:
    return f"IF EXISTS ({condition}) THEN RAISE EXCEPTION '{_SENTENCE}'; END IF;"


def rows_of_sealed_forum(forum: str = "{row}.forum_id") -> pgtrigger.Trigger:
    """Refuse any write to rows of a forum with a sealed record.

    ``forum`` is SQL for the forum's id; ``{row}`` in it stands for OLD or NEW.
    """
    check = _refuse(
        "SELECT 1 FROM workshops_record r WHERE r.forum_id = {forum} AND r.sealed_at IS NOT NULL"
    )
    old = check.replace("{forum}", forum.replace("{row}", "OLD"))
    new = check.replace("{forum}", forum.replace("{row}", "NEW"))
    return pgtrigger.Trigger(
        name="rows_of_sealed_forum",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP <> 'INSERT' THEN {old} END IF;
            IF TG_OP <> 'DELETE' THEN {new} RETURN NEW; END IF;
            RETURN OLD;
        """,
    )


def sealed_forum() -> pgtrigger.Trigger:
    """Refuse update and delete of a forum once its record is sealed."""
    return pgtrigger.Trigger(
        name="sealed_forum",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=_refuse(  # noqa: S608  (no value of anyone)
            "SELECT 1 FROM workshops_record r WHERE r.forum_id = OLD.id AND r.sealed_at IS NOT NULL"
        )
        + " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;",
    )


def sealed_record() -> pgtrigger.Trigger:
    """Refuse update and delete of a record once it is sealed."""
    return pgtrigger.Protect(
        name="sealed_record",
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(old__sealed_at__isnull=False),
    )


def rows_of_sealed_record() -> pgtrigger.Trigger:
    """Refuse any write to rows whose own record is sealed (signers, agreed items)."""
    check = _refuse(
        "SELECT 1 FROM workshops_record r WHERE r.id = {row}.record_id AND r.sealed_at IS NOT NULL"
    )
    return pgtrigger.Trigger(
        name="rows_of_sealed_record",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP <> 'INSERT' THEN {check.replace("{row}", "OLD")} END IF;
            IF TG_OP <> 'DELETE' THEN {check.replace("{row}", "NEW")} RETURN NEW; END IF;
            RETURN OLD;
        """,
    )


def attendance_of_sealed_record() -> pgtrigger.Trigger:
    """Refuse update and delete of the attendance of whoever sat in a forum with a sealed record."""
    return pgtrigger.Trigger(
        name="attendance_of_sealed_record",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=_refuse(  # noqa: S608  (no value of anyone)
            "SELECT 1 FROM workshops_record r"
            " JOIN workshops_forum f ON f.id = r.forum_id"
            " JOIN workshops_seat s ON s.forum_id = f.id"
            " WHERE r.sealed_at IS NOT NULL AND f.session_id = OLD.session_id"
            " AND s.participant_id = OLD.participant_id"
        )
        + " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;",
    )
