#!/usr/bin/env python3
"""Every C++ file is as clang-format 16 writes it; `./dev format` makes it so.

Usage: format.py ROOT
"""

import pathlib
import shutil
import subprocess
import sys

import tap

FOLDERS = ("include", "src", "plugins", "samples", "tests")


def main():
    root = pathlib.Path(sys.argv[1])
    if not shutil.which("clang-format-16"):
        tap.skip(FOLDERS, "there is no clang-format-16, and other versions write differently")
        return

    def check(folder):
        files = [str(f) for f in sorted((root / folder).rglob("*")) if f.suffix in {".hpp", ".cpp"}]
        if not files:
            return []
        run = subprocess.run(["clang-format-16", "--dry-run", "-Werror", *files], capture_output=True, text=True,
                             check=False)
        lines = [line for line in run.stderr.splitlines() if "error:" in line]
        return [*lines, run.stderr if not lines else "run ./dev format"] if run.returncode else []

    tap.report(zip(FOLDERS, tap.in_parallel(check, FOLDERS)))


main()
