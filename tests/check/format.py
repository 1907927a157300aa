# SPDX-License-Identifier: GPL-2.0-or-later
"""clang-format would change nothing. Each file is checked by the nearest .clang-format above it."""
import re
import subprocess
import sys

import sources


def first_finding(path):
    """The line that clang-format would change first, or None."""
    done = subprocess.run(["clang-format", "--dry-run", "-Werror", path], capture_output=True, text=True)
    return int(re.search(r":(\d+):\d+: error", done.stderr)[1]) if done.returncode else None


tree = sources.root()
paths = sources.code(tree)
if not paths:
    sys.exit("no source found: nothing was checked")
lines = {path: first_finding(path) for path in paths}
sys.exit(sources.report(tree, [(path, line, "not as clang-format has it (run: clang-format -i)")
                               for path, line in lines.items() if line]))
