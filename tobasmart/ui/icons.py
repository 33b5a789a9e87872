"""Our names for icons, and the inline SVG of the lucide package for each."""

from functools import lru_cache

from django.utils.safestring import SafeString
from lucide.templatetags.lucide import lucide

# What something means → the drawing; pages use these names, so a drawing changes in one place.
ICONS = {
    "dimension-env": "tree-pine",
    "dimension-eco": "store",
    "dimension-bra": "megaphone",
    "dimension-gov": "landmark",
    "dimension-soc": "users",
    "dimension-liv": "house-heart",
    "status-draft": "pencil",
    "status-submitted": "send",
    "status-in_review": "eye",
    "status-needs_revision": "wrench",
    "status-approved": "circle-check",
    "status-deferred": "pause",
    "status-rejected": "octagon-x",
    "status-merged": "combine",
    "status-withdrawn": "undo-2",
    "status-done": "circle-check",
    "status-partly": "circle-dot",
    "status-missing": "circle-dashed",
    "status-sample": "flask-conical",
    "status-current": "circle-play",
    "account": "circle-user",
    "add": "plus",
    "agenda": "calendar-days",
    "attachment": "paperclip",
    "back": "arrow-left",
    "code": "qr-code",
    "comment": "message-square-text",
    "compare": "git-compare",
    "docx": "file-text",
    "done": "circle-check",
    "download": "download",
    "error": "circle-alert",
    "follow": "bell",
    "forward": "arrow-right",
    "history": "history",
    "home": "house",
    "idea": "lightbulb",
    "info": "info",
    "language": "languages",
    "login": "log-in",
    "logout": "log-out",
    "merge": "combine",
    "next": "arrow-right",
    "pdf": "file-text",
    "place": "map-pin",
    "saved": "cloud-check",
    "saving": "refresh-cw",
    "offline": "cloud-off",
    "support": "thumbs-up",
    "table": "file-spreadsheet",
    "todo": "circle",
    "warning": "triangle-alert",
    "workshop": "calendar-days",
}


@lru_cache(maxsize=512)
def icon_markup(name: str, label: str = "") -> SafeString:
    """The drawing as inline SVG: silent beside words, named where it stands alone."""
    spoken = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    # The tag function of the package marks only its own drawing as safe and escapes our values.
    return SafeString(lucide(ICONS.get(name, name), size=20, **{"class": "icon"}, **spoken))
