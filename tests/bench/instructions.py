#!/usr/bin/env python3
"""Instructions per operation of SQLite's rows, ours beside the C API's: bench runs each side under callgrind.

Usage: instructions.py BENCH [--filter TEXT] [--keep FOLDER]

Prints a table in Markdown. What SQLite takes, with what it calls, comes from the C API's side where both ask it for the
same: how full a page is moves it by a tenth either way. The column `all` is the ratio with each side's own. `--keep` keeps
callgrind's files, for callgrind_annotate.
"""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

# The rows, how many operations a unit has, and the limit. Where Rowan sends other statements, SQLite's part is its own.
ROWS = [
    ("find by key, in a transaction", 10_000, 1.10, True),
    ("find_by a condition, in a transaction", 10_000, None, True),
    ("find_by a unique text, in a transaction", 10_000, 1.15, True),
    ("save() a new record, no index", 10_000, 1.15, True),
    ("save() a new record", 10_000, 1.12, True),
    ("first save() of a changed record, found", 10_000, 1.10, True),
    ("first save() of a changed record, scanned", 10_000, 1.10, True),
    ("scan, tracked", 20_000, None, True),
    ("insert_all_with_keys, 100,000 rows", 100_000, 0.70, False),
    ("save_all, 10,000 new records, no index", 10_000, 0.80, False),
    ("ten clauses: built and compiled, beside a prepare", 1_000, None, False),
    ("ten clauses: built and found again, and run", 1_000, None, True),
    ("two paths, a count and an order by it, 1,000 rows", 1_000, 1.10, True),
    ("join giving tuples of records, 10,000 rows", 10_000, 1.20, True),
    ("preload of 1,000 times 10, a row", 11_000, 1.20, True),
    ("preload of one of three models, 3,000 rows", 6_000, 1.20, True),
    ("a graph of 100 x 10 x 10, beside insert_all_with_keys", 11_100, 1.30, False),
    ("diesel_bench: trivial query, 1 rows", 10_000, 1.10, True),
    ("diesel_bench: medium complex query, 100 users", 10_000, 1.10, True),
    ("diesel_bench: insert, 25 rows", 2_500, 1.15, False),
    ("diesel_bench: insert, 100 rows", 10_000, 1.15, False),
    ("diesel_bench: associations, 100 x 10 x 10", 11_100, 1.10, True),
]


def costs(file):
    """All instructions in a file of callgrind's, and those of SQLite with what it calls."""
    names = {}

    def name_of(line):
        number, name = re.fullmatch(r"c?ob=(\(\d+\))(?: (.*))?", line).groups()
        return names.setdefault(number, name)

    current, called, is_call, total, inside = "", "", False, 0, 0
    for line in file.read_text().splitlines():
        if line.startswith("ob="):
            current = called = name_of(line)
        elif line.startswith("fn="):
            called = current
        elif line.startswith("cob="):
            called = name_of(line)
        elif line.startswith("calls="):
            is_call = True  # the next line is what was called, all in all
        elif line[:1] and line[0] in "+-*0123456789":
            cost = int(line.split()[1])
            if not is_call:
                total += cost
            elif "sqlite3" in called and "sqlite3" not in current and current != "???":  # that is how it calls itself
                inside += cost
            if is_call:
                is_call, called = False, current
    return total, inside


def run(bench, row, side, folder):
    out = folder / f"{re.sub('[^a-z]+', '-', row)}.{side}"
    command = ["valgrind", "--tool=callgrind", "--collect-atstart=no", f"--callgrind-out-file={out}", str(bench),
               "--database", "sqlite", "--rows", "20000", "--callgrind", "--side", side, "--filter", row]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return costs(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=pathlib.Path)
    parser.add_argument("--filter", default="")
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or pathlib.Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        print("| work | Rowan | C API | ratio | limit | all |\n|---|---|---|---|---|---|")
        for row, operations, limit, same in ROWS:
            if options.filter not in row:
                continue
            (ours, our_sqlite), (raw, raw_sqlite) = (run(options.bench, row, side, folder) for side in ("ours", "raw"))
            alike = ours - our_sqlite + raw_sqlite if same else ours
            print(f"| {row} | {alike / operations:,.0f} | {raw / operations:,.0f} | {alike / raw:.3f} "
                  f"| {limit or ''} | {ours / raw:.3f} |", flush=True)


if __name__ == "__main__":
    main()
