#!/usr/bin/env python3
"""Keeps the code in the documentation equal to the code that is compiled and run.

A block that follows `<!-- snippet: path#name -->` is a copy of the region `name` of that file.

Usage: snippets.py --check|--update ROOT [--must-complain]
"""

import pathlib
import sys

# --update is run by hand, without Meson's PYTHONPATH.
sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import tap  # noqa: E402
from documents import Broken, SNIPPET, documents, read, region  # noqa: E402


def outdated(root, page):
    """What is wrong with the blocks of a page, and the page as it should be."""
    complaints = []

    def renewed(block):
        where = f"{block['path']}#{block['name']}"
        try:
            text = region(root, block["path"], block["name"])
        except Broken as broken:
            complaints.append(f"{page.relative_to(root)}: {broken}")
            return block[0]
        if text != block["text"]:
            complaints.append(f"{page.relative_to(root)}: {where} differs from the source: run "
                              "python3 tests/docs/snippets.py --update .")
        return f"<!-- snippet: {where} -->\n```{block['language']}\n{text}```"

    text = read(page)
    new = SNIPPET.sub(renewed, text)
    if text.count("<!-- snippet:") != len(SNIPPET.findall(text)):
        complaints.append(f"{page.relative_to(root)}: a snippet comment is not followed by a ``` block")
    return complaints, new


def main():
    mode, root = sys.argv[1], pathlib.Path(sys.argv[2])
    pages = [(page, *outdated(root, page)) for page in documents(root)]
    if mode == "--check":
        shown = [page for page in pages if page[1] or "<!-- snippet:" in page[2]]
        tap.report((str(page.relative_to(root)), complaints) for page, complaints, _ in shown)
        return
    for page, _, new in pages:
        if new != read(page):
            page.write_text(new)
            print("updated", page.relative_to(root))


main()
