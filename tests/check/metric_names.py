# SPDX-License-Identifier: GPL-2.0-or-later
"""Alerts and panels ask for metrics that exist, in expressions that Prometheus understands, and docs/metrics.md has a row for
each metric as the exporter lists it, and no other.

Usage: metric_names.py EXPORTER PROMTOOL RULES DASHBOARD PAGE"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

NAME = re.compile(r"(?<![\w$])(?:x?vrrpd?|keepalived)_\w+")
ROW = re.compile(r"^\| `(\w+)` \| (\w+) \| (.*) \|$", re.M)
TIME = "5m"  # for $__range and $__rate_interval


def listed(exporter):
    done = subprocess.run([exporter, "--list-metrics", "--keepalived-names"], capture_output=True, text=True, check=True)
    return {tuple(line.split(" ", 2)) for line in done.stdout.splitlines()}


def series(metrics):
    for name, kind, _ in metrics:
        yield name
        if kind == "histogram":
            yield from (name + end for end in ("_bucket", "_sum", "_count"))


def without_strings(text):
    """No label value and no sentence, which may have the name of a keyword."""
    return re.sub(r'"(?:\\.|[^"\\])*"', "", re.sub(r"^\s*#.*$", "", text, flags=re.M))


def expressions(dashboard):
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"]
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["name"], re.sub(r"^label_values\((.*), \w+\)$", r"\1", variable["definition"])


def not_understood(promtool, exprs):
    """Each expression as a recording rule: promtool names those that it does not understand."""
    rules = [{"record": f"expression:{number}", "expr": re.sub(r"\$__\w+", TIME, expr)} for number, (_, expr) in enumerate(exprs)]
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        json.dump({"groups": [{"name": "dashboard", "rules": rules}]}, file)  # JSON is YAML
        file.flush()
        done = subprocess.run([promtool, "check", "rules", file.name], capture_output=True, text=True)
    return done.stdout + done.stderr if done.returncode else ""


def main(exporter, promtool, rules, dashboard, page):
    metrics = listed(exporter)
    known = set(series(metrics))
    exprs = list(expressions(json.loads(pathlib.Path(dashboard).read_text())))
    asked = [(rules, name) for name in NAME.findall(without_strings(pathlib.Path(rules).read_text()))]
    asked += [(f"{dashboard}, {title}", name) for title, expr in exprs for name in NAME.findall(without_strings(expr))]
    if len(asked) < 20 or not metrics:
        sys.exit("hardly any metric is asked for: nothing was checked")
    findings = [f"{where}: there is no metric {name}" for where, name in asked if name not in known]
    if said := not_understood(promtool, exprs):
        findings.append(f"{dashboard}: {said}")
    rows = set(ROW.findall(pathlib.Path(page).read_text()))
    findings += [f"{page}: lacks the row | `{name}` | {kind} | {text} |" for name, kind, text in sorted(metrics - rows)]
    findings += [f"{page}: there is no such metric: | `{name}` | {kind} | {text} |" for name, kind, text in sorted(rows - metrics)]
    print(*findings, sep="\n")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
