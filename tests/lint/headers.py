#!/usr/bin/env python3
"""Compiles each public header alone, twice in one file, with every warning an error.

Usage: headers.py INCLUDE COMPILER…
"""

import pathlib
import subprocess
import sys

import tap

FLAGS = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror",
         "-x", "c++", "-"]


def main():
    include = pathlib.Path(sys.argv[1])
    compiler = [word for word in sys.argv[2:] if word != "ccache"]

    def compile_alone(header):
        source = f'#include "{header}"\n' * 2
        run = subprocess.run([*compiler, f"-I{include}", *FLAGS], input=source, capture_output=True, text=True,
                             check=False)
        return [run.stderr] if run.returncode else []

    headers = sorted(str(header.relative_to(include)) for header in include.rglob("*.hpp"))
    tap.report(zip(headers, tap.in_parallel(compile_alone, headers)))


main()
