# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs each command of README.md, CONTRIBUTING.md, docs/*.md and the man pages, and tries each configuration.
Usage: main.py BUILD [TREE], as root

A command that fails is an error, unless the table says which other test runs it, or why only people do. A line of the table
that no page needs is an error, too."""
import os
import pathlib
import re
import signal
import subprocess
import sys

import commands
import table
from stage import Stage, wait_for

TREE = pathlib.Path(__file__).resolve().parents[2]
LONG_ENOUGH = 0.5
TIMEOUT = 60
INSIDE = "XVRRP_INSIDE_NAMESPACES"


def run_for_a_while(text):
    """Returns what is wrong, or nothing, as all of these."""
    with subprocess.Popen(["bash", "-c", text], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          start_new_session=True) as process:
        try:
            said, _ = process.communicate(timeout=LONG_ENOUGH)
            return f"it ends by itself, with exit status {process.returncode}:\n{said}"
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGTERM)
            process.communicate()
    return ""


def names_not_printed(printed, said):
    return sorted({name for name in re.findall(r'"\w+":', "\n".join(printed)) if name not in said})


def run_to_the_end(command, text, rule):
    wrong = ""
    for _ in range(rule.tries):
        if not (wrong := run_once(command, text, rule)):
            break
    return wrong


def run_once(command, text, rule):
    try:
        done = subprocess.run(["bash", "-c", f"set -o pipefail; {text}"], capture_output=True, text=True, timeout=TIMEOUT,
                              stdin=subprocess.DEVNULL, cwd=TREE)
    except subprocess.TimeoutExpired:
        return f"it does not end within {TIMEOUT} s"
    said = done.stdout + done.stderr
    if done.returncode not in rule.exits:
        return f"exit status {done.returncode}:\n{said}"
    if not re.search(rule.says, said):
        return f"nothing that it prints reads '{rule.says}':\n{said}"
    if names := names_not_printed(command.printed, said):
        return f"it does not print {' '.join(names)}\n{said}"
    return ""


def run(command, rule, stage):
    stage.restore()
    text = table.filled(command.text)
    if rule.without_daemon or rule.becomes_daemon:
        stage.kill()
    if rule.becomes_daemon:
        stage.start(text)
        stage.restore()
        return ""
    if rule.goes_on:
        return run_for_a_while(text)
    if wrong := run_to_the_end(command, text, rule):
        return wrong
    if rule.makes:
        wait_for(f"{rule.makes} by {text}", pathlib.Path(rule.makes).exists)
    return ""


def judge(command, rule, stage):
    if isinstance(rule, table.Elsewhere):
        place = TREE / rule.place
        files = [place] if place.is_file() else [file for file in place.rglob("*") if file.is_file()]
        return "" if any(rule.text in file.read_text() for file in files) else f"{rule.place} does not have '{rule.text}'"
    return "" if isinstance(rule, table.ByHand) else run(command, rule, stage)


def write(configuration):
    """Without a warning of scripts, which a part of a configuration need not silence."""
    file = pathlib.Path("/etc/xvrrpd/page.conf")
    file.write_text("global_defs {\n    enable_script_security\n}\n" + configuration)
    return file


def wrong_pins(tree):
    """The maps of the page about them are pinned here, but for those of which it says otherwise."""
    page = tree / "docs/bpf-maps.md"
    pinned = {path.name for path in pathlib.Path("/sys/fs/bpf/xvrrpd").glob("*/*")}
    for name, text in re.findall(r"^### (\w+)$(.*?)(?=^##|\Z)", page.read_text() if page.exists() else "", re.M | re.S):
        if (name in pinned) == ("no pin" in text):
            yield f"{page.relative_to(tree)}: {name} is {'' if name in pinned else 'not '}pinned"


def judge_pages(tree, stage):
    seen = set()
    for page in commands.pages(tree):
        for command in commands.of_page(page, tree):
            if command.text not in seen or command.printed:
                seen.add(command.text)
                if wrong := judge(command, table.rule_of(command.text), stage):
                    yield f"{command.page}:{command.line}: {command.text}: {wrong}"
        for line, text in commands.configurations(page):
            stage.restore()
            if wrong := run_to_the_end(commands.Command("", line, ""), f"xvrrpd -t -f {write(text)}", table.Run()):
                yield f"{page.relative_to(tree)}:{line}: a configuration: {wrong}"
        for line, text in commands.strays(page, tree):
            yield f"{page.relative_to(tree)}:{line}: looks like a command, in a block of none (fence it as sh or text): {text}"
    stage.restore()
    yield from wrong_pins(tree)
    if len(seen) < 50:
        yield f"the pages have {len(seen)} commands only: were they found?"
    for expression, _ in table.RULES:
        if not any(re.search(expression, text) for text in seen):
            yield f"tests/docs/table.py: no page has a command for {expression}"


def main(build, tree=TREE):
    findings = list(judge_pages(pathlib.Path(tree).resolve(), Stage(pathlib.Path(build).resolve())))
    print(*findings, sep="\n")
    sys.exit(1 if findings else 0)


if os.environ.get(INSIDE):
    main(*sys.argv[1:])
else:
    os.execvpe("unshare", ["unshare", "--mount", "--net", "--pid", "--mount-proc", "--kill-child", "--", sys.executable,
                           *sys.argv], os.environ | {INSIDE: "1"})
