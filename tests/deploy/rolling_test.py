#!/usr/bin/env python3
"""Rolls three hosts behind the real HAProxy under load, kills one, and counts failed requests."""

import argparse
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

from cluster import NAMES, Cluster, Load, wait

CLIENTS = 8


def shipped_haproxy(deploy, path):
    """The class of roll.py."""
    sys.path.insert(0, str(deploy))
    import roll  # pylint: disable=import-outside-toplevel
    return roll.HAProxy(str(path), "siding")


def check(what, good, details=""):
    print(("ok      " if good else "FAILED  ") + what, flush=True)
    if not good:
        raise AssertionError(f"{what}\n{details}")


def roll_with_haproxy(cluster, roll):
    """As the shipped script does it: drained in HAProxy, restarted, back. Nothing may fail, whatever the method."""
    before = {name: cluster.pid(name) for name in NAMES}
    with Load(cluster.front, CLIENTS, posts=True) as load:
        load.wait_for(200)
        subprocess.run([sys.executable, roll, "--socket", cluster.socket, "--restart", cluster.restart_command(), *NAMES],
                       check=True)
        load.wait_for(200)
    check("each of the hosts is a new process", all(cluster.pid(name) != before[name] for name in NAMES))
    check(f"rolling restart: {load.requests} requests, {len(load.failures)} failed", not load.failures, load.failures[:5])


def roll_by_signal(cluster, haproxy):
    """HAProxy is told nothing: TERM, the end, the start. What may be sent twice may not fail."""
    with Load(cluster.front, CLIENTS, posts=False) as load:
        for name in NAMES:
            load.wait_for(200)
            subprocess.run(cluster.restart_command().replace("{server}", name), shell=True, check=True)
            wait(f"host {name} is ready", lambda: cluster.ready(name))
            wait(f"HAProxy has found host {name}", lambda: haproxy.is_up(name))
        load.wait_for(200)
    check(f"TERM without a word to HAProxy: {load.requests} requests, {len(load.failures)} failed", not load.failures,
          load.failures[:5])


def kill_one(cluster, haproxy):
    with Load(cluster.front, CLIENTS, posts=True) as load:
        load.wait_for(200)
        cluster.signal("b", signal.SIGKILL)
        wait("host b has ended", lambda: cluster.ended("b"))
        load.wait_for(500)
        cluster.start("b")
        wait("host b is ready", lambda: cluster.ready("b"))
        wait("HAProxy has found host b", lambda: haproxy.is_up("b"))
        load.wait_for(200)
    check(f"SIGKILL of a host: {load.requests} requests, {len(load.failures)} failed, of at most {CLIENTS} in flight",
          len(load.failures) <= CLIENTS, load.failures[:CLIENTS + 1])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--siding", required=True)
    parser.add_argument("--plugins", required=True)
    parser.add_argument("--deploy", required=True, help="the folder config/deploy")
    arguments = parser.parse_args()
    if not shutil.which("haproxy"):
        sys.exit("haproxy is not installed: ./dev install-packages test")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # leaves through the cluster's end
    deploy = pathlib.Path(arguments.deploy).resolve()
    with tempfile.TemporaryDirectory() as folder:
        with Cluster(os.path.abspath(arguments.siding), os.path.abspath(arguments.plugins), deploy / "haproxy.cfg", folder) as cluster:
            try:
                roll_with_haproxy(cluster, deploy / "roll.py")
                haproxy = shipped_haproxy(deploy, cluster.socket)
                roll_by_signal(cluster, haproxy)
                kill_one(cluster, haproxy)
            except (AssertionError, RuntimeError, subprocess.CalledProcessError) as error:
                sys.exit(f"{error}\n{cluster.logs()}")


if __name__ == "__main__":
    main()
