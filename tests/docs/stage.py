# SPDX-License-Identifier: GPL-2.0-or-later
"""Two routers as the pages have them, in namespaces of this test alone: the host itself with the default paths, and the
other end of its eth0, in the network namespace blue. Both have VI_1 and VI_2, and the host is MASTER of them.

The process that imports this is the first one of a new mount, process and network namespace. Therefore each path of the
pages is the real one, nobody else sees what the commands do, and everything ends with the process."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time

OTHER = "blue"
CONFIG = pathlib.Path("/etc/xvrrpd/xvrrpd.conf")
CHANGED = pathlib.Path("/etc/xvrrpd/new.conf")
LOG = pathlib.Path("/run/host.log")
PATIENCE = 30


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def private(directory):
    """The files stay, and what is written is seen here alone."""
    copy = pathlib.Path("/run/copies", directory.strip("/"))
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(directory, copy, symlinks=True, ignore_dangling_symlinks=True)
    run("mount", "--bind", str(copy), directory)


def instance(name, vrid, priority, address):
    return f"""vrrp_instance {name} {{
    interface eth0
    virtual_router_id {vrid}
    priority {priority}
    version 3
    advert_int 0.1
    virtual_ipaddress {{
        {address}/24
    }}
}}
"""


def configuration(priority):
    return instance("VI_1", 51, priority, "192.168.1.100") + instance("VI_2", 52, priority, "192.168.1.101")


def wait_for(what, condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"{what} does not come true. The log of the host:\n{LOG.read_text() if LOG.exists() else ''}")
        time.sleep(0.02)


class Stage:
    def __init__(self, build):
        self.build = build
        self.daemon = None
        self.make_paths()
        self.make_network()
        self.start_other()
        self.restore()

    def make_paths(self):
        run("mount", "--make-rprivate", "/")
        run("mount", "-t", "tmpfs", "tmpfs", "/run")
        private("/etc")
        if not any(path.is_relative_to("/tmp") for path in (self.build, pathlib.Path(__file__))):
            run("mount", "-t", "tmpfs", "tmpfs", "/tmp")
        run("mount", "-t", "bpf", "bpf", "/sys/fs/bpf")
        os.environ.pop("TMPDIR", None)  # the pages say /tmp
        stubs = pathlib.Path("/run/bin")
        stubs.mkdir()
        (stubs / "sudo").write_text('#!/bin/sh\nexec "$@"\n')
        (stubs / "sudo").chmod(0o755)
        os.environ["PATH"] = f"{self.build}:{stubs}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        run("useradd", "--no-create-home", "reader")
        for directory in ("/etc/xvrrpd/keys", "/etc/keepalived", "/etc/default"):
            pathlib.Path(directory).mkdir(parents=True, exist_ok=True)

    def make_network(self):
        run("ip", "netns", "add", OTHER)
        run("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", OTHER)
        run("ip", "link", "set", "lo", "up")
        run("ip", "address", "add", "192.0.2.1/32", "dev", "lo")
        for number, inside in enumerate(((), ("-n", OTHER)), 1):
            run("ip", *inside, "address", "add", f"192.168.1.{number}/24", "dev", "eth0")
            run("ip", *inside, "link", "set", "eth0", "up")

    def start_other(self):
        config = pathlib.Path("/run/other.conf")
        config.write_text(configuration(90))
        subprocess.Popen(["xvrrpd", "-n", "-l", "-s", OTHER, "-f", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for("MASTER of both, alone", lambda: self.leads("--runtime-dir", f"/run/xvrrpd/{OTHER}"))  # so the host hears it

    def write_files(self):
        CONFIG.write_text(configuration(100))
        CHANGED.write_text(configuration(110))
        shutil.copy(CONFIG, "/etc/keepalived/keepalived.conf")
        for name in ("master", "backup", "fault", "stop", "any", "reader"):
            script = CONFIG.with_name(f"{name}.sh")
            script.write_text("#!/bin/sh\n")
            script.chmod(0o755)

    def start(self, command="xvrrpd -n -l"):
        with LOG.open("a") as log:
            self.daemon = subprocess.Popen(["bash", "-c", f"exec {command}"], stdout=log, stderr=log)

    def kill(self):
        """Without a word, and nobody cleans up: the runner is dead, too."""
        if self.daemon:
            children = pathlib.Path(f"/proc/{self.daemon.pid}/task/{self.daemon.pid}/children").read_text().split()
            for process in map(int, [*children, self.daemon.pid]):
                os.kill(process, signal.SIGKILL)
            self.daemon.wait()
            self.daemon = None

    def instances(self, *options):
        done = subprocess.run(["xvrrpctl", *options, "-j", "status"], capture_output=True, text=True)
        return json.loads(done.stdout)["instances"] if done.returncode == 0 else []

    def leads(self, *options):
        return [each["state"] for each in self.instances(*options)] == ["MASTER", "MASTER"]

    def restore(self):
        """The host runs, with its configuration, and is MASTER."""
        self.write_files()
        if self.leads():
            return
        if self.daemon is None or self.daemon.poll() is not None:
            self.start()
            wait_for("a daemon that answers", self.instances)
        subprocess.run(["xvrrpctl", "undrain"], capture_output=True, check=False)
        wait_for("MASTER of both", self.leads)
