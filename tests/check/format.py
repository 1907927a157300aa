# SPDX-License-Identifier: GPL-2.0-or-later
"""clang-format would change nothing. Each file is checked by the nearest .clang-format above it."""
import re
import subprocess
import sys

import sources


def first_findings(paths):
    """The line of each file that clang-format would change first, without the files that are right."""
    done = subprocess.run(["clang-format", "--dry-run", "-Werror", *paths], capture_output=True, text=True)
    lines = {}
    for path, line in re.findall(r"^(.+?):(\d+):\d+: error", done.stderr, re.M):
        lines.setdefault(path, int(line))
    if done.returncode and not lines:
        sys.exit(done.stderr)
    return lines


tree = sources.root()
paths = sources.code(tree)
if not paths:
    sys.exit("no source found: nothing was checked")
lines = first_findings(paths)
sys.exit(sources.report(tree, [(path, lines[str(path)], "not as clang-format has it (run: clang-format -i)")
                               for path in paths if str(path) in lines]))
