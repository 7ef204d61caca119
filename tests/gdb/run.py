#!/usr/bin/env python3
"""What gdb prints of a program that it stops in, with the printers of tools/gdb.

Usage: run.py PROGRAM PRINTERS
"""

import shutil
import subprocess
import sys

import tap

# What is printed, and what the answer must contain. "!": must not.
EXPECTED = {
    "books": ["20 Books", "title = \"Book 0\"", "price = -9.50", "price = 0.00", "title = \"Book 19\"", "price = 171.00",
              "author = 1", "!slot_", "!static c"],
    "author": ["Author = {id = 1, name = \"Lem\", books = 20 Book", "title = \"Book 19\""],
    "untouched": ["books = not loaded"],
    "relation": ["Relation of Book: where …, ordered"],
    "values": ["{NULL, 7, \"text\", -0.05, 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0, \"[1]\"}"],
}


def printed(program, printers):
    commands = ["set width 0", "set print elements 0", f"source {printers}", "break look_at", "run"]
    for name in EXPECTED:
        commands += [f"echo \\n@{name}\\n", f"print {name}"]
    arguments = [word for command in commands for word in ("-ex", command)]
    run = subprocess.run(["gdb", "-nx", "-batch", *arguments, program], capture_output=True, text=True, check=False,
                         stdin=subprocess.DEVNULL)
    parts = run.stdout.split("\n@")[1:]
    return {part.split("\n")[0]: part.partition("\n")[2] for part in parts}, run.stdout + run.stderr


def faults(answer, wanted):
    for text in wanted:
        if text.startswith("!") == (text.lstrip("!") in answer):
            yield f"{text}: not as wanted in: {answer}"


def main():
    program, printers = sys.argv[1:3]
    if shutil.which("gdb") is None:
        tap.skip(EXPECTED, "there is no gdb")
        return
    answers, everything = printed(program, printers)
    if not answers and "ptrace" in everything:
        tap.skip(EXPECTED, "gdb may not trace programs here")
        return
    tap.report((name, list(faults(answers.get(name, everything), wanted))) for name, wanted in EXPECTED.items())


main()
