"""The name a person gave a file, made safe to show and to offer for download."""

import re
import unicodedata

MAX_NAME = 120
NAMELESS = "berkas"
# Forbidden in names on some system, or with a meaning in a header, an address or a shell.
SIGNS = re.compile(r"""["'`<>|?*:;%$&\\/]+""")
SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}$")
# Controls, direction overrides, zero-width signs, halves of pairs, private and unassigned signs.
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Windows keeps these for devices, whatever follows the first dot.
RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])$", re.I)


def clean_name(given: str, suffix: str) -> str:
    """At most 120 signs of ``given`` with ``suffix`` (".pdf") for its ending.

    The ending follows the content, never the name: a PDF called ``a.exe`` is shown as ``a.pdf``.
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", given))[-1]
    shown = "".join(
        sign for sign in last if unicodedata.category(sign) not in INVISIBLE or sign in "\t\r\n"
    )
    stem = SUFFIX.sub("", shown.strip())
    stem = re.sub(r"\s+", " ", SIGNS.sub("_", stem)).strip(" ._")
    if RESERVED.match(stem.split(".")[0].strip()):
        stem = f"_{stem}"
    return (stem[: MAX_NAME - len(suffix)].rstrip(" .") or NAMELESS) + suffix
