# SPDX-License-Identifier: GPL-2.0-or-later
"""Pictures as SVG: bars, and the time line of a takeover. The same figures make the same bytes."""
import dataclasses
import html
import math

WIDTH = 760
LABELS = 250  # the bars begin here
VALUES = 90  # the room for the figures behind the longest bar
STEP = 24
TOP = 58
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #57606a }
  .title { font-weight: 600; fill: #24292f }
  .value { font-variant-numeric: tabular-nums; fill: #24292f }
  .small { font-size: 11px }
  .line { stroke: #d1d9e0; stroke-width: 1 }
  .xvrrpd { fill: #0969da; stroke: #0969da } .keepalived { fill: #bf8700; stroke: #bf8700 } .other { fill: #8c959f; stroke: #8c959f }
  .bad { fill: none; stroke: #cf222e; stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    text { fill: #9198a1 } .title, .value { fill: #e6edf3 } .line { stroke: #3d444d }
    .xvrrpd { fill: #4493f8; stroke: #4493f8 } .keepalived { fill: #d29922; stroke: #d29922 }
  }
"""


def text(x, y, words, kind="", anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{html.escape(words)}</text>'


def line(x1, y1, x2, y2, kind="line"):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def box(x, y, width, height, kind):
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" class="{kind}" stroke-width="0"/>'


def document(title, height, shapes):
    """The title is for readers that see no picture, too."""
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
                      f'role="img">', f"<title>{html.escape(title)}</title>", f"<style>{STYLE}</style>", *shapes, "</svg>", ""])


def kind_of(label):
    return next((name for name in ("xvrrpd", "keepalived") if label.startswith(name)), "other")


def figure(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:g}"


@dataclasses.dataclass(frozen=True)
class Scale:
    """From values to places, between LABELS and the room for figures. A logarithmic one begins at a power of ten."""
    floor: int  # the power of ten
    top: float
    logarithmic: bool

    def place(self, value):
        if self.logarithmic:
            part = (math.log10(value) - self.floor) / (math.log10(self.top) - self.floor)
        else:
            part = value / self.top
        return LABELS + part * (WIDTH - LABELS - VALUES)

    def marks(self):
        return [10 ** power for power in range(self.floor, math.ceil(math.log10(self.top)))] if self.logarithmic else []


def scale_of(values, logarithmic):
    if not logarithmic:
        return Scale(0, max(values), False)
    if min(values) <= 0:
        raise ValueError("a logarithmic scale has no zero")
    return Scale(math.floor(math.log10(min(values) / 2)), max(values), True)  # no bar is too short to be seen


def caption(result, y):
    """Where the figures are from, on two lines."""
    return [text(0, y, f"$ {result['command']}", "small"),
            text(0, y + 16, f"commit {result['commit']}, {result['date']}: {result['machine']}", "small")]


def bars(title, unit, groups, result, logarithmic=False):
    """groups maps a name, which may be empty, to the bars below it: their labels and their values."""
    scale = scale_of([value for rows in groups.values() for value in rows.values()], logarithmic)
    unit = f"{unit}, logarithmic scale" if logarithmic else unit
    shapes = [text(0, 18, title, "title"), text(0, 38, f"{unit}; less is better", "small")]
    y = TOP
    for name, rows in groups.items():
        if name:
            shapes.append(text(0, y + 12, name))
            y += STEP
        shapes += [line(scale.place(mark), y - 4, scale.place(mark), y + STEP * len(rows) - 4) for mark in scale.marks() or [0]]
        for label, value in rows.items():
            end = scale.place(value)
            shapes += [text(LABELS - 10, y + 12, label, anchor="end"), box(LABELS, y, end - LABELS, STEP - 8, kind_of(label)),
                       text(end + 8, y + 12, figure(value), "value")]
            y += STEP
    shapes += [text(scale.place(mark), y + 10, figure(mark), "small", "middle") for mark in scale.marks()]
    return document(f"{title} ({unit})", y + 54, shapes + caption(result, y + 30))
