"""How a berita acara is worded: days as official papers spell them, hashes in groups of four."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from submissions.choices import IdeaStatus
from tobasmart.ui.formats import MONTHS, date_id, datetime_id
from workshops.choices import ForumKind, PostKind, SignerRole, SignMethod
from workshops.models import Record, Signer

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_ONES = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan",
    "sepuluh", "sebelas",
)  # fmt: skip


def spelled(number: int) -> str:
    """0 to 9999 in words: 2021 → ``dua ribu dua puluh satu``."""
    if number < 12:
        return _ONES[number]
    if number < 20:
        return f"{spelled(number - 10)} belas"
    for size, word, one in ((1000, "ribu", "seribu"), (100, "ratus", "seratus"), (10, "puluh", "")):
        if number >= size:
            count, rest = divmod(number, size)
            head = one if count == 1 else f"{spelled(count)} {word}"
            return f"{head} {spelled(rest)}" if rest else head
    raise ValueError(number)


def spelled_day(day: date) -> str:
    """``Senin, tanggal dua puluh delapan bulan Juni tahun dua ribu dua puluh satu``."""
    return (
        f"{DAYS[day.weekday()]}, tanggal {spelled(day.day)} bulan {MONTHS[day.month - 1]}"
        f" tahun {spelled(day.year)}"
    )


def in_fours(sha256: str) -> list[str]:
    """The hash in groups of four, as it is printed and read aloud."""
    return [sha256[place : place + 4] for place in range(0, len(sha256), 4)]


def plain_hash(text: str) -> str:
    """A hash as people paste it, with spaces or capitals, as it is stored."""
    return "".join(text.split()).lower()


def said_of(record: Record, content: dict[str, Any]) -> dict[str, Any]:
    """The content with words for codes and days, for the page and the print."""
    facts = content["facts"]
    day = date.fromisoformat(facts["day"])
    said: dict[str, Any] = {
        "content": content,
        "facts": facts,
        "day": day,
        "spelled_day": spelled_day(day),
        "signers": [signer_said(signer) for signer in record.signers.all()],
    }
    if content["kind"] == "addendum":
        written_on = date.fromisoformat(facts["written_on"])
        return said | {
            "written_on": written_on,
            "spelled_written_on": spelled_day(written_on),
            "record_groups": in_fours(content["record_sha256"]),
        }
    minutes = content["minutes"]
    return said | {
        "agenda": [(_hours(starts, ends), title) for starts, ends, title in facts["agenda"]],
        "hours": _hours(
            minutes["starts_at"] or facts["starts_at"], minutes["ends_at"] or facts["ends_at"]
        ),
        "present": len(facts["attendance"]),
        "is_swot": content["forum"]["kind"] == ForumKind.SWOT,
        "cards": [_card(row) for row in content["votes"]["cards"] if row["dots"]],
        "without_dots": sum(1 for row in content["votes"]["cards"] if not row["dots"]),
        "agreed": [_agreed(row) for row in content["agreed"]],
        "follow_ups": [
            row | {"due": date_id(date.fromisoformat(row["due_on"])) if row["due_on"] else ""}
            for row in content["follow_ups"]
        ],
    }


def signer_said(signer: Signer) -> dict[str, Any]:
    """``how`` is "" while the signature is awaited."""
    role = SignerRole(signer.role)
    return {
        "role": role.value,
        "label": role.label,
        "name": signer.name,
        "job_title": signer.job_title,
        "organisation": signer.organisation_name,
        "method": signer.method,
        "is_paper": signer.method == SignMethod.PAPER,
        "how": how_signed(signer.method, signer.signed_at),
        "sha256": signer.signed_sha256,
    }


def how_signed(method: str, at: datetime | None) -> str:
    if not method or at is None:
        return ""
    way = "Ditandatangani di kertas" if method == SignMethod.PAPER else "Disetujui di ponsel"
    return f"{way}, {datetime_id(timezone.localtime(at))}"


def _hours(starts: str, ends: str) -> str:
    """Two clock times as sealed, as people write them; "" where neither is known."""
    known = "–".join(part.replace(":", ".") for part in (starts, ends) if part)
    return f"{known} WIB" if known else ""


def _card(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"kind_label": PostKind(row["kind"]).label}


def _agreed(row: dict[str, Any]) -> dict[str, Any]:
    status = IdeaStatus(row["idea_status"]).label if row["idea_status"] else ""
    idea = row["idea_code"] or ("draf gagasan" if row["idea_key"] else "")
    return row | {"idea": idea, "status": status if row["idea_code"] else ""}
