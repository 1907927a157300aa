# SPDX-License-Identifier: GPL-2.0-or-later
"""Includes follow the directions between the directories, and the pure directories name no system header."""
import pathlib
import re
import sys

import sources

# bpf, tools -> include; os, config -> core; host, datapath, runner -> os, core; daemon -> all of them. Each may include itself.
# Within config: text <- grammar <- vrrp <- routing <- report.
MAY_INCLUDE = {
    "include": set(),
    "bpf": {"include"},
    "tools": {"include"},
    "userspace/core": {"include"},
    "userspace/config": {"include", "userspace/core"},
    "userspace/config/text": {"include", "userspace/core"},
    "userspace/config/grammar": {"include", "userspace/core", "userspace/config/text"},
    "userspace/config/vrrp": {"include", "userspace/core", "userspace/config/text", "userspace/config/grammar"},
    "userspace/config/routing": {"include", "userspace/core", "userspace/config/text", "userspace/config/grammar",
                                 "userspace/config/vrrp"},
    "userspace/config/report": {"include", "userspace/core", "userspace/config/text", "userspace/config/grammar",
                                "userspace/config/vrrp", "userspace/config/routing"},
    "userspace/os": {"include", "userspace/core"},
    "userspace/host": {"include", "userspace/core", "userspace/os"},
    "userspace/datapath": {"include", "userspace/core", "userspace/os", "skeleton"},
    "userspace/runner": {"include", "userspace/core", "userspace/os"},
    "userspace/daemon": {"include", "userspace/core", "userspace/config", "userspace/os", "userspace/host",
                         "userspace/datapath", "userspace/runner"},
}

# A header of the standard library is <word>. A pure directory may use these others.
PURE = {"userspace/core": r"tl/expected\.hpp|nettle/(hmac|memops)\.h", "userspace/config": r"fmt/[\w-]+\.h"}
IMPURE_STANDARD = {"iostream", "fstream", "filesystem", "thread", "mutex", "condition_variable", "future"}
IMPURE_WORDS = {
    r"::now\s*\(": "asks a clock: time is an argument here",
    r"\bgetenv\b": "reads the environment",
    r"\bstd::(cout|cerr|clog)\b": "prints",
    r"\b(f?printf|f?puts|fopen)\s*\(": "does input or output",
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
COMMENT_OR_STRING = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.S)


def layer_of(path):
    """The innermost layer that holds the file."""
    text = path.as_posix()
    return max((layer for layer in MAY_INCLUDE if text.startswith(layer + "/")), key=len, default=None)


def is_within(layer, others):
    return any(layer == other or layer.startswith(other + "/") for other in others)


def pure_layer(layer):
    return next((pure for pure in PURE if is_within(layer, [pure])), None)


def target_of(tree, path, bracket, name):
    """The layer of an included header; None for a header that is not ours."""
    if name.endswith(".skel.h"):
        return "skeleton"
    if name.startswith("xvrrp/"):
        return "include"
    if bracket == "<":
        return None
    beside = (path.parent / name).resolve()
    if beside.is_file() and beside.is_relative_to(tree):
        return layer_of(beside.relative_to(tree))
    return "tools" if name.startswith("tools/") else layer_of_name(name)


def layer_of_name(name):
    return layer_of(pathlib.PurePosixPath("userspace") / name)


def is_pure_header(layer, name):
    if re.fullmatch(r"[a-z_0-9]+", name):
        return name not in IMPURE_STANDARD
    return re.fullmatch(PURE[pure_layer(layer)], name) is not None


def include_finding(tree, path, layer, bracket, name):
    target = target_of(tree, path, bracket, name)
    if target is not None:
        allowed = MAY_INCLUDE[layer] | {layer}
        return None if is_within(target, allowed) else f"{layer} includes {name} of {target}: nothing points back"
    if bracket == '"':
        return f"{name} is no header of the project"
    if name.startswith("spdlog") and layer != "userspace/daemon":
        return f"{name}: only userspace/daemon logs"
    if pure_layer(layer) and not is_pure_header(layer, name):
        return f"{name}: {layer} is pure, it includes no system header"
    return None


def without_comments_and_strings(text):
    return COMMENT_OR_STRING.sub(lambda match: "\n" * match.group().count("\n"), text)


def check(tree, path, layer):
    text = path.read_text()
    for number, line in enumerate(text.splitlines(), 1):
        if match := INCLUDE.match(line):
            if finding := include_finding(tree, path, layer, *match.groups()):
                yield path, number, finding
    if pure_layer(layer):
        for number, line in enumerate(without_comments_and_strings(text).splitlines(), 1):
            for word, why in IMPURE_WORDS.items():
                if re.search(word, line):
                    yield path, number, f"{layer} is pure, but this {why}"


def main():
    tree = sources.root()
    findings = []
    for path in sources.code(tree):
        if layer := layer_of(path.relative_to(tree)):
            findings += check(tree, path, layer)
    return sources.report(tree, findings)


sys.exit(main())
