#!/usr/bin/env python3
"""What the documentation must name because the code has it, and the links between pages.

Usage: complete.py ROOT
"""

import ast
import pathlib
import re
import sys

import tap
from documents import documents, headings, read, without_code


def links_lead_somewhere(root):
    complaints = []
    for page in documents(root):
        for target in re.findall(r"\]\(([^)\s]+)\)", without_code(read(page))):
            if re.match(r"\w+:", target):
                continue
            path, _, anchor = target.partition("#")
            file = page.parent / path if path else page
            if not file.exists():
                complaints.append(f"{page.relative_to(root)}: {target} does not exist")
            elif anchor and anchor not in headings(read(file)):
                complaints.append(f"{page.relative_to(root)}: {path or page.name} has no heading #{anchor}")
    return complaints


def unnamed(root, page, names, what):
    """Which of `names` the page does not mention as code."""
    text = read(root / page)
    assert names, f"found no {what}: the check looks in the wrong place"
    return [f"{page} does not tell of the {what} {name}" for name in names if not re.search(rf"`{name}\b", text)]


def every_error_is_told(root):
    header = read(root / "include/rowan/core/error.hpp")
    return unnamed(root, "docs/guide/errors.md", re.findall(r"^ROWAN_DETAIL_ERROR\((\w+),", header, re.M), "error")


def every_url_option_is_told(root):
    complaints = []
    for source in sorted((root / "plugins").glob("*/options.cpp")):
        own = root / f"docs/guide/{source.parent.name}.md"
        page = own.relative_to(root) if own.exists() else "docs/guide/connections.md"
        complaints += unnamed(root, page, re.findall(r'name [!=]= "(\w+)"', read(source)), "URL option")
    return complaints


def every_database_option_is_told(root):
    header = read(root / "include/rowan/connection/database.hpp")
    struct = re.search(r"struct DatabaseOptions \{(.*?)^\};", header, re.M | re.S)[1]
    names = re.findall(r"(\w+)\s*(?:=\s*\w+|\{[^}]*\});", re.sub(r"//.*", "", struct))
    return unnamed(root, "docs/guide/connections.md", names, "option of connect()")


def every_type_kind_is_told(root):
    header = read(root / "include/rowan/core/logical_type.hpp")
    names = re.search(r"enum class TypeKind[^{]*\{(.*?)\}", header, re.S)[1].replace(",", " ").split()
    return unnamed(root, "docs/guide/types.md", names, "kind of value")


def every_builder_call_is_told(root):
    header = read(root / "include/rowan/reflect/model_builder.hpp")
    public = re.sub(r"^ (?:private|protected):.*?^\};", "", header, flags=re.M | re.S)
    names = set(re.findall(r"^  (?:template <class F> )?(?:Attribute|Association|Model)Builder& (\w+)\(", public, re.M))
    pages = "".join(read(page) for page in (root / "docs/guide").glob("*.md"))
    assert names, "found no functions of the builders: the check looks in the wrong place"
    return [f"no guide page tells of {name}() in configure" for name in sorted(names)
            if not re.search(rf"\b{name}\b", pages)]


def every_guide_page_is_linked(root):
    readme = read(root / "README.md")
    return [f"README.md does not link {page.name}" for page in (root / "docs/guide").glob("*.md")
            if f"docs/guide/{page.name}" not in readme]


def without_space(text):
    return re.sub(r"\s+", "", text)


def compared_code_is_compiled(root):
    """All code of ours that coming-from.md puts beside that of others stands in a program of the guide."""
    programs = "".join(read(source) for source in sorted((root / "samples/guide").glob("*.?pp")))
    compiled = without_space(re.sub(r"(^|\s)//.*", "", programs))
    page = read(root / "docs/guide/coming-from.md").replace(r"\|", "\0")
    tables = re.findall(r"^\|.*\| Rowan \|\n\|[-|]+\n((?:\|.*\n)+)", page, re.M)
    assert tables, "found no tables with a column of ours: the check looks in the wrong place"
    cells = [row.rstrip(" |").rpartition(" | ")[2] for table in tables for row in table.splitlines()]
    return [f"no program of the guide has: {code}" for cell in cells for code in re.findall(r"`([^`]+)`", cell)
            if without_space(code.replace("\0", "|")) not in compiled]


def decisions_are_numbered_once(root):
    numbers = [page.name[:4] for page in sorted((root / "docs/decisions").glob("[0-9]*.md"))]
    return [f"two decisions have the number {number}" for number in sorted({n for n in numbers if numbers.count(n) > 1})]


def decisions_are_listed(root):
    """Each with its number and title, so that the list can be read instead of the pages."""
    folder = root / "docs/decisions"
    listed = set(re.findall(r"^\| \[(\d+)\]\((\S+)\) \| (.*?) \| .+ \|$", read(folder / "README.md"), re.M))
    pages = {(page.name[:4], page.name, re.match(r"# (?:\d+\. )?(.*)", read(page))[1])
             for page in folder.glob("[0-9]*.md") if not page.name.startswith("0000")}
    wrong = [f"README.md has no line: | [{number}]({name}) | {title} | … |" for number, name, title in pages - listed]
    wrong += [f'README.md lists {name} as "{title}", which is not so' for _, name, title in listed - pages]
    return sorted(wrong)


def layer_rules(root):
    """The lint's own lists: each layer, and the layers it may include."""
    source = read(root / "tests/lint/layers.py")
    rules = {layer: set(uses.split())
             for layer, uses in ast.literal_eval(re.search(r"^MAY_INCLUDE = (\{.*?^\})", source, re.M | re.S)[1]).items()}
    return rules | {"plugins": ast.literal_eval(re.search(r"^PLUGINS_MAY_INCLUDE = (\{.*?\})", source, re.M | re.S)[1])}


def layers_are_told_as_they_are_enforced(root):
    text, rules = " ".join(read(root / "docs/architecture.md").split()), layer_rules(root)
    complaints = []
    for layer, uses in rules.items():
        told = re.search(rf"`{layer}/` may be used by ([^;]*); may not use anything (?:else|but ([^.]*))\.", text)
        if not told:
            complaints.append(f"architecture.md does not say what {layer}/ may be used by and may not use")
            continue
        users = {other for other, used in rules.items() if layer in used}
        for what, enforced, names in [("be used by", users, told[1]), ("use", uses, told[2] or "")]:
            named = set(re.findall(r"`(\w+)/`", names))
            if named != enforced:
                complaints.append(f"{layer}/ may {what} {sorted(enforced)}, but architecture.md says {sorted(named)}")
    return complaints


def main():
    root = pathlib.Path(sys.argv[1])
    checks = [links_lead_somewhere, every_error_is_told, every_url_option_is_told, every_database_option_is_told,
              every_type_kind_is_told, every_builder_call_is_told, every_guide_page_is_linked,
              compared_code_is_compiled, decisions_are_numbered_once, decisions_are_listed, layers_are_told_as_they_are_enforced]
    tap.report((check.__name__.replace("_", " "), check(root)) for check in checks)


main()
