#!/usr/bin/env python3
"""Doxygen's input filter: prints a guide page or a header with what Doxygen reads otherwise than GitHub does.

Usage: for_doxygen.py FILE
"""
import pathlib
import re
import sys

path = pathlib.Path(sys.argv[1]).resolve()
root = pathlib.Path(__file__).resolve().parents[2]
text = path.read_text(encoding="utf-8")


def is_shown(page):
    return page.suffix == ".md" and page.exists() and (page.parent in (root, root / "docs") or page.parent.name == "guide")


def name_of(page, heading=""):
    """Of a place in the reference: headings of two pages may be alike."""
    return "_".join(part for part in (page.stem.lower(), heading) if part)


def slug(heading):
    """As GitHub names a heading."""
    plain = re.sub(r"[`*]|\[([^]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", plain).strip())


def link(match):
    words, target = match[1], match[2]
    if re.match(r"\w+:", target):
        return match[0]
    file, _, heading = target.partition("#")
    page = (path.parent / file).resolve() if file else path
    return f"[{words}](@ref {name_of(page, heading)})" if is_shown(page) else words


def code_span(match):
    """A quotation mark would end a span of one backtick, and a hash mark or `!A::b` in one would be a link."""
    ticks, code = match[1], re.sub(r"\n\s*///", "", match[2])
    if re.search(r"#|!\w+::", code):
        code = code.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("#", "\\#").replace("::", "\\::")
        return f"<code>{code}</code>"
    return f"``{code}``" if ticks == "`" and "'" in code else f"{ticks}{code}{ticks}"


def code_spans(part):
    return re.sub(r"(`+)(.+?)\1", code_span, part, flags=re.S)


def prose(part):
    part = code_spans(part)
    return re.sub(r"\[([^]]*)\]\(([^)\s]+)\)", link, part)


def page_text():
    """Headings get names; code stays as it is."""
    parts = re.split(r"(^```.*?^```\n)", text, flags=re.M | re.S)
    for i in range(0, len(parts), 2):
        parts[i] = re.sub(r"^<!--.*?-->\n", "", prose(parts[i]), flags=re.M | re.S)
        parts[i] = re.sub(r"^(#{2,}) (.*)$", lambda m: f"{m[1]} {m[2]} {{#{name_of(path, slug(m[2]))}}}", parts[i], flags=re.M)
        parts[i] = re.sub(r"^(# .*)$", rf"\1 {{#{name_of(path)}}}", parts[i], flags=re.M)
    return "".join(parts)


def header_text():
    """Spans may go on in the next line of a comment. What is said of the standard library's names is left out."""
    own = re.sub(r"^template <class T>\ninline constexpr bool std::ranges::.*\n", "\n\n", text, flags=re.M)
    return re.sub(r"(^[ \t]*///.*\n)+|///<.*$", lambda m: code_spans(m[0]), own, flags=re.M)


sys.stdout.reconfigure(encoding="utf-8")
sys.stdout.write(page_text() if path.suffix == ".md" else header_text())
