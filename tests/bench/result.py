# SPDX-License-Identifier: GPL-2.0-or-later
"""The result of a benchmark as JSON: where it is from, and its tables with one row on each line."""
import json
import re


def text_of(result):
    rows = re.compile(r"\[\n\s+(\"[^\[\]]*\")\n\s+\]")
    return rows.sub(lambda found: "[" + re.sub(r"\n\s+", " ", found[1]) + "]", json.dumps(result, indent=1)) + "\n"
