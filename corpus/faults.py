"""Faults: in what words it is said that an archive cannot be read or written, and what to do."""

from __future__ import annotations

from corpus.sayings import Form

# The disk

DISK_FULL = Form("disk.full", "The disk that holds {folder} is full; {kept}.")
MAKE_ROOM = Form("remedy.room", "Free some space and try again.")
WRITING_FAILED = Form("disk.failed", "Writing to {folder} failed ({why}); {kept}.")
CHECK_DISK = Form("remedy.disk", "Check the disk, then run 'dragoman verify'.")
INDEX_STAYS = Form("kept.index", "the index before it stays")
READ_ONLY = Form("archive.read only", "The archive in {folder} is read-only.")
MAKE_WRITABLE = Form(
    "remedy.writable",
    "It can be searched as it is; to change it, make the folder writable or copy it.",
)
NOT_MADE = Form("archive.not made", "No archive can be made in {folder} ({why}).")
NAME_FOLDER = Form("remedy.name folder", "Name another folder, or make it writable.")

# A file that is none of its own

MAY_NOT = {
    "read": Form("file.may not read", "You may not read {path}; {kept}."),
    "write": Form("file.may not write", "You may not write {path}; {kept}."),
}
CANNOT = {
    "read": Form("file.cannot read", "Dragoman cannot read {path} ({why}); {kept}."),
    "write": Form("file.cannot write", "Dragoman cannot write {path} ({why}); {kept}."),
}
NAME_PLACE = Form("remedy.place", "Name another place.")

# The lock

WRITING = Form("archive.busy", "{writer} is writing to the archive in {folder}.")
PROCESS = Form("writer.process", "Process {process}")
ANOTHER = Form("writer.other", "Another process")
WAIT = Form("remedy.wait", "Wait until it has finished, then try again; reading goes on meanwhile.")
NO_LOCK = Form("archive.lock", "The lock of the archive in {folder} cannot be taken ({why}).")
CHECK_SPACE = Form("remedy.space", "Check the disk and the space left on it, then try again.")

# The database

LOCKED = Form("archive.locked", "Another program has locked {path}.")
CLOSE_IT = Form("remedy.close it", "Close it, then try again; nothing was stored.")
CUT_OFF = Form(
    "archive.cut off",
    "The last writer of the archive in {folder} was cut off, and its log can only be read "
    "where the folder is writable.",
)
COPY_WHOLE = Form(
    "remedy.copy whole", "Copy the whole folder to a writable place, or make it writable."
)
FULL = Form("archive.full", "The disk is full.")
FREE_SPACE = Form("remedy.free", "Free some space and retry.")
DISK_FAILED = Form("archive.disk", "The disk failed while {path} was in use ({why}).")
DAMAGED = Form("archive.damaged", "{path} is damaged ({why}).")
NO_SCHEMA_TEXT = Form("why.schema", "its schema is no text")
RESTORE_OR_REPAIR = Form(
    "remedy.repair", "Restore a backup with 'dragoman restore', or try 'dragoman repair'."
)
FORBIDDEN = Form("archive.forbidden", "You may not read the archive in {folder}.")
ASK_OWNER = Form("remedy.owner", "Ask its owner for permission.")
NO_ARCHIVE = Form("archive.none", "There is no archive in {folder}.")
LEFT_ALONE = Form(
    "archive.left alone",
    "{path} is missing, but what belongs to an archive is there: {rest}.",
)
FETCH_BACK = Form(
    "remedy.fetch back",
    "Put the file back, or restore a backup with 'dragoman restore FILE'; for a new archive, "
    "name another folder.",
)
MAKE_ONE = Form("remedy.make", "Make one with 'dragoman add', or name another folder.")

# Its schema

LOST = Form("archive.lost", "{path} is missing, but its log {log} is there.")
PUT_BACK = Form(
    "remedy.put back",
    "Put the file back or restore a backup; for a new archive, remove the log.",
)
OLDER = Form(
    "archive.older",
    "The archive in {folder} was made by an older Dragoman (schema {schema}, now {known}).",
)
BRING_UP = Form(
    "remedy.older",
    "Any command that writes to it, such as 'dragoman rebuild', brings it up to date.",
)
TABLES = Form("archive.tables", "The tables of {path} are not those of its schema.")
RESTORE = Form("remedy.restore", "Restore a backup with 'dragoman restore'.")
FOREIGN = Form("archive.foreign", "{path} is a database of another program.")
ELSEWHERE = Form("remedy.elsewhere", "Choose another folder, or move the file away.")
NEWER = Form(
    "archive.newer",
    "The archive in {folder} was made by a newer Dragoman: it has schema {schema}, and this "
    "version knows schemas up to {known}.",
)
UPDATE = Form("remedy.update", "Update Dragoman; nothing was changed.")
NO_SCHEMA = Form("archive.schema", "{path} has lost its schema number.")
BACKUP = Form("remedy.backup", "Restore a backup.")

# A backup of it

NO_BACKUP = Form("backup.none", "{path} is no backup of an archive.")
NAME_BACKUP = Form(
    "remedy.name backup", "Nothing was changed; name a file made by 'dragoman backup'."
)
ANOTHER_BACKUP = Form("remedy.another backup", "Nothing was changed; use another backup.")

# Its records

UNLIKE_INDEX = Form("archive.list", "The list of records does not match its index.")
RECORD_DAMAGED = Form(
    "record.damaged",
    "Record {record} is not what was stored: its bytes do not match their hashes.",
)
IMPORT_AGAIN = Form(
    "remedy.import", "Nothing of it is quoted; import its file again, or restore a backup."
)
NOTE_DAMAGED = Form("record.note", "A note on where record {record} came from is damaged.")
ADD_AGAIN = Form("remedy.add", "Restore a backup, or add its files again.")
SURROGATE = Form(
    "record.surrogate",
    "Record {record} holds half a surrogate pair, so its file was decoded wrongly.",
)
SAVE_UTF8 = Form("remedy.save", "Save the file as UTF-8 and add it again.")
NOT_VERBATIM = Form(
    "record.not verbatim",
    "The words quoted from record {record} at characters {start} to {end} are not what is "
    "stored there.",
)
VERIFY = Form("remedy.verify", "Nothing was quoted; run 'dragoman verify'.")

# What it does not hold

GONE = Form("record.gone", "Record {record} was removed or replaced.")
UNKNOWN = Form("record.unknown", "The archive has no record {record}.")
DID_YOU_MEAN = Form("remedy.records", "Did you mean {near}?")
LIST = Form("remedy.list", "The list of records shows what it has.")
NO_PASSAGE = Form("record.passage", "Record {record} has no passage {passage}.")
PARAGRAPHS = Form("remedy.passage", "Its body paragraphs number {paragraphs}.")
NO_PARAGRAPH = Form("record.paragraph", "Record {record} has no paragraph {number}.")
NUMBERED = Form("remedy.paragraph", "Its body paragraphs are numbered 1 to {last}.")
