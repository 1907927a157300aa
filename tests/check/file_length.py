# SPDX-License-Identifier: GPL-2.0-or-later
"""A file of 400 lines or more is asking to be two."""
import sys

import sources

LIMIT = 400


def length(path):
    return len(path.read_text().splitlines())


tree = sources.root()
sys.exit(sources.report(tree, [(path, length(path), f"{LIMIT} lines or more: it is asking to be two")
                               for path in sources.code(tree) if length(path) >= LIMIT]))
