# SPDX-License-Identifier: GPL-2.0-or-later
"""Figures as text: right-aligned columns, and the spread of several runs."""
import statistics

shown = []  # the tables since a benchmark began, for its JSON


def show(heads, rows):
    cells = [heads, *[[str(cell) for cell in row] for row in rows]]
    shown.append({"heads": cells[0], "rows": cells[1:]})
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    for row in cells:
        first, *others = zip(row, widths)
        print("  ".join([first[0].ljust(first[1]), *[cell.rjust(width) for cell, width in others]]).rstrip())
    print()


def spread(values, digits=2):
    """min / median / max as three cells."""
    return [f"{value:.{digits}f}" for value in (min(values), statistics.median(values), max(values))]
