# SPDX-License-Identifier: GPL-2.0-or-later
"""Two network namespaces joined by a veth, and the processes that run in them."""
import contextlib
import pathlib
import shutil
import signal
import subprocess
import time

MASTERS = "xvrrp-bench-masters"
BACKUPS = "xvrrp-bench-backups"
ADDRESSES = {MASTERS: "10.80.0.1/16", BACKUPS: "10.80.0.2/16"}
INTERFACE = "eth0"
SCRATCH = pathlib.Path("/run/xvrrp-bench")
PINS = pathlib.Path("/sys/fs/bpf/xvrrp-bench")


def inside(namespace, *command):
    return ["nsenter", f"--net=/run/netns/{namespace}", *map(str, command)]


def run(*command, **options):
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True, **options).stdout


def sweep():
    """Whatever is left of a run, and only of ours: processes in our namespaces, the namespaces, files, pins."""
    for namespace in ADDRESSES:
        if not pathlib.Path("/run/netns", namespace).exists():
            continue
        for pid in run("ip", "netns", "pids", namespace).split():
            subprocess.run(["kill", "-KILL", pid], check=False, stderr=subprocess.DEVNULL)
        run("ip", "netns", "delete", namespace)
    for directory in (SCRATCH, PINS):
        shutil.rmtree(directory, ignore_errors=True)


@contextlib.contextmanager
def lan():
    sweep()
    try:
        SCRATCH.mkdir()
        for namespace in ADDRESSES:
            run("ip", "netns", "add", namespace)
        run("ip", "link", "add", INTERFACE, "netns", MASTERS, "type", "veth", "peer", "name", INTERFACE,
            "netns", BACKUPS)
        for namespace, address in ADDRESSES.items():
            run(*inside(namespace, "ip", "address", "add", address, "dev", INTERFACE))
            run(*inside(namespace, "ip", "link", "set", INTERFACE, "up"))
        yield
    finally:
        sweep()


@contextlib.contextmanager
def process(namespace, name, *command):
    """A running process of a namespace; its output is in SCRATCH/name.log. SIGTERM at the end, if it is still there."""
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


def wait_until(what, is_so, seconds=30):
    """Ask until it is so; SystemExit in words where it does not become so."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return
        time.sleep(0.05)
    raise SystemExit(f"bench: after {seconds} s still not so: {what} (see {SCRATCH})")
