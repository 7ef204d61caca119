"""The Markdown files of the project, and the regions of its sources that they show."""

import pathlib
import re
import textwrap

SNIPPET = re.compile(r"^<!-- snippet: (?P<path>[^#\s]+)#(?P<name>\S+) -->\n+```(?P<language>\w*)\n(?P<text>.*?)^```$", re.M | re.S)
BEGIN = re.compile(r"^\s*(?://|#) \[snippet: (\S+)\]\s*$")
END = re.compile(r"^\s*(?://|#) \[end\]\s*$")


class Broken(Exception):
    """What a page asks for is not there."""


def documents(root):
    """Every page for readers."""
    return sorted([*root.glob("*.md"), *root.glob("docs/**/*.md")])


def region(root, path, name):
    """The lines between `// [snippet: name]` and `// [end]` (or `#`), flush left; lines that only check something stay out."""
    source = root / path
    if not source.is_file():
        raise Broken(f"there is no {path}")
    lines, inside = [], False
    for line in source.read_text().splitlines():
        begin = BEGIN.match(line)
        if begin and not inside:
            inside = begin[1] == name
        elif inside and END.match(line):
            return textwrap.dedent("\n".join(lines)).strip("\n") + "\n"
        elif inside and not line.lstrip().startswith("expect"):
            lines.append(line)
    raise Broken(f"{path} has no complete region '{name}'")


def headings(text):
    """The anchors of a page's headings, as GitHub makes them."""
    anchors = set()
    for line in without_code(text).splitlines():
        if line.startswith("#"):
            title = re.sub(r"[^\w\- ]", "", line.lstrip("#").strip().lower())
            anchors.add(title.replace(" ", "-"))
    return anchors


def without_code(text):
    """The text without fenced blocks."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)


def read(path):
    return pathlib.Path(path).read_text()
