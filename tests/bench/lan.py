# SPDX-License-Identifier: GPL-2.0-or-later
"""Network namespaces joined by a veth or a switch, and the processes that run in them."""
import contextlib
import pathlib
import shutil
import signal
import subprocess
import time

MASTERS = "xvrrp-bench-masters"
BACKUPS = "xvrrp-bench-backups"
STRANGER = "xvrrp-bench-stranger"
SWITCH = "xvrrp-bench-switch"
ENDS = (MASTERS, BACKUPS)
NAMESPACES = (*ENDS, STRANGER, SWITCH)
INTERFACE = "eth0"
SCRATCH = pathlib.Path("/run/xvrrp-bench")
PINS = pathlib.Path("/sys/fs/bpf/xvrrp-bench")


def inside(namespace, *command):
    return ["nsenter", f"--net=/run/netns/{namespace}", *map(str, command)]


def run(*command, **options):
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True, **options).stdout


def sweep():
    """Removes what is left of our runs: processes in our namespaces, the namespaces, files, pins."""
    for namespace in NAMESPACES:
        if not pathlib.Path("/run/netns", namespace).exists():
            continue
        for pid in run("ip", "netns", "pids", namespace).split():
            subprocess.run(["kill", "-KILL", pid], check=False, stderr=subprocess.DEVNULL)
        run("ip", "netns", "delete", namespace)
    for directory in (SCRATCH, PINS):
        shutil.rmtree(directory, ignore_errors=True)


def leave_tags_in_frames(namespace, interface):
    """Leaves VLAN tags in the frames, so that native XDP sees them and --datapath auto takes it."""
    run(*inside(namespace, "ethtool", "-K", interface, "rxvlan", "off", "txvlan", "off"))


def join_by_veth(count=1):
    for namespace in ENDS:
        run("ip", "netns", "add", namespace)
    for number in range(count):
        end = ("name", f"eth{number}", "netns")
        run("ip", "link", "add", *end, MASTERS, "type", "veth", "peer", *end, BACKUPS)
        for namespace in ENDS:
            leave_tags_in_frames(namespace, f"eth{number}")


def join_by_switch():
    """Makes the LAN with the STRANGER, who has no address."""
    for namespace in NAMESPACES:
        run("ip", "netns", "add", namespace)
    switch = inside(SWITCH, "ip", "link")
    run(*switch, "add", "br0", "up", "type", "bridge")
    for port, namespace in enumerate((*ENDS, STRANGER)):
        run("ip", "link", "add", INTERFACE, "netns", namespace, "type", "veth", "peer", "name", f"port{port}",
            "netns", SWITCH)
        leave_tags_in_frames(namespace, INTERFACE)
        leave_tags_in_frames(SWITCH, f"port{port}")
        run(*switch, "set", f"port{port}", "master", "br0", "up")
        run(*inside(namespace, "ip", "link", "set", INTERFACE, "up"))


@contextlib.contextmanager
def lan(join=join_by_veth, interfaces=1):
    """Makes eth0 and so on at both ENDS, each with an address of its own network."""
    sweep()
    try:
        SCRATCH.mkdir()
        join()
        for host, namespace in enumerate(ENDS, 1):
            for number in range(interfaces):
                run(*inside(namespace, "ip", "address", "add", f"10.{80 + number}.0.{host}/16", "dev", f"eth{number}"))
                run(*inside(namespace, "ip", "link", "set", f"eth{number}", "up"))
        yield
    finally:
        sweep()


@contextlib.contextmanager
def process(namespace, name, *command):
    """A running process of a namespace, with its output in SCRATCH/name.log. It gets SIGTERM at the end."""
    with (SCRATCH / f"{name}.log").open("wb") as log:
        started = subprocess.Popen(inside(namespace, *command), stdout=log, stderr=log)
    try:
        yield started
    finally:
        if started.poll() is None:
            started.send_signal(signal.SIGTERM)
        try:
            started.wait(20)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def wait_until(what, is_so, seconds=30, pause=0.05):
    """Asks until the condition holds. If it never does, raises SystemExit with a sentence."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return
        time.sleep(pause)
    raise SystemExit(f"bench: after {seconds} s still not so: {what} (see {SCRATCH})")


def cpu_seconds(pids):
    """The CPU time as the scheduler counts it."""
    return sum(int(pathlib.Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in pids) / 1e9
