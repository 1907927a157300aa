# SPDX-License-Identifier: GPL-2.0-or-later
"""The verdicts of keepalived -t and of xvrrpd -t on the same files, and each difference with its reason.

A file is fine if the exit status is 0. A difference that is not listed is a failure, and so is a listed one that has
gone. Usage: verdicts.py XVRRPD, as root."""
import pathlib
import subprocess
import sys

TESTS = pathlib.Path(__file__).parents[1]
FILES = sorted([*TESTS.glob("unit/config/cases/*.conf"), *TESTS.glob("unit/config/shapes/*.conf"), *TESTS.glob("golden/*.conf"),
                *TESTS.parent.glob("docs/examples/*.conf")])
INTERFACES = range(3)

# Exactly one of the two programs is fine with the file of this name.
DIFFERENCES = {
    "19_notify_unquoted": "the user of a script that does not exist is a warning here",
    "vyos": "a script of a FIFO that does not exist is a warning here",
    "openwrt": "a notify script that does not exist is a warning here",
    "28_include_missing2": "keepalived only logs that a file is missing, here it is a warning",
    "50_longline": "keepalived takes the end of a long line for a line of its own, here a line may have any length",
    "refused": "a keyword that would change the behaviour and is not supported refuses to start",
    "everything": "v3_checksum_as_v2 is younger than keepalived 2.2.7",
}


def isolated(command):
    """The command in namespaces with interfaces and pid files of its own."""
    return ["unshare", "--net", "--mount", *command]


def set_up():
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)
    for number in INTERFACES:
        for step in (f"link add eth{number} type veth peer name peer{number}", f"link set eth{number} up",
                     f"link set peer{number} up", f"addr add 10.0.{number}.1/24 dev eth{number}"):
            subprocess.run(["ip", *step.split()], check=True)


def status(command):
    return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode


def verdicts(xvrrpd, file):
    options = ["-t", "-f", str(file), "-i", "left"]
    return status(["keepalived", *options]), status([xvrrpd, *options])


def findings(xvrrpd):
    for file in FILES:
        theirs, ours = verdicts(xvrrpd, file)
        differs = (theirs == 0) != (ours == 0)
        if differs and file.stem not in DIFFERENCES:
            yield f"{file.name}: keepalived says {theirs}, xvrrpd says {ours}, and nothing says why"
        elif not differs and file.stem in DIFFERENCES:
            yield f"{file.name}: keepalived says {theirs}, xvrrpd says {ours}, which is no difference any more"
    for stem in DIFFERENCES.keys() - {file.stem for file in FILES}:
        yield f"{stem}.conf: is listed, and is not there"


def main():
    if len(sys.argv) == 2:
        sys.exit(subprocess.run(isolated([sys.executable, *sys.argv, "isolated"]), check=False).returncode)
    set_up()
    found = list(findings(sys.argv[1]))
    print(*found, f"{len(FILES)} files, {len(DIFFERENCES)} known differences", sep="\n")
    sys.exit(1 if found else 0)


main()
