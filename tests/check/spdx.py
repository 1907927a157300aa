# SPDX-License-Identifier: GPL-2.0-or-later
"""Every source has its licence in the first line, or in the second if the first is #!."""
import sys

import sources

LINE = "SPDX-License-Identifier: GPL-2.0-or-later"
ALSO = (".py", ".cmake", ".sh")


def says_its_licence(path):
    with path.open(errors="replace") as text:
        first = text.readline()
        return LINE in (text.readline() if first.startswith("#!") else first)


def must_say_it(path):
    return path.suffix in sources.CODE + ALSO or path.name == "CMakeLists.txt" or path.parent.name == "scripts"


tree = sources.root()
sys.exit(sources.report(tree, [(path, 1, f"lacks '{LINE}'") for path in sources.files(tree)
                               if must_say_it(path) and not says_its_licence(path)]))
