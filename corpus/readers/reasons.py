"""Reasons: in what words files are refused, and what can be done about each.

They stand together, since many readers refuse for the same reason. Names of files and
columns, and what the system or a parser says, stand in them as they are.
"""

from __future__ import annotations

from corpus.sayings import Form

# Where it stands

LINE = Form("place.line", "line {line}")
INSIDE = Form("place.inside", "{place}, {inner}")

# What a file is that is no text

KINDS = {
    kind: Form(f"kind.{kind}", words)
    for kind, words in {
        "pdf": "a PDF file",
        "zip": "a zip archive",
        "zip or office": "a zip archive or an office document",
        "gzip": "a gzip archive",
        "bzip2": "a bzip2 archive",
        "xz": "an xz archive",
        "7z": "a 7z archive",
        "rar": "a rar archive",
        "png": "a PNG image",
        "jpeg": "a JPEG image",
        "gif": "a GIF image",
        "tiff": "a TIFF image",
        "older office": "an older office document",
        "sqlite": "a SQLite database",
        "program": "a program",
        "rtf": "an RTF document",
        "excel": "an Excel workbook",
        "presentation": "a presentation",
        "opendocument": "an OpenDocument or EPUB file",
        "image": "an image",
        "recording": "a recording",
    }.items()
}
NOT_TEXT = Form("unread.kind", "'{name}' is {kind}, not a text.")
NOT_READ = Form("unread.format", "'{name}' is {kind}, which is not read.")
NAMED_AS = Form("unread.ending", "'{name}' is named as {kind}, which is not read.")
XML_KIND = Form("unread.xml", "'{name}' is XML of a kind that is not read.")
JSON_KIND = Form("unread.json", "'{name}' is JSON, but not one object a line.")
BINARY = Form("unread.binary", "'{name}' is a binary file, not a text.")
ACCEPTED = Form(
    "remedy.formats",
    "Dragoman reads plain text, Markdown, HTML, TEI, JSON Lines, CSV, DOCX and PDF with a text "
    "layer, and zip archives of these.",
)
RENAME = Form("remedy.ending", "If it is a text, let its name end in .txt and add it again.")
AS_JSON_LINES = Form(
    "remedy.json lines",
    "Save it as JSON Lines: one object a line, with its words under 'text'.",
)

# Text and its encoding

EMPTY = Form("unread.empty", "'{name}' holds no text.")
WHOLE = Form("remedy.whole", "Check that it was saved whole.")
AS_TEXT = Form("remedy.utf-8", "Save it as plain text in UTF-8 and add it again.")
CHARSET = Form(
    "unread.charset", "'{name}' says that it is {charset}, but byte {at} cannot be read so."
)
DAMAGED = Form(
    "unread.damaged",
    "'{name}' is UTF-8 with damaged bytes, the first at byte {at}; its words could not be "
    "quoted exactly.",
)
FROM_SOURCE = Form("remedy.source", "Save it again from its source, as plain text in UTF-8.")
UNKNOWN_ENCODING = Form("unread.encoding", "The encoding of '{name}' is not known.")
DOUBTFUL_ENCODING = Form(
    "unread.doubtful", "The encoding of '{name}' is in doubt: it may be {readings}."
)

# Size

FILE_SIZE = Form("unread.bytes", "'{name}' has {size:,} bytes; the limit is {limit:,}.")
TEXT_SIZE = Form("unread.characters", "'{name}' has {size:,} characters; the limit is {limit:,}.")
PAGES = Form("unread.pages", "'{name}' has {size:,} pages; the limit is {limit:,}.")
MEMBERS = Form("unread.members", "'{name}' has {size:,} members; the limit is {limit:,}.")
CUT = Form("remedy.cut", "Cut it into its records.")
CUT_PAGES = Form("remedy.cut documents", "Cut it into its documents.")
PACK_APART = Form("remedy.pack apart", "Pack them in several archives.")

# Opening

LINKED = Form("unread.link", "'{name}' lies behind a link.")
NAME_FOLDER = Form("remedy.folder", "Name the folder itself.")
FOLDER = Form("unread.folder", "'{name}' is a folder.")
NAME_FILES = Form("remedy.files", "Name the files in it.")
IRREGULAR = Form("unread.irregular", "'{name}' is not a regular file.")
NAME_PAGE = Form("remedy.page", "Name a saved page.")
MISSING = Form("unread.missing", "There is no file '{name}'.")
CHECK_PATH = Form("remedy.path", "Check the path.")
UNOPENED = Form("unread.unopened", "'{name}' cannot be opened: {why}.")
CHECK_ACCESS = Form("remedy.access", "Check the path and its permissions.")

# Word documents, PDF, TEI and pages

PART = Form("unread.part", "Part '{part}' of the document is malformed: {why}.")
ENTITIES = Form(
    "unread.entities",
    "Part '{part}' of the document defines entities, which no word processor writes.",
)
WORD_ANEW = Form("remedy.word", "Save it anew with a word processor.")
LOCKED = Form("unread.locked", "'{name}' is a PDF file locked with a password.")
UNLOCK = Form("remedy.unlock", "Save it without one.")
PDF_DAMAGED = Form(
    "unread.pdf", "'{name}' is a PDF file that cannot be opened: its structure is damaged."
)
PRINT_ANEW = Form("remedy.print", "Print it to a new PDF, or save its text, and add that.")
UNQUOTABLE = Form("unread.no layer", "'{name}' has no text to quote: {why}.")
NO_LAYER = Form("why.no layer", "it has no text layer")
BAD_PAGES = Form("why.pages", "its pages cannot be read ({pages})")
OCR = Form(
    "remedy.ocr",
    "It needs OCR: let a scanning program add a text layer, and add it again.",
)
MALFORMED = Form("unread.malformed", "'{name}' cannot be read as XML: {why}.")
XML_AGAIN = Form(
    "remedy.xml", "Save it again from its source; an XML file is read whole or not at all."
)
UNDEFINED = Form(
    "unread.entity", "'{name}' names the entity '&{entity};', which it does not define."
)
WRITE_OUT = Form(
    "remedy.entity", "Words would be missing; save it with its characters written out."
)
NO_DOCUMENT = Form("unread.no document", "'{name}' holds no document.")
MARK_DOCUMENTS = Form("remedy.document", "A volume in TEI marks each with {mark}.")
DEEP = Form("unread.deep", "'{name}' nests its elements more than {limit:,} deep.")
AS_PLAIN = Form("remedy.plain", "Save it as plain text and add it again.")

# Front matter and ids

UNCLOSED = Form("unread.unclosed", "The front matter of '{name}' has no closing line '---'.")
CLOSE = Form("remedy.close", "Write '---' on a line of its own after the last key.")
NO_KEY = Form("unread.key", "Line {line} of '{name}' is no 'key: value' of front matter.")
CORRECT_LINE = Form("remedy.key", "Correct the line, or take the '---' lines away.")
BAD_ID = Form("unread.id", "The record id '{record}' cannot be used.")
GOOD_ID = Form("remedy.id", "An id has up to 120 letters, digits, '.', '_', ':' and '-'.")
ID_TWICE = Form("unread.id twice", "The record id '{record}' stands in the file twice.")
OWN_ID = Form("remedy.own id", "Give each record its own.")

# Tables and their mappings

ROW_LENGTH = Form(
    "unread.row", "The row has {values} values and the first line names {columns} columns."
)
QUOTE_VALUES = Form("remedy.row", "Put values that hold the separator in quotation marks.")
BAD_ROW = Form("unread.bad row", "The row cannot be read: {why}.")
NO_HEADER = Form("unread.header", "The first line of '{name}' does not name columns.")
NAME_COLUMNS = Form("remedy.header", "Name them there.")
NO_COLUMN = Form("unread.column", "'{name}' has no column '{column}'; its first line names {has}.")
MAP_COLUMNS = Form(
    "remedy.column", "Rename the column, or write a mapping that says which column is what."
)
COLUMN_TWICE = Form("unread.column twice", "The first line of '{name}' names a column twice.")
OWN_NAME = Form("remedy.own name", "Give each its own name.")
LINE_SIZE = Form("unread.line", "The line has {size:,} bytes; the limit is {limit:,}.")
LINE_UTF8 = Form("unread.line utf-8", "The line is not UTF-8 at byte {at}.")
FILE_UTF8 = Form("remedy.file utf-8", "Save the file as UTF-8.")
LINE_DEEP = Form("unread.line deep", "The line is nested too deeply.")
FLAT = Form("remedy.flat", "Write a flat object.")
LINE_NUMBER = Form("unread.line number", "The line holds a number too long to be read.")
AS_WORDS = Form("remedy.as words", "Put it in quotation marks.")
LINE_TEXT = Form("unread.line text", "There is no text under '{column}'.")
LINE_JSON = Form("unread.line json", "The line is no JSON: {why}.")
ONE_OBJECT = Form("remedy.object", "Write one object a line.")
LINE_OBJECT = Form("unread.line object", "The line is no JSON object.")
WRITE_OBJECT = Form("remedy.write object", "Write {example} on it.")
NO_ONE_TEXT = Form("unread.no text", "There is no one text under '{column}'; the row has {has}.")
NOTHING = Form("row.nothing", "nothing")
MAP_TEXT = Form("remedy.text", "Every record needs a text; a mapping says which column holds it.")
NO_WORDS = Form("unread.words", "What stands under '{column}' is no text.")
AS_STRINGS = Form("remedy.words", "Write it as a string, or a list of them.")
MAPPING_SIZE = Form("mapping.size", "The mapping '{name}' is larger than {limit:,} bytes.")
MAPPING_TOML = Form("mapping.toml", "The mapping '{name}' is not valid TOML: {why}.")
MAPPING_TEXT = Form("mapping.text", "The mapping '{name}' names no column for 'text'.")
MAPPING_TABLE = Form("mapping.table", "In the mapping '{name}', [{key}] must be a table.")
MAPPING_STRING = Form("mapping.string", "In the mapping '{name}', '{key}' must be a string.")
MAPPING_KEY = Form("mapping.key", "The mapping '{name}' has an unknown key '{key}'.")
MAPPING_EXAMPLE = Form(
    "remedy.mapping",
    "A mapping says {text} and, under [fields], {title}, each naming a column.",
)
DID_YOU_MEAN = Form("remedy.meant", "Did you mean '{close}'?")
MAY_HOLD = Form("remedy.keys", "It may hold {known}.")

# Zip archives

ZIP = Form("unread.zip", "'{name}' is a zip archive that is not read: {why}.")
MEMBER = Form("unread.member", "Member '{member}' {why}.")
PACK_ANEW = Form(
    "remedy.pack", "Pack the files anew with an ordinary program, or name them one by one."
)
CUT_OFF = Form("unread.cut off", "'{name}' is a zip archive that was cut off.")
COPY_AGAIN = Form("remedy.copy", "Copy it again.")
NESTED = Form("unread.nested", "'{name}' is a zip archive inside another.")
UNPACK = Form("remedy.unpack", "Unpack it and add it by itself.")
NO_FILES = Form("unread.no files", "'{name}' is a zip archive without files.")
BAD_DIRECTORY = Form("zip.directory", "its directory cannot be read ({why})")
EXPANDS = Form("zip.expands", "it expands to {size:,} bytes; the limit is {limit:,}")
LACKS = Form("zip.lacks", "it lacks '{member}'")
ELSEWHERE = Form("zip.elsewhere", "member '{member}' is not where it should be")
MEMBER_CUT = Form("zip.member cut", "member '{member}' is cut off")
OVERLAP = Form("zip.overlap", "its members overlap, as in a bomb")
ZIP64 = Form("zip.zip64", "it is a zip64 archive, or bytes follow its end")
MISPLACED = Form("zip.misplaced", "its directory is not where it says")
TOO_MUCH = Form("member.too much", "unpacks to more bytes than it says")
TOO_LITTLE = Form("member.too little", "is damaged (it unpacks to fewer bytes than it says)")
MEMBER_DAMAGED = Form("member.damaged", "is damaged ({why})")
DEVICE = Form("member.device", "is a link or a device, not a file")
ENCRYPTED = Form("member.encrypted", "is encrypted")
METHOD = Form("member.method", "is packed by a method that is not read")
MEMBER_SIZE = Form("member.bytes", "has {size:,} bytes; the limit is {limit:,}")
RATIO = Form("member.ratio", "would unpack {packed:,} bytes to {size:,}; the limit is {limit} to 1")

# The reading process

FAILED = Form(
    "unread.failed",
    "It could not be read: {why}.{kept} The other files are not concerned; save this one "
    "anew from its source, or as plain text.",
)
KEPT = Form("unread.kept", " Its first {records} records were read, the rest was not.")
MANY_FAILED = Form(
    "unread.rest", "{failures} of its members failed; the members after this are not read."
)
YIELDS = Form("failed.bytes", "it yields more than {limit:,} bytes")
TIME = Form("failed.time", "it took longer than {seconds} s")
TOO_LARGE = Form("failed.record", "a record of it is too large")
PIPE = Form("failed.pipe", "its reading process closed its pipe")
PROCESSOR = Form("failed.processor", "it took more than {seconds} s of processor time")
MEMORY = Form("failed.memory", "it needs more than {limit:,} bytes of memory")
CRASHED = Form("failed.crashed", "its reader crashed ({signal})")
READER_FAILED = Form("failed.reader", "its reader failed ({said})")
READER_STATUS = Form("failed.status", "its reader failed (exit status {status})")
NO_RECORD = Form("failed.no record", "its reader sent no record")
