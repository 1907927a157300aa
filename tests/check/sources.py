# SPDX-License-Identifier: GPL-2.0-or-later
"""The project's own text files, and the reports of the checks about them."""
import pathlib
import sys

DIRECTORIES = ("bpf", "include", "userspace", "tools", "tests", "cmake", "scripts", "packaging")
CODE = (".c", ".h", ".cpp")


def root():
    """The tree to check: the first argument, or the tree of this file."""
    return pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2]).resolve()


def files(tree):
    for directory in DIRECTORIES:
        for path in sorted((tree / directory).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def code(tree):
    return [path for path in files(tree) if path.suffix in CODE]


def report(tree, findings):
    """Prints each (path, line, sentence) in a form that editors understand. Returns the check's exit status."""
    for path, line, sentence in findings:
        print(f"{path.relative_to(tree)}:{line}: {sentence}")
    return 1 if findings else 0
