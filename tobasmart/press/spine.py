"""The parts of a file that know all of it: outline, names, parent tree, catalogue, metadata."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from tobasmart.press.inside import srgb_profile, text_bytes
from tobasmart.press.volume import Attachment, Volume
from tobasmart.press.writer import Writer

LEAF = 64
PRODUCER = "Toba Cerdas"
ZONE = "+07:00"
SCHEMAS = (
    '<pdfaExtension:schemas xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><rdf:Bag>'
    '<rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    '<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>"
)
XMP = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
    ' xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"'
    ' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
    "<pdfuaid:part>1</pdfuaid:part><pdfaid:part>3</pdfaid:part>"
    "<pdfaid:conformance>A</pdfaid:conformance>{schemas}"
    '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
    "<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"
    "<dc:language><rdf:Bag><rdf:li>{lang}</rdf:li></rdf:Bag></dc:language>"
    "<pdf:Producer>{producer}</pdf:Producer>"
    "<xmp:CreateDate>{day}</xmp:CreateDate><xmp:ModifyDate>{day}</xmp:ModifyDate>"
    '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
)


@dataclass(frozen=True, slots=True)
class Target:
    """A point of the file: index of the page, points from its lower left corner."""

    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Mark:
    """An entry of the outline, in printed order."""

    level: int
    title: str
    target: Target
    is_open: bool


def destination(target: Target, pages: Sequence[int]) -> bytes:
    return b"[%d 0 R/XYZ %g %g 0]" % (pages[target.page], target.x, target.y)


def references(numbers: Sequence[int]) -> bytes:
    return b" ".join([b"%d 0 R" % number for number in numbers])


def write_outline(writer: Writer, root: int, marks: Sequence[Mark], pages: Sequence[int]) -> None:
    """The outline as a tree; a level that skips one hangs under the nearest above it."""
    if not marks:
        writer.add(root, b"<</Type/Outlines/Count 0>>")
        return
    first = writer.reserve(len(marks))
    children: dict[int, list[int]] = {-1: []}
    above: list[tuple[int, int]] = [(0, -1)]
    parents = []
    for place, mark in enumerate(marks):
        while above[-1][0] >= mark.level:
            above.pop()
        parents.append(above[-1][1])
        children.setdefault(above[-1][1], []).append(place)
        above.append((mark.level, place))
    shown = _shown(marks, children)
    for place, mark in enumerate(marks):
        siblings = children[parents[place]]
        own = siblings.index(place) if len(siblings) < LEAF else _position(siblings, place)
        parent = root if parents[place] < 0 else first + parents[place]
        parts = [b"<</Title %b/Parent %d 0 R" % (text_bytes(mark.title), parent)]
        parts.append(b"/Dest%b" % destination(mark.target, pages))
        if own:
            parts.append(b"/Prev %d 0 R" % (first + siblings[own - 1]))
        if own + 1 < len(siblings):
            parts.append(b"/Next %d 0 R" % (first + siblings[own + 1]))
        parts.append(_family(children.get(place, []), first))
        if place in children:
            parts.append(b"/Count %d" % (shown[place] if mark.is_open else -shown[place]))
        writer.add(first + place, b"".join(parts) + b">>")
    top = children[-1]
    words = _family(top, first) + b"/Count %d" % shown[-1]
    writer.add(root, b"<</Type/Outlines%b>>" % words)


def _family(places: Sequence[int], first: int) -> bytes:
    if not places:
        return b""
    return b"/First %d 0 R/Last %d 0 R" % (first + places[0], first + places[-1])


def _position(siblings: Sequence[int], place: int) -> int:
    """Where ``place`` stands in a long sorted row."""
    low, high = 0, len(siblings)
    while low < high:
        middle = (low + high) // 2
        if siblings[middle] < place:
            low = middle + 1
        else:
            high = middle
    return low


def _shown(marks: Sequence[Mark], children: dict[int, list[int]]) -> dict[int, int]:
    """How many entries appear under each when it is opened."""
    shown: dict[int, int] = {}
    for place in sorted(children, reverse=True):
        own = children[place]
        below = sum(shown.get(child, 0) for child in own if marks[child].is_open)
        shown[place] = len(own) + below
    return shown


def write_names(
    writer: Writer, root: int, names: dict[str, Target], pages: Sequence[int], files: bytes
) -> None:
    """Named destinations in a tree of two levels."""
    rows = sorted((text_bytes(name), target) for name, target in names.items())
    leaves = []
    for start in range(0, len(rows), LEAF):
        part = rows[start : start + LEAF]
        body = b" ".join([name + destination(target, pages) for name, target in part])
        leaves.append(writer.reserve())
        words = b"<</Limits[%b %b]/Names[%b]>>" % (part[0][0], part[-1][0], body)
        writer.add(leaves[-1], words)
    writer.add(root, b"<</Dests<</Kids[%b]>>%b>>" % (references(leaves), files))


def write_parents(writer: Writer, root: int, rows: Sequence[bytes]) -> None:
    """The parent tree: for each page or annotation its structure elements."""
    leaves = []
    for start in range(0, len(rows), 4 * LEAF):
        part = rows[start : start + 4 * LEAF]
        body = b" ".join([b"%d %b" % (start + key, row) for key, row in enumerate(part)])
        leaves.append(writer.reserve())
        limits = (start, start + len(part) - 1)
        writer.add(leaves[-1], b"<</Limits[%d %d]/Nums[%b]>>" % (*limits, body))
    writer.add(root, b"<</Kids[%b]>>" % references(leaves))


def write_attachments(writer: Writer, files: Sequence[Attachment]) -> tuple[bytes, bytes]:
    """(entry of the names, entry of the catalogue) for the data inside the file."""
    if not files:
        return b"", b""
    names, own = [], []
    for file in sorted(files, key=lambda file: file.name):
        stream, spec = writer.reserve(2), 0
        spec = stream + 1
        name = text_bytes(file.name)
        kind = file.media_type.replace("/", "#2f").encode()
        words = b"/Type/EmbeddedFile/Subtype/%b/Params<</Size %d>>" % (kind, len(file.data))
        writer.deflate(stream, words, file.data, exact=True)
        about = text_bytes(file.description)
        place = b"<</F %d 0 R/UF %d 0 R>>" % (stream, stream)
        words = b"<</Type/Filespec/F %b/UF %b/AFRelationship/Data/Desc %b/EF %b>>"
        writer.add(spec, words % (name, name, about, place))
        names.append(b"%b %d 0 R" % (name, spec))
        own.append(spec)
    return (
        b"/EmbeddedFiles<</Names[%b]>>" % b" ".join(names),
        b"/AF[%b]" % references(own),
    )


def write_profile(writer: Writer) -> bytes:
    """The entry of the catalogue that says what red, green and blue mean."""
    number = writer.reserve()
    writer.deflate(number, b"/N 3", srgb_profile(), exact=True)
    return (
        b"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)"
        b"/Info(sRGB)/DestOutputProfile %d 0 R>>]" % number
    )


def write_metadata(writer: Writer, number: int, info: int, volume: Volume) -> None:
    """The same words twice: for old readers, and as XMP in plain sight as PDF/A asks."""
    day = f"{volume.created.isoformat()}T00:00:00{ZONE}"
    text = XMP.format(
        schemas=SCHEMAS,
        title=escape(volume.title),
        author=escape(volume.author),
        lang=escape(volume.lang),
        producer=PRODUCER,
        day=day,
    ).encode()
    head = b"<</Type/Metadata/Subtype/XML/Length %d>>" % len(text)
    writer.stream(number, head, text)
    words = b"<</Title %b/Author %b/Producer %b/CreationDate %b/ModDate %b>>"
    stamp = text_bytes(_pdf_day(volume.created))
    own = [text_bytes(each) for each in (volume.title, volume.author, PRODUCER)]
    writer.add(info, words % (*own, stamp, stamp))


def _pdf_day(day: date) -> str:
    hour, minute = ZONE.split(":")
    return f"D:{day:%Y%m%d}000000{hour}'{minute}'"
