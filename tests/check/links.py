# SPDX-License-Identifier: GPL-2.0-or-later
"""Every relative link of README.md, CONTRIBUTING.md and docs/*.md leads to a file and a heading, and docs/index.md names each page."""
import re
import sys

import sources

INDEX = "docs/index.md"
LINK = re.compile(r"\]\((?!\w+:)([^)\s#]*)(?:#([^)\s]*))?\)")
FENCE = re.compile(r"^\s*```")
HEADING = re.compile(r"^#{1,6} +(.*?)\s*$")


def prose(text):
    """The lines with their numbers, without blocks of code."""
    fenced = False
    for number, line in enumerate(text.splitlines(), 1):
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced and not line.startswith(("    ", "\t")):
            yield number, line


def anchors(page):
    """The names that GitHub gives to the headings of a page."""
    found = {}
    for _, line in prose(page.read_text()):
        if match := HEADING.match(line):
            words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", match[1]).lower()
            name = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
            found[name] = found.get(name, -1) + 1
    return {name if not count else f"{name}-{count}" for name, last in found.items() for count in range(last + 1)}


def links(page):
    for number, line in prose(page.read_text()):
        for match in LINK.finditer(re.sub(r"`[^`]*`", "", line)):
            yield number, match[1], match[2]


def broken(tree, pages):
    for page in pages:
        for number, path, anchor in links(page):
            target = (page.parent / path).resolve() if path else page
            if not target.is_relative_to(tree) or not target.exists():
                yield page, number, f"there is no {path}"
            elif anchor and (target.suffix != ".md" or anchor not in anchors(target)):
                yield page, number, f"{path or 'this page'} has no heading #{anchor}"


def check(tree):
    index = tree / INDEX
    if not index.exists():
        yield index, 1, "the index is not there"
        return
    docs = sorted((tree / "docs").glob("*.md"))
    yield from broken(tree, [page for page in (tree / "README.md", tree / "CONTRIBUTING.md") if page.exists()] + docs)
    named = {(index.parent / path).resolve() for _, path, _ in links(index)}
    for page in docs:
        if page != index and page not in named:
            yield index, 1, f"lacks {page.name}"


TREE = sources.root()
sys.exit(sources.report(TREE, list(check(TREE))))
