#!/usr/bin/env python3
"""What can be said of the files of config/deploy without a cluster: they parse, and they agree with each other."""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import yaml

OPTIONS = argparse.Namespace()


def run(*command, **more):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, **more)


def documents():
    return list(yaml.safe_load_all((OPTIONS.deploy / "kubernetes.yaml").read_text()))


def document(kind):
    (found,) = [each for each in documents() if each["kind"] == kind]
    return found


def check_table(text):
    with tempfile.TemporaryDirectory() as folder:
        table = pathlib.Path(folder) / "routes.yaml"
        table.write_text(text)
        return run(OPTIONS.siding, "check", "--plugin-dir", OPTIONS.plugins, "-c", table)


def seconds(text):
    return int(re.fullmatch(r"(\d+)s", text)[1])


class HAProxy(unittest.TestCase):
    ENVIRONMENT = {"SIDING_FRONT": "127.0.0.1:8000", "SIDING_A": "127.0.0.2:8080", "SIDING_B": "127.0.0.3:8080",
                   "SIDING_C": "127.0.0.4:8080", "SIDING_CHECK": "9901", "SIDING_READY": "/readyz",
                   "SIDING_SOCKET": "/tmp/siding-haproxy.sock"}

    def test_haproxy_accepts_its_configuration(self):
        checked = run("haproxy", "-c", "-f", OPTIONS.deploy / "haproxy.cfg", env=os.environ | self.ENVIRONMENT)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertNotIn("WARNING", checked.stderr)

    def test_roll_py_tells_its_usage(self):
        self.assertEqual(run(sys.executable, OPTIONS.deploy / "roll.py", "--help").returncode, 0)
        failed = run(sys.executable, OPTIONS.deploy / "roll.py", "--socket", "/no/socket", "--restart", "true", "a")
        self.assertEqual(failed.returncode, 1)
        self.assertTrue(failed.stderr.startswith("roll.py: "), failed.stderr)


class Kubernetes(unittest.TestCase):
    def setUp(self):
        self.deployment = document("Deployment")
        self.pod = self.deployment["spec"]["template"]["spec"]
        (self.container,) = self.pod["containers"]
        self.table = document("ConfigMap")["data"]["routes.yaml"]

    def test_each_document_says_what_it_is(self):
        kinds = [each["kind"] for each in documents()]
        self.assertEqual(kinds, ["ConfigMap", "Deployment", "Service", "PodDisruptionBudget", "NetworkPolicy"])
        for each in documents():
            self.assertTrue(each["apiVersion"])
            self.assertEqual(each["metadata"]["name"], "siding")

    def test_the_table_is_one_that_siding_takes(self):
        checked = check_table(self.table)
        self.assertEqual(checked.returncode, 0, checked.stderr)

    def test_selectors_find_the_pods(self):
        labels = self.deployment["spec"]["template"]["metadata"]["labels"]
        self.assertEqual(self.deployment["spec"]["selector"]["matchLabels"], labels)
        self.assertEqual(document("Service")["spec"]["selector"], labels)
        self.assertEqual(document("PodDisruptionBudget")["spec"]["selector"]["matchLabels"], labels)
        self.assertEqual(document("NetworkPolicy")["spec"]["podSelector"]["matchLabels"], labels)

    def test_probes_ask_the_admin_listener(self):
        ports = {port["name"]: port["containerPort"] for port in self.container["ports"]}
        server = yaml.safe_load(self.table)["server"]
        self.assertEqual(server["listen"].rsplit(":", 1)[1], str(ports["http"]))
        self.assertEqual(server["admin"].rsplit(":", 1)[1], str(ports["admin"]))
        probes = {name: self.container[name + "Probe"]["httpGet"] for name in ("liveness", "readiness", "startup")}
        self.assertEqual({name: probe["path"] for name, probe in probes.items()},
                         {"liveness": "/livez", "readiness": "/readyz", "startup": "/readyz"})
        self.assertEqual({probe["port"] for probe in probes.values()}, {"admin"})
        self.assertEqual(document("Service")["spec"]["ports"][0]["targetPort"], "http")

    def test_a_pod_has_the_time_to_drain(self):
        pause = int(self.container["lifecycle"]["preStop"]["exec"]["command"][1])
        readiness = self.container["readinessProbe"]
        self.assertGreater(pause, readiness["periodSeconds"] * readiness["failureThreshold"])
        drain = seconds(yaml.safe_load(self.table)["server"]["shutdown_timeout"])
        self.assertGreater(self.pod["terminationGracePeriodSeconds"], pause + drain)

    def test_resources_and_rights_are_bounded(self):
        for bound in ("requests", "limits"):
            self.assertEqual(set(self.container["resources"][bound]), {"cpu", "memory"})
        context = self.container["securityContext"]
        self.assertIs(context["allowPrivilegeEscalation"], False)
        self.assertIs(context["readOnlyRootFilesystem"], True)
        self.assertIs(self.pod["securityContext"]["runAsNonRoot"], True)
        self.assertEqual(self.deployment["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"], 0)


class Docker(unittest.TestCase):
    def setUp(self):
        text = (OPTIONS.deploy / "Dockerfile").read_text()
        lines = "\n".join(line for line in text.splitlines() if not line.startswith("#")).replace("\\\n", " ")
        self.steps = [line.split(maxsplit=1) for line in lines.splitlines() if line.strip()]

    def all_of(self, word):
        return [rest for name, rest in self.steps if name == word]

    def test_it_has_known_instructions_only(self):
        known = {"FROM", "RUN", "COPY", "WORKDIR", "USER", "EXPOSE", "STOPSIGNAL", "ENTRYPOINT", "CMD"}
        self.assertLessEqual({name for name, _ in self.steps}, known)

    def test_both_stages_are_debian_12(self):
        self.assertEqual(self.all_of("FROM"), ["debian:12-slim AS build", "debian:12-slim"])

    def test_it_builds_with_what_dev_installs(self):
        packages = re.search(r'^  \[build\]="([^"]*)"', (OPTIONS.source / ".dev/packages.sh").read_text(), re.M)[1]
        first = next(step for step in self.all_of("RUN") if "g++" in step).split()
        self.assertLessEqual(set(packages.split()), set(first))

    def test_what_it_copies_is_there(self):
        for rest in self.all_of("COPY"):
            source = rest.split()[0]
            if not source.startswith("--from"):
                self.assertTrue((OPTIONS.source / source).exists(), source)

    def test_it_does_not_run_as_root(self):
        self.assertEqual(self.all_of("USER"), ["65534:65534"])

    def test_its_table_is_one_that_siding_takes(self):
        checked = check_table((OPTIONS.deploy / "routes.yaml").read_text())
        self.assertEqual(checked.returncode, 0, checked.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--siding", "--plugins", "--deploy", "--source"):
        parser.add_argument(name, required=True)
    arguments, rest = parser.parse_known_args(namespace=OPTIONS)
    OPTIONS.deploy, OPTIONS.source = pathlib.Path(OPTIONS.deploy), pathlib.Path(OPTIONS.source)
    unittest.main(argv=[sys.argv[0], *rest])
