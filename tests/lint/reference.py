#!/usr/bin/env python3
"""The reference of the public headers and the guide is built without a warning, and holds what it is for.

Usage: reference.py ROOT
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

import tap

# A page, and what stands on it.
PAGES = {"index.html": "active-record framework", "classrowan_1_1Relation.html": "find_or_create_by",
         "transactions.html": "transaction", "search/all_0.js": "searchData"}


def missing_in(folder):
    def holds(page, text):
        return (folder / page).exists() and text in (folder / page).read_text(encoding="utf-8", errors="replace")
    return [f"{page} lacks '{text}'" for page, text in PAGES.items() if not holds(page, text)]


def main():
    root = pathlib.Path(sys.argv[1])
    names = ("no warning", "pages")
    if not shutil.which("doxygen"):
        tap.skip(names, "there is no doxygen")
        return
    settings = (root / "docs/reference/Doxyfile").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(["doxygen", "-"], input=f"{settings}\nOUTPUT_DIRECTORY = {folder}\n", cwd=root,
                             capture_output=True, text=True, check=False)
        said = [run.stderr or "doxygen failed"] if run.returncode or run.stderr else []
        tap.report(zip(names, (said, missing_in(pathlib.Path(folder)))))


main()
