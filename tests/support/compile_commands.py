#!/usr/bin/env python3
"""Writes a compile_commands.json with an entry for each source file, also where several are compiled as one.

Usage: compile_commands.py BUILD FILE
Tools such as clangd look for FILE in build/, above BUILD. A FILE that Meson wrote there is left alone.
"""

import json
import os
import pathlib
import re
import shlex
import sys


def parts_of(file):
    """The sources that Meson has put together in this one; of any other, itself."""
    if "-unity" not in file.name:
        return [file]
    return [file.parent / name for name in re.findall(r"^#include *<(.+)>$", file.read_text(), re.MULTILINE)]


def entries(build):
    for entry in json.loads((build / "compile_commands.json").read_text()):
        written = shlex.split(entry["command"])
        command = written[written[0].endswith("ccache"):]
        for part in parts_of(build / entry["file"]):
            part = os.path.normpath(part)
            yield {"directory": str(build), "file": part,
                   "arguments": [part if word == entry["file"] else word for word in command]}


def main():
    build, file = (pathlib.Path(word).resolve() for word in sys.argv[1:])
    if (file.parent / "build.ninja").exists():
        return
    by_file = {}
    for entry in entries(build):
        by_file.setdefault(entry["file"], entry)
    file.write_text(json.dumps(list(by_file.values()), indent=1))


main()
