# SPDX-License-Identifier: GPL-2.0-or-later
"""A man page formats without a warning and names the options that --help names, no more and no less.

Usage: man_page.py PAGE PROGRAM [SUBCOMMAND...], a subcommand's words joined by spaces
"""
import re
import subprocess
import sys

OPTION = re.compile(r"(?<![\w-])--[a-z][a-z_-]*|(?<![\w-])-[a-zA-Z](?![\w-])")
LONG = re.compile(r"(?<![\w-])--[a-z][a-z_-]*")


def formatted(page):
    done = subprocess.run(["groff", "-mandoc", "-ww", "-Tascii", "-P-cbou", page], capture_output=True, text=True)
    if done.returncode or done.stderr:
        sys.exit(f"{page}: {done.stderr or 'groff fails'}")
    return done.stdout


def options_of(program, subcommands):
    options = set()
    for words in ["", *subcommands]:
        done = subprocess.run([program, *words.split(), "--help"], capture_output=True, text=True, check=True)
        for line in done.stdout.splitlines():
            # "  -j,--json   Print ...": the names come before the description, separated by two spaces.
            if re.match(r"\s+-", line):
                options |= set(OPTION.findall(line.strip().split("  ")[0]))
    return options


def main(page, program, *subcommands):
    text = formatted(page)
    options = options_of(program, subcommands)
    if not options:
        sys.exit(f"{program} --help names no option: nothing was checked")
    missing = options - set(OPTION.findall(text))
    surplus = set(LONG.findall(text)) - options
    for option in sorted(missing):
        print(f"{page}: lacks {option}")
    for option in sorted(surplus):
        print(f"{page}: {option} is no option of {program}")
    sys.exit(1 if missing or surplus else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
