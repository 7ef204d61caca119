#!/usr/bin/env python3
"""clang-tidy 16 over the library and its plugins, with the checks of .clang-tidy.

Usage: tidy.py ROOT BUILD
BUILD holds a compile_commands.json made for clang.
"""

import json
import pathlib
import subprocess
import sys

import tap


def main():
    root, build = map(pathlib.Path, sys.argv[1:])
    ours = (root / "src", root / "plugins")
    commands = json.loads((build / "compile_commands.json").read_text())
    files = {pathlib.Path(entry["directory"], entry["file"]).resolve() for entry in commands}
    files = sorted(f for f in files if any(folder in f.parents for folder in ours))

    def check(file):
        run = subprocess.run(["clang-tidy-16", "--quiet", "-p", str(build), str(file)], capture_output=True, text=True,
                             check=False)
        # What it found is in stdout; stderr only counts what it suppressed, unless it could not run at all.
        return [run.stdout or run.stderr] if run.returncode else []

    tap.report(zip((str(f.relative_to(root)) for f in files), tap.in_parallel(check, files)))


main()
