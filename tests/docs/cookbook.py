#!/usr/bin/env python3
"""Keeps the SQL in pages equal to what their program sends to a database.

A block of SQL that follows `<!-- sql: name -->` is what the question of that name sends: to SQLite, or to the database
that ROWAN_DATABASE names. Where databases differ in more than quotes and placeholders, the block has a part for each.

Usage: cookbook.py --check|--update PROGRAM PAGE…
       (--update renews the parts of one database: run it on each of the three)
"""

import itertools
import os
import pathlib
import re
import subprocess
import sys
import textwrap

# --update is run by hand, without Meson's PYTHONPATH.
sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import tap  # noqa: E402

DATABASES = ["SQLite", "PostgreSQL", "MariaDB"]
BLOCK = re.compile(r"^<!-- sql: (?P<name>\S+) -->\n(?:```sql\n(?P<text>.*?)^```$)?", re.M | re.S)
CLAUSE = re.compile(r"(?<! LEFT) (?=(?:SELECT|FROM|LEFT JOIN|JOIN|WHERE|GROUP BY|HAVING|UNION|EXCEPT|INTERSECT|ORDER BY|LIMIT"
                    r"|SET|VALUES|ON CONFLICT|ON DUPLICATE|RETURNING) )")
WIDTH = 116


def database():
    schemes = {"postgresql": "PostgreSQL", "mysql": "MariaDB"}
    return schemes.get(os.environ.get("ROWAN_DATABASE", "").partition(":")[0], "SQLite")


def asked(program):
    """The statements of each question, by its name, and what is wrong with the run."""
    run = subprocess.run([program], capture_output=True, text=True, timeout=120)
    failed = [f"ended with status {run.returncode}", run.stderr] if run.returncode != 0 else []
    questions = re.split(r"^== (\S+)\n", run.stdout, flags=re.M)[1:]
    return {name: text.splitlines() for name, text in zip(questions[::2], questions[1::2])}, failed


def plain(statement):
    """The statement without what each database spells its own way: quotes and placeholders."""
    return re.sub(r"\$\d+", "?", statement.replace("`", '"'))


def at_top(statement, place):
    """Whether a place is outside of all brackets."""
    return statement.count("(", 0, place) == statement.count(")", 0, place)


def wrapped(statement):
    """A statement that is too long for a line has one for each clause."""
    if len(statement) <= WIDTH:
        return [statement]
    lines, begin = [], 0
    for clause in CLAUSE.finditer(statement):
        if at_top(statement, clause.start()):
            lines.append(statement[begin:clause.start()])
            begin = clause.end()
    lines.append(statement[begin:])
    return [part for line in lines for part in textwrap.wrap(line, WIDTH, subsequent_indent="  ",
                                                             break_long_words=False, break_on_hyphens=False)]


def shown(statements):
    """The text of a block; a statement that is sent again and again stands there once."""
    lines = []
    for statement, again in itertools.groupby(statements):
        lines += wrapped(statement + ";")
        times = len(list(again))
        if times > 1:
            lines[-1] += f"  -- {times} times"
    return "".join(line + "\n" for line in lines)


def parts(text):
    """What a block says that each database is sent."""
    if not text:
        return {}
    pieces = re.split(r"^-- ((?:SQLite|PostgreSQL|MariaDB)(?:, \w+)*)\n", text, flags=re.M)
    if len(pieces) == 1:
        return dict.fromkeys(DATABASES, text)
    return {name: part for names, part in zip(pieces[1::2], pieces[2::2]) for name in names.split(", ")}


def block(by_database):
    """The text that says it of all."""
    groups = {}
    for name in DATABASES:
        if name in by_database:
            groups.setdefault(by_database[name], []).append(name)
    if len(groups) == 1:
        return next(iter(groups))
    return "".join(f"-- {', '.join(names)}\n{text}" for text, names in groups.items())


def renewed(page, questions, complaints):
    """The page with what this database is sent. Complaints of each question are put into the dictionary."""

    def replace(found):
        name = found["name"]
        if name not in questions:
            complaints[name] = ["the program does not ask it"]
            return found[0]
        told = parts(found["text"])
        text = shown(plain(statement) for statement in questions[name])
        complaints[name] = [] if told.get(database()) == text else [f"{database()} is sent:", text]
        told[database()] = text
        return f"<!-- sql: {name} -->\n```sql\n{block(told)}```"

    return BLOCK.sub(replace, page)


def main():
    mode, program, pages = sys.argv[1], sys.argv[2], [pathlib.Path(page) for page in sys.argv[3:]]
    questions, failed = asked(program)
    complaints = {name: ["no page shows it"] for name in questions}
    new = {page: renewed(page.read_text(), questions, complaints) for page in pages}
    if mode == "--update":
        assert not failed, "\n".join(failed)
        for page, text in new.items():
            page.write_text(text)
        return
    tap.report([("every question is answered", failed), *complaints.items()])


main()
