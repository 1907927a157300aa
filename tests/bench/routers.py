# SPDX-License-Identifier: GPL-2.0-or-later
"""The daemons that are measured, xvrrpd and keepalived, with the same generated configuration."""
import json
import pathlib
import subprocess

import lan

INSTANCE = """vrrp_instance V{number} {{
    interface {interface}
    virtual_router_id {vrid}
    priority {priority}
    advert_int {interval}
    virtual_ipaddress {{
        {vip}
    }}
}}
"""


PER_INTERFACE = 255  # as many as there are VRIDs


def vip(number):
    interface, vrid = divmod(number - 1, PER_INTERFACE)
    return f"10.{80 + interface}.1.{vrid + 1}"


def instance(number, interval, priority):
    """The virtual router of this number, from 1: eth0 has the first 255, eth1 the next."""
    interface, vrid = divmod(number - 1, PER_INTERFACE)
    return INSTANCE.format(number=number, vrid=vrid + 1, vip=vip(number), interface=f"eth{interface}",
                           priority=priority, interval=interval)


def configuration(count, version, interval, priority, more=""):
    """The configuration of count virtual routers with one address each. Other settings are the defaults of the daemon.
    more is a further line of global_defs."""
    return globals_of(version, more) + "".join(instance(number, interval, priority) for number in range(1, count + 1))


def globals_of(version, more=""):
    return f"global_defs {{\n    vrrp_version {version}\n    {more}\n}}\n"


def write(name, text):
    file = lan.SCRATCH / name
    file.write_text(text)
    return file


class Xvrrpd:
    """xvrrpd in one namespace."""
    name = "xvrrpd"

    def __init__(self, build, namespace):
        self.build = pathlib.Path(build)
        self.namespace = namespace
        self.runtime_dir = lan.SCRATCH / namespace

    def start(self, config):
        return lan.process(self.namespace, f"xvrrpd-{self.namespace}", self.build / "xvrrpd", "-n", "-l", "-f", config,
                           "--runtime-dir", self.runtime_dir, "--bpf-dir", lan.PINS / self.namespace)

    def status(self):
        asked = subprocess.run([self.build / "xvrrpctl", "--runtime-dir", self.runtime_dir, "-j", "status"],
                               capture_output=True, text=True, check=False)
        return json.loads(asked.stdout)["instances"] if asked.returncode == 0 else []

    def all_in(self, state, count):
        return sum(each["state"] == state for each in self.status()) == count

    def takeovers(self):
        return [each["takeover"] for each in self.status()]

    def counted(self, counter):
        return sum(each["counters"][counter] for each in self.status())

    def transitions(self):
        """The number of times at which one of its virtual routers became MASTER."""
        return self.counted("master-transitions")

    def log(self):
        return (lan.SCRATCH / f"xvrrpd-{self.namespace}.log").read_text()

    def reloads(self):
        """The number of finished reloads, and of the refused ones among them."""
        log = self.log()
        refused = log.count("the configuration stays as it is")
        return log.count("info: reloaded ") + refused, refused

    @staticmethod
    def workers(process):
        return [process.pid]


class Keepalived:
    """Debian's keepalived in one namespace."""
    name = "keepalived"

    def __init__(self, namespace):
        self.namespace = namespace

    def start(self, config):
        files = lan.SCRATCH / f"keepalived-{self.namespace}"
        return lan.process(self.namespace, f"keepalived-{self.namespace}", "keepalived", "-n", "-l", "--vrrp",
                           "-f", config, "-p", f"{files}.pid", "-r", f"{files}-vrrp.pid")

    def log(self):
        return (lan.SCRATCH / f"keepalived-{self.namespace}.log").read_text()

    def all_in(self, state, count):
        return self.log().count(f"Entering {state} STATE") == count

    def transitions(self):
        """The number of times at which one of its virtual routers became MASTER."""
        return self.log().count("Entering MASTER STATE")

    def reloads(self):
        """The number of finished reloads; it refuses none."""
        return self.log().count("Reload complete"), 0

    @staticmethod
    def takeovers():
        """keepalived does not report this."""
        return []

    @staticmethod
    def workers(process):
        """The parent and the child that speaks VRRP."""
        children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        return [process.pid, *map(int, children)]


def keepalived_version():
    said = subprocess.run(["keepalived", "-v"], capture_output=True, text=True, check=True).stderr
    return said.split()[1].lstrip("v")
