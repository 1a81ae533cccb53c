"""One system of the comparison in a process of its own: a JSON line in, a JSON line out.

    python -I protocol.py NAME VARIANT MODEL FOLDER

runs `peers/NAME.py` and needs nothing but the standard library, since it is run by each
peer's own interpreter. A peer is a class `System(model, folder, variant)`:

    prepare()                load what building needs; not timed
    build(documents)         index the documents in the folder, on the disk
    open()                   open what was built
    search(query, k)         the texts of the best k passages, best first
    add(documents)           index more documents, on the disk too
    first(query, k)          optional: the first answer; by default a search
    answer(query)            optional: a whole answer

A document is `{"id", "title", "passages": [{"id", "text"}]}`.
"""

import importlib.util
import json
import os
import resource
import sys
import time
from pathlib import Path

#: Queries that are not timed: what a library does once, at its first queries.
WARMING = 3


def peak_mib():
    """Most memory that this process has held, in MiB."""
    status = Path("/proc/self/status")
    if status.is_file():  # ru_maxrss begins with what the parent held
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def written_kib():
    """What this process has handed to the system to be written, in KiB; None if unknown."""
    counters = Path("/proc/self/io")
    if not counters.is_file():
        return None
    lines = dict(line.split(": ") for line in counters.read_text().splitlines())
    return int(lines["wchar"]) / 1024


def build(system, asked):
    documents = json.loads(Path(asked["documents"]).read_text(encoding="utf-8"))
    system.prepare()
    began = time.perf_counter()
    system.build(documents)
    return {"seconds": time.perf_counter() - began, "memory": peak_mib()}


def first(system, asked):
    system.open()
    find = getattr(system, "first", system.search)
    return {"texts": find(asked["query"], asked["k"])}


def search(system, asked):
    for query in asked["queries"][:WARMING]:
        system.search(query, asked["k"])
    timed = [_timed(system.search, query, asked["k"]) for query in asked["queries"]]
    return {"ms": [ms for ms, _ in timed], "texts": [texts for _, texts in timed]}


def answer(system, asked):
    whole = getattr(system, "answer", None)
    if whole is None:
        return {"ms": []}
    return {"ms": [_timed(whole, query)[0] for query in asked["queries"]]}


def add(system, asked):
    documents = json.loads(Path(asked["documents"]).read_text(encoding="utf-8"))
    system.prepare()
    system.open()
    system.search("warm", 1)
    before = written_kib()
    seconds = _timed(system.add, documents)[0] / 1000
    written = None if before is None else written_kib() - before
    texts = system.search(asked["query"], asked["k"])
    return {"seconds": seconds, "written": written, "texts": texts}


def memory(system, asked):
    return {"memory": peak_mib()}


ERRANDS = {each.__name__: each for each in (build, first, search, answer, add, memory)}


def _timed(call, *arguments):
    began = time.perf_counter()
    result = call(*arguments)
    return 1000 * (time.perf_counter() - began), result


def _peer(name):
    # Loaded by its path: a file named like its library must not stand in that one's place.
    path = Path(__file__).parent / "peers" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"peer_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    name, variant, model, folder = sys.argv[1:]
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints must not stand among the replies
    system = None
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            if system is None:
                system = _peer(name).System(model, folder, variant)
            reply = ERRANDS[asked["do"]](system, asked)
        except Exception as error:  # a library may raise anything; it is named, not hidden
            reply = {"error": f"{type(error).__name__}: {error}"}
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


if __name__ == "__main__":
    main()
