#!/usr/bin/env python3
"""The rules of docs/architecture.md that a compiler cannot check, one check each.

Usage: layers.py ROOT
"""

import pathlib
import re
import statistics
import sys

import tap

# Each layer, and the layers it may include (itself always).
MAY_INCLUDE = {
    "core": "",
    "reflect": "core",
    "schema": "core reflect",
    "query": "core reflect",
    "sql": "core reflect schema query",
    "connection": "core reflect schema query sql",
    "model": "core reflect schema query sql connection association",
    "association": "core reflect schema query sql connection model",
    "plugin": "core schema query sql connection",
    "observe": "core connection",
    "sodium": "core reflect query model",
    "testing": "core reflect schema query sql connection model association plugin",
}
# The rooms of src/model: each may include itself and those before it.
ROOMS = ["record", "load", "write", "save"]
PLUGINS_MAY_INCLUDE = {"core", "schema", "query", "sql", "connection", "plugin"}

LONGEST_FILE = 10 if tap.MUST_COMPLAIN else 700
MEDIAN_FILE = 100
MOST_MACROS = 8
CODE = {".hpp", ".cpp"}
TEXT = CODE | {".py", ".md", ".build", ".txt", ".sh", ".c", ".h", ""}
FOLDERS = ("include", "src", "plugins", "samples", "tests", "docs")


class Source:
    """One file, and what it includes as (line, target, in quotes)."""

    def __init__(self, root, path):
        self.path = path.relative_to(root)
        self.text = path.read_text(errors="replace")
        found = re.finditer(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', self.text, re.M)
        self.includes = [(self.text.count("\n", 0, m.start()) + 1, m[2], m[1] == '"') for m in found]
        self.lines = self.text.count("\n")

    def layer(self):
        """The layer of a file of the library; None for plugins, tests, samples and the headers of no layer."""
        parts = self.path.parts
        if parts[0] == "include":
            return parts[2] if len(parts) > 3 else None
        return parts[1] if parts[0] == "src" and len(parts) > 2 else None

    def is_in(self, *folder):
        return self.path.parts[:len(folder)] == folder

    def breaches(self, is_breach):
        return [f"{self.path}:{line}: includes {target}" for line, target, quoted in self.includes
                if is_breach(target, quoted)]


def layer_of(target):
    """The layer that an include names, public (rowan/core/x.hpp) or private (core/x.hpp)."""
    parts = target.removeprefix("rowan/").split("/")
    return parts[0] if len(parts) > 1 and parts[0] in MAY_INCLUDE else None


def layers_include_downwards(sources):
    for source in sources:
        layer = source.layer()
        if layer is None:
            continue
        if layer not in MAY_INCLUDE:
            yield f"{source.path}: the layer {layer} has no rule in tests/lint/layers.py"
            continue
        allowed = {layer, *MAY_INCLUDE[layer].split()}
        yield from source.breaches(lambda target, _: layer_of(target) not in allowed | {None})


def rooms_of_model_include_backwards(sources):
    for source in sources:
        if not source.is_in("src", "model") or source.path.parts[2] not in ROOMS:
            continue
        later = ROOMS[ROOMS.index(source.path.parts[2]) + 1:]
        yield from source.breaches(lambda target, _: target.startswith(tuple(f"model/{room}/" for room in later)))


def plugins_keep_to_their_layers(sources):
    for source in sources:
        if source.is_in("plugins"):
            yield from source.breaches(lambda target, _: layer_of(target) not in PLUGINS_MAY_INCLUDE | {None})


def nothing_includes_a_plugin(sources):
    for source in sources:
        if source.is_in("include") or source.is_in("src"):
            yield from source.breaches(
                lambda target, quoted: "plugins/" in target
                or quoted and re.match(r"(soci|sqlite|postgresql|mysql|sqlserver|mongodb)/", target))


def client_libraries_stay_in_plugins(sources):
    """SOCI everywhere in plugins, that of the tests included; each database's own C API in its plugin only (the
    benchmarks measure against both, and a driver that is built outside is no part of this tree)."""
    free = [("tests", "bench"), ("tests", "odbc"), ("tests", "plugin", "outside")]
    for source in sources:
        if any(source.is_in(*folder) for folder in free):
            continue
        if not source.is_in("plugins"):
            yield from source.breaches(lambda target, quoted: target.startswith("soci/") and not quoted)
        if not source.is_in("plugins", "sqlite"):
            yield from source.breaches(lambda target, _: target == "sqlite3.h")


# Headers that an application includes to have its own fmt, or std::format, print records, or its own GoogleTest make a
# database; rowan.hpp has none of them.
BRIDGES = {pathlib.Path("include/rowan/fmt.hpp"), pathlib.Path("include/rowan/format.hpp"),
           pathlib.Path("include/rowan/testing/database_test.hpp")}


def public_headers_hide_what_we_stand_on(sources):
    """Boost.Describe, and Mp11 that walks its lists, in one header only."""
    heavy = re.compile(r"(soci|spdlog|nlohmann|fmt|gtest|gmock|CLI|boost)/|sqlite3\.h$")
    for source in sources:
        if not source.is_in("include") or source.path in BRIDGES:
            continue
        describe = source.path == pathlib.Path("include/rowan/reflect/describe.hpp")
        yield from source.breaches(
            lambda target, _: heavy.match(target) and not (describe and re.match(r"boost/(describe|mp11|version)\b", target)))


def public_headers_compile_fast(sources):
    slow = {"iostream", "regex", "filesystem", "fstream", "sstream", "iomanip", "future", "ranges", "format"}
    for source in sources:
        if source.is_in("include") and source.path not in BRIDGES:
            yield from source.breaches(lambda target, _: target in slow)


def public_headers_start_with_a_comment_and_guard(sources):
    for source in sources:
        if source.is_in("include") and source.path.suffix == ".hpp" and not re.match(r"//.*\n(//.*\n)*#pragma once\n", source.text):
            yield f"{source.path}: starts with a comment that says what it is, then #pragma once"


def few_public_macros(sources):
    macros = set()
    for source in sources:
        if source.is_in("include"):
            gone = set(re.findall(r"^\s*#\s*undef\s+(\w+)", source.text, re.M))
            macros |= set(re.findall(r"^\s*#\s*define\s+(\w+)", source.text, re.M)) - gone
    public = sorted(name for name in macros if not name.startswith("ROWAN_DETAIL_"))
    if len(public) > MOST_MACROS:
        yield f"{len(public)} public macros, at most {MOST_MACROS}: {' '.join(public)}"


def macros_carry_our_name(sources):
    for source in sources:
        if source.is_in("include"):
            for name in re.findall(r"^\s*#\s*define\s+(\w+)", source.text, re.M):
                # EXPECT_QUERY_COUNT stands in GoogleTest code, beside EXPECT_EQ.
                if not name.startswith(("ROWAN_", "EXPECT_")):
                    yield f"{source.path}: macro {name} must start with ROWAN_, or EXPECT_ in testing/"


def files_are_small(sources):
    for source in sources:
        if source.lines > LONGEST_FILE:
            yield f"{source.path}: {source.lines} lines, at most {LONGEST_FILE}"
    library = [s.lines for s in sources if s.path.suffix in CODE and s.path.parts[0] in ("include", "src", "plugins")]
    if library and statistics.median(library) > MEDIAN_FILE:
        yield f"the median file of the library has {statistics.median(library)} lines, at most {MEDIAN_FILE}"


# The enum is for tools; elsewhere an association's table of functions answers.
KNOW_KINDS = {pathlib.Path("include/rowan/reflect/association_ops.hpp")}


def kinds_are_asked_of_their_tables(sources):
    """What differs from kind to kind is a function or a fact of AssociationOps, so that a new kind is a new table."""
    for source in sources:
        library = source.is_in("include") or source.is_in("src") or source.is_in("plugins")
        if not library or source.path in KNOW_KINDS or source.is_in("src", "association", "kinds"):
            continue
        for match in re.finditer(r"AssociationKind\b|ops(?:->|\.)(?:kind|name)\s*[!=]=", source.text):
            line = source.text.count("\n", 0, match.start()) + 1
            yield f"{source.path}:{line}: asks for the kind of an association: give AssociationOps a function or a fact"


QUERY_TREE = "rowan/query/node_forms.hpp"


def those_that_know_nodes_stand_together(sources):
    """Several files are compiled as one: a new node compiles few objects only if those that know the nodes are a list."""
    by_path = {source.path.as_posix(): source for source in sources}

    def found(source, target, quoted):
        beside = (source.path.parent / target).as_posix()
        return beside if quoted and beside in by_path else next(
            (f"{root}/{target}" for root in ("include", "src") if f"{root}/{target}" in by_path), None)

    known = {f"include/{QUERY_TREE}"}
    while True:
        more = {path for path, source in by_path.items() if path not in known and source.is_in("src") | source.is_in("include")
                and any(found(source, target, quoted) in known for _, target, quoted in source.includes)}
        if not more:
            break
        known |= more
    for source in sources:
        if source.path.name != "meson.build" or not source.is_in("src"):
            continue
        for list_of, names in re.findall(r"^(\w+) \+= files\(([^)]*)\)", source.text, re.M):
            for name in re.findall(r"'([^']+\.cpp)'", names):
                path = (source.path.parent / name).as_posix()
                if (path in known) != (list_of == "query_tree_sources"):
                    yield f"{source.path}: {name} belongs into {'query_tree' if path in known else 'rowan'}_sources"


def no_machine_is_named(sources):
    """A path of one machine is of no use on another."""
    for source in sources:
        for match in re.finditer(r"(?<![\w.])/(work|root|home)/", source.text):
            yield f"{source.path}:{source.text.count(chr(10), 0, match.start()) + 1}: names a folder of one machine"


RULES = [
    layers_include_downwards, rooms_of_model_include_backwards, plugins_keep_to_their_layers, nothing_includes_a_plugin, client_libraries_stay_in_plugins,
    public_headers_hide_what_we_stand_on, public_headers_compile_fast, public_headers_start_with_a_comment_and_guard,
    few_public_macros, macros_carry_our_name, files_are_small,
    kinds_are_asked_of_their_tables, those_that_know_nodes_stand_together,
    no_machine_is_named,
]


def sources_under(root):
    fixtures = root / "tests" / "lint" / "bad"
    files = [f for folder in FOLDERS for f in sorted((root / folder).rglob("*"))]
    files += [f for f in sorted(root.iterdir())]
    return [Source(root, f) for f in files
            if f.is_file() and f.suffix in TEXT and f.name != ".git" and fixtures not in f.parents]


def main():
    sources = sources_under(pathlib.Path(sys.argv[1]).resolve())
    tap.report((rule.__name__.replace("_", " "), list(rule(sources))) for rule in RULES)


main()
