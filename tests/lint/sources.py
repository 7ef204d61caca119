#!/usr/bin/env python3
"""Compiles each source file of the library and its plugins by itself, which `./dev` does not: what a file needs, it includes.

Usage: sources.py ROOT BUILD
"""

import pathlib
import shlex
import subprocess
import sys

from commands import commands_of, instead
import tap


def main():
    root, build = (pathlib.Path(arg).resolve() for arg in sys.argv[1:])
    entries = commands_of(root, build)

    def compile_alone(file):
        entry = instead(entries[file], file)
        words = [word for word in shlex.split(entry["command"]) if word != "ccache"]
        output = words.index("-o")
        run = subprocess.run([*words[:output], *words[output + 2:], "-fsyntax-only", "-Werror"], cwd=entry["directory"],
                             capture_output=True, text=True, check=False)
        return [run.stderr] if run.returncode else []

    tap.report((str(file.relative_to(root)), said)
               for file, said in zip(entries, tap.in_parallel(compile_alone, entries)))


main()
