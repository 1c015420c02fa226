"""What makes a PDF an archive file: PDF/A-3, level b (ISO 19005-3), with data files attached.

A letter then carries the circular it was made from as JSON: whoever keeps the letter keeps the data.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from generate.pdf_objects import Raw, reference, stream, utf16_string
from generate.srgb_profile import srgb_profile

PRODUCER = "wian"


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF. name in ASCII; mime such as application/json."""

    name: str
    data: bytes
    mime: str
    description: str


def make_archive(document: Any, title: str, author: str, attachments: list[Attachment]) -> None:
    """Give a reportlab document the entries that PDF/A-3b asks for."""
    catalog = document.Catalog
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents", "AF"]
    catalog.OutputIntents = Raw(b"[%s]" % reference(document, _output_intent(document)))
    catalog.Metadata = stream(b"/Type /Metadata /Subtype /XML", _metadata(title, author))
    catalog.ViewerPreferences = Raw(b"<< /DisplayDocTitle true >>")
    if attachments:
        files = [reference(document, _file(document, attachment)) for attachment in attachments]
        catalog.AF = Raw(b"[%s]" % b" ".join(files))
        names = sorted(zip((utf16_string(a.name) for a in attachments), files, strict=True))
        listed = b" ".join(name + b" " + file for name, file in names)
        catalog.Names = Raw(b"<< /EmbeddedFiles << /Names [%s] >> >>" % listed)


def _output_intent(document: Any) -> Raw:
    profile = stream(b"/N 3 /Filter /FlateDecode", zlib.compress(srgb_profile(), 9))
    return Raw(
        b"<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB IEC61966-2.1)"
        b" /DestOutputProfile %s >>" % reference(document, profile)
    )


def _file(document: Any, attachment: Attachment) -> Raw:
    mime = attachment.mime.replace("/", "#2F").encode("ascii")
    entries = b"/Type /EmbeddedFile /Subtype /%s /Filter /FlateDecode /Params << /Size %d >>" % (
        mime,
        len(attachment.data),
    )
    content = reference(document, stream(entries, zlib.compress(attachment.data, 9)))
    name = utf16_string(attachment.name)
    return Raw(
        b"<< /Type /Filespec /F %s /UF %s /Desc %s /AFRelationship /Data /EF << /F %s /UF %s >> >>"
        % (name, name, utf16_string(attachment.description), content, content)
    )


def _metadata(title: str, author: str) -> bytes:
    """XMP that says the same as the information dictionary (ISO 19005-3, 6.6)."""
    parts = {
        'xmlns:dc="http://purl.org/dc/elements/1.1/"': (
            "<dc:format>application/pdf</dc:format>"
            f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>'
            f"<dc:creator><rdf:Seq><rdf:li>{escape(author)}</rdf:li></rdf:Seq></dc:creator>"
        ),
        'xmlns:pdf="http://ns.adobe.com/pdf/1.3/"': f"<pdf:Producer>{PRODUCER}</pdf:Producer>",
        'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"': (
            "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
        ),
    }
    described = "\n".join(
        f'<rdf:Description rdf:about="" {space}>{content}</rdf:Description>'
        for space, content in parts.items()
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f'{described}\n</rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()
