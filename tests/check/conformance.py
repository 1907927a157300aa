# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/conformance.md: every row has a test, and every named test exists."""
import re
import sys

import sources

PAGE = "docs/conformance.md"
DEFINITION = re.compile(r"^TEST(?:_F|_P)?\((\w+), *(\w+)\)", re.MULTILINE)
TEST = re.compile(r"`(\w+\.\w+)`")
NO_TEST_NEEDED = re.compile(r"^not (yet|applicable: \w+)")


def defined(tree):
    return {".".join(found) for path in sources.code(tree) if "tests" in path.parts
            for found in DEFINITION.findall(path.read_text())}


def is_ctest(tree, name):
    """The tests fuzz.NAME, which are the only ones without gtest here."""
    return name.startswith("fuzz.") and (tree / f"tests/fuzz/{name[5:]}_fuzz.cpp").exists()


def cells(line):
    """The cells of a table's row; nothing for its head and its ruler."""
    row = [each.strip() for each in line.strip().strip("|").split("|")] if line.startswith("|") else []
    return [] if len(row) != 3 or row[0] == "rule" or set(row[0]) == {"-"} else row


def check(tree):
    if not (tree / PAGE).exists():
        yield tree / PAGE, 1, "the page is not there"
        return
    tests = defined(tree)
    rows = 0
    for number, line in enumerate((tree / PAGE).read_text().splitlines(), 1):
        if line.startswith("|") and line.count("|") != 4:
            yield tree / PAGE, number, "not a row of three cells"
        row = cells(line)
        rows += bool(row)
        if row and not TEST.search(row[2]) and not NO_TEST_NEEDED.match(row[1]):
            yield tree / PAGE, number, "a rule without a test (or say 'not yet', or 'not applicable: ' and why)"
        for name in TEST.findall(line):
            if name not in tests and not is_ctest(tree, name):
                yield tree / PAGE, number, f"no test is named {name}"
    if not rows:
        yield tree / PAGE, 1, "no row was found"


TREE = sources.root()
sys.exit(sources.report(TREE, list(check(TREE))))
