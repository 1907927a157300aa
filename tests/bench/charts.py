# SPDX-License-Identifier: GPL-2.0-or-later
"""The pictures of docs/performance.md and README.md, and the figures in README.md, drawn from docs/performance/*.json, which scripts/bench --json writes.

Usage: charts.py [--check]
  --check   changes nothing; says which picture is not as its figures, and which figures the pages lack"""
import dataclasses
import json
import pathlib
import re
import sys

import svg
import timeline_picture

TREE = pathlib.Path(__file__).resolve().parents[2]
PAGE = TREE / "docs/performance.md"
FIGURES = TREE / "docs/performance"


@dataclasses.dataclass(frozen=True)
class Chart:
    title: str
    unit: str
    # The bars, by the name of their group: a label, the row and the column of the table that has the figure.
    groups: dict
    logarithmic: bool = False

    def draw(self, result):
        cells = cells_of(result)
        groups = {name: {label: float(cells[row, column]) for label, row, column in rows} for name, rows in self.groups.items()}
        return svg.bars(self.title, self.unit, groups, result, self.logarithmic)


def cells_of(result):
    return {(row[0], head): cell for table in result["tables"] for row in table["rows"] for head, cell in zip(table["heads"], row)}


def both(row):
    """The figure of either daemon in a row with a column for each."""
    return [(name, row, name) for name in ("xvrrpd", "keepalived")]


def medians(what):
    """The same of a table with a row for each."""
    return [(name, f"{name}: {what}", "median") for name in ("xvrrpd", "keepalived")]


def stop(load):
    rows = [("xvrrpd runs", "xvrrpd", "gap, ms: running"), ("xvrrpd is stopped for 3 s", "xvrrpd", "stopped"),
            ("xvrrpd is killed and started", "xvrrpd", "killed"), ("keepalived runs", "keepalived", "gap, ms: running"),
            ("keepalived is stopped for 3 s", "keepalived", "stopped")]
    return [(label, f"{daemon}: 1000 at 10 ms, {load}", column) for label, daemon, column in rows]


CHARTS = {
    "steady": Chart("200 backups while nothing happens: wake-ups in 30 s", "wake-ups",
                    {"": [(name, name, "wake-ups") for name in ("xvrrpd", "keepalived")]}),
    "failover": Chart("250 masters vanish: from the first to the last announcement of an address", "milliseconds",
                      {"": [*medians("first to last announcement"),
                            ("ip -batch, only the addresses", "ip -batch: add 250 addresses", "median")]}, logarithmic=True),
    "busy": Chart("255 virtual routers at 10 ms beside busy processors: largest gap between two adverts", "milliseconds",
                  {"": [(name, name, "largest gap, ms") for name in ("xvrrpd", "xvrrpd, ordinary priority", "keepalived",
                                                                    "keepalived, real-time priority")]}, logarithmic=True),
    "scale": Chart("4,000 virtual routers in one daemon", "milliseconds",
                   {"from the start to the last that is BACKUP": medians("exec to the last that is BACKUP, ms"),
                    "a reload that changes nothing": medians("nothing changed, SIGHUP to reloaded, ms"),
                    "the largest gap at 10 ms meanwhile": medians("nothing changed, largest gap at 10 ms, ms")}, logarithmic=True),
    "mass": Chart("The same event for 4,000 virtual routers at once", "milliseconds",
                  {"takeover, first MASTER to the last address": both("takeover: first MASTER to the last address, ms"),
                   "links up, until the last is BACKUP": both("links up: `ip -batch` to the last BACKUP, ms"),
                   "SIGTERM, until the daemon is gone": both("SIGTERM: until it is gone, ms")}, logarithmic=True),
    "standin": Chart("1,000 masters at 10 ms whose daemon is away: largest time between two adverts", "milliseconds",
                     {"idle": stop("idle"), "beside a busy loop for each processor": stop("busy")}, logarithmic=True),
}


# The rows of README.md: a sentence, the benchmark, the unit, and the cell of either daemon.
FACTS = [
    ("200 backups while nothing happens: wake-ups in 30 s", "steady", "", [(name, "wake-ups") for name in ("xvrrpd", "keepalived")]),
    ("250 masters vanish: from the first to the last announcement", "failover", " ms",
     [cell[1:] for cell in medians("first to last announcement")]),
    ("a lone daemon takes 4,000 virtual routers over", "mass", " ms",
     [cell[1:] for cell in both("takeover: first MASTER to the last address, ms")]),
    ("4,000 virtual routers, a reload that changes nothing: largest gap of one at 10 ms", "scale", " ms",
     [cell[1:] for cell in medians("nothing changed, largest gap at 10 ms, ms")]),
    ("1,000 masters at 10 ms, their daemon is stopped for 3 s: longest silence", "standin", " ms",
     [(f"{name}: 1000 at 10 ms, idle", "stopped") for name in ("xvrrpd", "keepalived")]),
]


def facts(known):
    for sentence, name, unit, cells in FACTS:
        ours, theirs = (svg.figure(float(f"{float(cells_of(known[name])[cell]):.4g}")) + unit for cell in cells)
        yield f"| {sentence} | {ours} | {theirs} | `{known[name]['command']}` |"


def results():
    return {path.stem: json.loads(path.read_text()) for path in sorted(FIGURES.glob("*.json"))}


def drawn():
    """Each picture by its path."""
    found = {}
    for name, result in results().items():
        if name in CHARTS:
            found[FIGURES / f"{name}.svg"] = CHARTS[name].draw(result)
        elif name == "timeline":
            found[TREE / "docs/failover.svg"] = timeline_picture.draw(result)
    return found


def rows_of(page):
    """The rows of its tables, as their cells."""
    return {tuple(re.split(r" {2,}", row.strip())) for row in page.splitlines()}


def check():
    pictures = drawn()
    for path, picture in pictures.items():
        if not path.exists() or path.read_text() != picture:
            yield f"{path}: is not as its figures (run: scripts/bench --charts)"
    for path in FIGURES.glob("*.svg"):
        if path not in pictures:
            yield f"{path}: has no figures in {path.with_suffix('.json').name}"
    told = rows_of(PAGE.read_text())
    for name, result in results().items():
        for row in [row for table in result["tables"] for row in table["rows"] if name in CHARTS]:
            if tuple(cell for cell in row if cell != "") not in told:
                yield f"{PAGE}: lacks the row of {name}.json: {'  '.join(row)}"
    readme = (TREE / "README.md").read_text().splitlines()
    yield from (f"README.md: lacks the row {row}" for row in facts(results()) if row not in readme)
    if len(pictures) <= len(CHARTS):
        yield f"{FIGURES}: lacks the figures of {', '.join(sorted({*CHARTS, 'timeline'} - results().keys()))}"


def main(*arguments):
    if arguments == ("--check",):
        findings = list(check())
        print(*findings, sep="\n")
        sys.exit(1 if findings else 0)
    for path, picture in drawn().items():
        path.write_text(picture)
        print(path.relative_to(TREE))


if __name__ == "__main__":
    main(*sys.argv[1:])
