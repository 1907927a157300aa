# SPDX-License-Identifier: GPL-2.0-or-later
"""What a command needs here, and where those are run that cannot be run here. The first rule whose expression is found in
a command counts. A command without a rule is run as it is and has to succeed."""
import dataclasses
import re


@dataclasses.dataclass(frozen=True)
class Run:
    """In the namespaces of the stage."""
    says: str = ""  # an expression
    exits: tuple = (0,)
    goes_on: bool = False  # until it is ended
    without_daemon: bool = False  # the host's was killed
    becomes_daemon: bool = False  # and stays the host's
    makes: str = ""  # this file comes within a moment
    tries: int = 1  # bpftool fails if another daemon's map goes while it looks for a name


@dataclasses.dataclass(frozen=True)
class Elsewhere:
    """In another test: a file of the tree, or one of a directory, has the text."""
    place: str
    text: str


@dataclasses.dataclass(frozen=True)
class ByHand:
    why: str


GUEST = "tests/vm"

RULES = [
    # The tree and the package
    (r"^sudo scripts/demo", Elsewhere("tests/demo/CMakeLists.txt", "scripts/demo")),
    (r"^sudo scripts/test", ByHand("it is what runs this test")),
    (r"^sudo scripts/bench", ByHand("half an hour, and figures that no busy machine gives")),
    (r"^scripts/bench --charts", Elsewhere("tests/check/CMakeLists.txt", "charts.py --check")),
    (r"^sudo scripts/deps", Elsewhere("scripts/test", "scripts/deps")),
    (r"^cmake --preset (release|dev)\b", Elsewhere("scripts/test", "cmake --build --preset")),
    (r"^cmake --preset fuzz|^build/fuzz/", ByHand("a search without an end; tests/fuzz repeats its finds")),
    (r"^ctest ", Elsewhere("scripts/test", "ctest --preset")),
    (r"^scripts/package", Elsewhere("scripts/vm", "scripts/package")),
    (r"^sudo debian/tests/smoke|^sudo autopkgtest", Elsewhere("debian/tests/control", "smoke")),
    (r"apt install", Elsewhere("debian/tests/smoke", "apt-get install")),
    (r"^podman ", Elsewhere("scripts/container", "play kube")),
    (r"^editor ", ByHand("a person writes")),
    # systemd
    (r"^systemctl disable --now keepalived", ByHand("it is about the host's own keepalived")),
    (r"^journalctl ", Elsewhere(GUEST, "journalctl -u xvrrpd")),
    (r"systemctl enable --now xvrrpd$", Elsewhere(GUEST, "systemctl start xvrrpd")),
    (r"systemctl enable --now xvrrpd-drain", Elsewhere(GUEST, "systemctl start xvrrpd-drain")),
    (r"systemctl restart xvrrpd", Elsewhere(GUEST, "systemctl restart xvrrpd")),
    (r"^systemctl stop xvrrpd", Elsewhere(GUEST, "systemctl stop")),
    (r"^systemctl list-units", Elsewhere(GUEST, "systemctl list-units")),
    (r"systemctl enable --now xvrrp-exporter", Elsewhere(GUEST, "exporter.deb")),
    (r"^systemctl (stop|mask) xvrrp-runner.socket", Elsewhere(GUEST, "systemctl mask xvrrp-runner.socket")),
    (r"^systemctl daemon-reload && systemctl start", Elsewhere(GUEST, "systemctl daemon-reload")),
    # Our programs
    (r"^xvrrpd -n -l", Run(becomes_daemon=True)),
    (r"^xvrrpd --clean-up", Run(without_daemon=True)),
    (r"^xvrrpctl diff$", ByHand("the name of a command, without its argument")),
    (r"^xvrrpctl diff ", Run(says="changed")),
    (r"^xvrrpctl top$", Run(goes_on=True)),
    (r"^xvrrpctl why", Run(says="VI_1 is MASTER")),
    (r"^xvrrpctl doctor", Run(exits=(0, 1))),  # the machine may have something that is wrong
    (r"^xvrrpctl drain", Run(says="VI_1.*192.168.1.2")),
    (r"^kill -USR1", Run(makes="/tmp/keepalived.data")),
    (r"^kill -s .*JSON", Run(makes="/tmp/keepalived.json")),
    (r"^xvrrp-exporter|tcpdump", Run(goes_on=True)),
    # bpftool
    (r"^bpftool map dump name vrrp_peers", Run(says='"priority": 90', tries=5)),
    (r"^bpftool.* name ", Run(tries=5)),
]

PLACEHOLDERS = {"[NAME...]": "VI_1", "NAME": "VI_1", "FILE": "/etc/xvrrpd/new.conf"}


def rule_of(text):
    return next((rule for expression, rule in RULES if re.search(expression, text)), Run())


def filled(text):
    for placeholder, value in PLACEHOLDERS.items():
        text = re.sub(rf"(?<![\w/.]){re.escape(placeholder)}(?!\w)", value, text)
    return text
