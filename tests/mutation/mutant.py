# SPDX-License-Identifier: GPL-2.0-or-later
"""Tries one fault: compiles the broken file, links it in front of the right ones, runs tests until one fails."""
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import time

SUITES = {
    "core_tests": ["--gtest_brief=1"],
    "sim_tests": [],
    # Tests that need interfaces say nothing about a check of an advert, and would take most of the time.
    "bpf_tests": ["--gtest_filter=Accept.*:AhSlot.*:HmacSlot.*:Refuse.*:News.*:MemoSource.*:Notes.*:Budget.*:SameAsCore.*:Scratch.*:SharedVrid.*:Gate.*:Fence.*"],
}
STAND_IN_TESTS = ["--gtest_filter=StandIn.*-StandIn.sends_by_itself*"]  # the last one takes as long as a lease
ENVIRONMENT = os.environ | {"XVRRP_SIM_SCHEDULES": "100"}
TIMEOUT = 300  # seconds for a suite; a test that hangs has noticed the fault too
FAILED = re.compile(r"\[  FAILED  \] (\w+(?:/\w+)?\.\w+)")


def fail(sentence):
    sys.exit(f"mutate: {sentence}")


def run_suite(program, suite, tests=None):
    """The first test that fails, or None."""
    command = [program, "--gtest_fail_fast", *(tests or SUITES[suite])]
    try:
        done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, errors="replace",
                              timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        return f"{suite} (does not end)"
    failed = FAILED.search(done.stdout)
    if failed:
        return failed[1]
    return f"{suite} (exit status {done.returncode})" if done.returncode else None


class Build:
    """The commands of a build directory, and its tests."""

    def __init__(self, tree, directory, files):
        self.tree, self.directory = tree, directory
        self.scratch = directory / "mutation"
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.suites = sorted({suite for file in files for suite in suites_of(file)})
        self.bring_up_to_date()
        entries = json.loads((directory / "compile_commands.json").read_text())
        self.compile_commands = {pathlib.Path(each["file"]): each for each in entries}
        self.links = {suite: self.link_command(suite) for suite in self.suites}

    def try_without_fault(self):
        for suite in self.suites:
            if failed := run_suite(self.program(suite), suite):
                fail(f"{failed} fails without any fault (mend it first)")

    def bring_up_to_date(self):
        if not (self.directory / "build.ninja").exists():
            fail(f"{self.directory} is no Ninja build directory (run: cmake --preset dev)")
        done = subprocess.run(["ninja", "-C", self.directory, *self.suites], capture_output=True, text=True)
        if done.returncode:
            fail("the tests do not build\n" + done.stdout)

    def commands(self, target):
        return subprocess.run(["ninja", "-C", self.directory, "-t", "commands", target], capture_output=True,
                              text=True, check=True).stdout.splitlines()

    def link_command(self, suite):
        last = self.commands(suite)[-1]
        return next(shlex.split(part) for part in last.split(" && ") if re.search(rf" -o \S*{suite} ", part))

    def program(self, suite):
        command = self.links[suite]
        return self.directory / command[command.index("-o") + 1]

    def compile(self, source, to, original, first_include=None):
        """Compiles source as the build compiles original."""
        command = shlex.split(self.compile_commands[original]["command"])
        command[command.index("-o") + 1] = str(to)
        command[command.index("-c") + 1] = str(source)
        if first_include:
            command.insert(1, f"-I{first_include}")
        subprocess.run(command, cwd=self.directory, check=True, capture_output=True)

    def link(self, suite, objects, to):
        command = list(self.links[suite])
        command[command.index("-o") + 1] = str(to)
        command[1:1] = map(str, objects)  # in front of the archive, so that the linker does not take its copy
        subprocess.run(command, cwd=self.directory, check=True, capture_output=True)


def suites_of(file):
    return ["bpf_tests"] if file.startswith(("bpf/", "userspace/datapath/")) else ["core_tests", "sim_tests"]


def compile_core(build, fault, text, place):
    source = place / pathlib.Path(fault.file).name
    source.write_text(text)
    build.compile(source, place / "mutant.o", build.tree / fault.file)


def bpf_program(file):
    return "stand_in" if "stand_in" in file else "rx"


def tests_of(file):
    return STAND_IN_TESTS if bpf_program(file) == "stand_in" and file.startswith("bpf/") else None


def compile_bpf(build, fault, text, place):
    """The program, its skeleton, and the only source that loads it."""
    program = bpf_program(fault.file)
    shutil.copytree(build.tree / "bpf", place / "bpf")
    (place / fault.file).write_text(text)
    lines = build.commands(f"{program}_skeleton")
    commands = [each for line in lines for each in line.split(" && ") if f"{program}.bpf.o" in each]
    for command in commands:
        command = command.replace(f"{build.tree}/bpf/", f"{place}/bpf/")
        command = command.replace(f"{build.directory}/bpf/{program}.", f"{place}/{program}.")
        subprocess.run(command, shell=True, cwd=build.directory, check=True, capture_output=True)
    loads = build.tree / f"userspace/datapath/{program}_program.cpp"
    build.compile(loads, place / "mutant.o", loads, place)


def try_fault(build, fault):
    """The test that noticed, or None, and the seconds it took."""
    start = time.monotonic()
    place = build.scratch / re.sub(r"\W+", "_", fault.name)
    place.mkdir(parents=True)
    text = (build.tree / fault.file).read_text().replace(fault.original, fault.replacement)
    compile_file = compile_bpf if fault.file.startswith("bpf/") else compile_core
    noticed = None
    try:
        compile_file(build, fault, text, place)
        for suite in suites_of(fault.file):
            build.link(suite, [place / "mutant.o"], place / suite)
            if noticed := run_suite(place / suite, suite, tests_of(fault.file)):
                break
    except subprocess.CalledProcessError as error:
        # It proves nothing, so it counts as not noticed.
        print(f"'{fault.name}' does not compile\n" + error.stderr.decode(errors="replace"), file=sys.stderr)
    shutil.rmtree(place)
    return noticed, time.monotonic() - start
