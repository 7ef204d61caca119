"""How the sources of the library and its plugins are compiled, one by one or as parts of a larger file."""

import json
import os
import pathlib
import re


def commands_of(root, build):
    """The compile command of each file; of those that are compiled as part of a larger one, that one's."""
    entries = json.loads((build / "compile_commands.json").read_text())
    known = {pathlib.Path(entry["directory"], entry["file"]).resolve(): entry for entry in entries}
    parts = {}
    for entry in entries:
        if found := re.search(r"librowan_(\w+)_part\.a", entry["output"]):
            parts.setdefault(found[1], entry)

    def part_of(file):
        folders = file.relative_to(root).parts
        return folders[1] if folders[0] == "plugins" else "core"

    files = (file for folder in ("src", "plugins") for file in (root / folder).rglob("*.cpp"))
    return {file: known.get(file) or parts[part_of(file)] for file in sorted(files) if part_of(file) in parts}


def instead(entry, source):
    """The same command for `source`."""
    old = os.path.relpath(pathlib.Path(entry["directory"], entry["file"]), entry["directory"])
    assert old in entry["command"].split(), f"{old} is not in its command"
    return {**entry, "command": entry["command"].replace(f" {old}", f" {source}"), "file": str(source)}
