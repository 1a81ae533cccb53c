"""The parts of a DOCX package that are the same in every document, and the frames of others."""

from __future__ import annotations

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ANCHORS = "urn:dragoman:anchors:1"

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_ITEM_ID = "{7D9C5C1E-3B0A-4E0B-9B0D-118214118214}"


def _override(part: str, kind: str) -> str:
    return f'<Override PartName="{part}" ContentType="{kind}"/>'


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'


def _relations(*relations: str) -> str:
    space = f"{_PACKAGE}/relationships"
    return f'{_HEAD}<Relationships xmlns="{space}">{"".join(relations)}</Relationships>'


CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    f'+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    + _override("/word/document.xml", f"{_WORD_TYPE}.document.main+xml")
    + _override("/word/styles.xml", f"{_WORD_TYPE}.styles+xml")
    + _override("/word/settings.xml", f"{_WORD_TYPE}.settings+xml")
    + _override("/word/footnotes.xml", f"{_WORD_TYPE}.footnotes+xml")
    + _override("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")
    + _override(
        "/customXml/itemProps1.xml",
        "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
    )
    + "</Types>"
)
RELATIONS = _relations(
    _relation(1, f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
    _relation(2, f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
)
DOCUMENT_RELATIONS = _relations(
    _relation(1, f"{_OFFICE}/relationships/styles", "styles.xml"),
    _relation(2, f"{_OFFICE}/relationships/settings", "settings.xml"),
    _relation(3, f"{_OFFICE}/relationships/footnotes", "footnotes.xml"),
    _relation(4, f"{_OFFICE}/relationships/customXml", "../customXml/item1.xml"),
)
ITEM_RELATIONS = _relations(
    _relation(1, f"{_OFFICE}/relationships/customXmlProps", "itemProps1.xml")
)
ITEM_PROPERTIES = (
    f'{_HEAD}<ds:datastoreItem ds:itemID="{_ITEM_ID}" xmlns:ds="{_OFFICE}/customXml">'
    f'<ds:schemaRefs><ds:schemaRef ds:uri="{ANCHORS}"/></ds:schemaRefs></ds:datastoreItem>'
)
SETTINGS = (
    f'{_HEAD}<w:settings xmlns:w="{W}"><w:footnotePr><w:footnote w:id="-1"/>'
    '<w:footnote w:id="0"/></w:footnotePr><w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
)


def _style(name: str, shown: str, paragraph: str = "", run: str = "", *, based: bool = True) -> str:
    base = '<w:basedOn w:val="Normal"/>' if based else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"{"" if based else _DEFAULT}>'
        f'<w:name w:val="{shown}"/>{base}<w:qFormat/><w:pPr>{paragraph}</w:pPr>'
        f"<w:rPr>{run}</w:rPr></w:style>"
    )


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


_DEFAULT = ' w:default="1"'
STYLES = (
    f'{_HEAD}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>'
    f'{_size(24)}<w:lang w:val="en-US"/></w:rPr></w:rPrDefault></w:docDefaults>'
    + _style("Normal", "Normal", '<w:spacing w:after="120"/>', based=False)
    + _style("Title", "Title", '<w:spacing w:after="240"/>', f"<w:b/>{_size(36)}")
    + _style(
        "Heading1",
        "heading 1",
        '<w:keepNext/><w:spacing w:before="360" w:after="120"/><w:outlineLvl w:val="0"/>',
        f"<w:b/>{_size(28)}",
    )
    + _style(
        "Heading2",
        "heading 2",
        '<w:keepNext/><w:spacing w:before="240" w:after="60"/><w:outlineLvl w:val="1"/>',
        "<w:b/>",
    )
    # No proofing: a spelling program has no business with a document's own words.
    + _style("Quote", "Quote", '<w:ind w:left="567" w:right="567"/>', "<w:noProof/>")
    + _style("Beside", "Beside a quote", '<w:ind w:left="1134" w:right="567"/>', _size(20))
    + _style("Aside", "Aside", "", _size(20))
    + _style("Bibliography", "Bibliography", '<w:ind w:left="567" w:hanging="567"/>')
    + _style("FootnoteText", "footnote text", '<w:spacing w:after="0"/>', _size(20))
    + '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote '
    'reference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style></w:styles>'
)
_SECTION = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" '
    'w:bottom="1440" w:left="1440" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr>'
)
#: The two notes that hold the rule between text and footnotes.
_SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r>'
    "<w:continuationSeparator/></w:r></w:p></w:footnote>"
)


def document(body: str) -> str:
    """Return the main part around its paragraphs."""
    return f'{_HEAD}<w:document xmlns:w="{W}"><w:body>{body}{_SECTION}</w:body></w:document>'


def footnotes(notes: str) -> str:
    """Return the footnotes part around its notes."""
    return f'{_HEAD}<w:footnotes xmlns:w="{W}">{_SEPARATORS}{notes}</w:footnotes>'


def anchors_part(text: str) -> str:
    """Return the custom part that holds the anchors."""
    return f'{_HEAD}<anchors xmlns="{ANCHORS}">{text}</anchors>'


def core(title: str, made: str) -> str:
    """Return the properties part: the title, and when it was made if that is said."""
    made = made.replace("+00:00", "Z")
    when = f'<dcterms:created xsi:type="dcterms:W3CDTF">{made}</dcterms:created>' if made else ""
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{title}</dc:title>{when}</cp:coreProperties>"
    )
