#!/usr/bin/env python3
"""clang-tidy 16 over the library and its plugins, with the checks of .clang-tidy.

Usage: tidy.py ROOT BUILD
BUILD holds a compile_commands.json made for clang.

Nearly all the time goes into the headers, which files of a folder share: so several are included into one and looked
at together. Where something is found, which may be that two have helpers of the same name, they are taken apart.
"""

import itertools
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import tap
from commands import commands_of, instead

TOGETHER = 8


def groups_of(files):
    """Files of one folder, up to TOGETHER in each."""
    for _, folder in itertools.groupby(files, key=lambda file: file.parent):
        folder = list(folder)
        yield from (folder[at:at + TOGETHER] for at in range(0, len(folder), TOGETHER))


class Checker:
    def __init__(self, root, commands, scratch):
        self.root, self.commands, self.scratch = root, commands, scratch

    def check(self, files):
        """What there is to say of each of the files, by file."""
        run = self.run(files)
        if not run.returncode:
            return {file: [] for file in files}
        if len(files) > 1:
            half = len(files) // 2
            return self.check(files[:half]) | self.check(files[half:])
        # What it found is in stdout; stderr only counts what it suppressed, unless it could not run at all.
        return {files[0]: [run.stdout or run.stderr]}

    def run(self, files):
        with tempfile.TemporaryDirectory(dir=self.scratch) as folder:
            source = pathlib.Path(folder, "together.cpp")
            source.write_text("".join(f'#include "{file}"\n' for file in files))
            entry = instead(self.commands[files[0]], source)
            pathlib.Path(folder, "compile_commands.json").write_text(json.dumps([entry]))
            # That a source file is included is our own doing.
            return subprocess.run(["clang-tidy-16", "--quiet", f"--config-file={self.root / '.clang-tidy'}",
                                   "--checks=-bugprone-suspicious-include", "-p", folder, str(source)],
                                  capture_output=True, text=True, check=False)


def main():
    root, build = (pathlib.Path(arg).resolve() for arg in sys.argv[1:])
    if not shutil.which("clang-tidy-16"):
        tap.skip(["tidy"], "there is no clang-tidy-16, and other versions find other things")
        return
    commands = commands_of(root, build)
    with tempfile.TemporaryDirectory() as scratch:
        checker = Checker(root, commands, scratch)
        results = tap.in_parallel(checker.check, list(groups_of(commands)))
    said = dict(item for result in results for item in result.items())
    tap.report((str(file.relative_to(root)), said[file]) for file in said)


main()
