#!/usr/bin/env python3
"""Installs the Debian packages into a fresh Debian 12, serves from there, and builds a plugin with siding-dev.

Needs root (a chroot) and a package mirror. The fresh Debian is made by debootstrap once and kept; what a mirror can't
give, or a user who is not root, is a failure that says so: a package that nobody has installed is not tested.
"""

import argparse
import http.client
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

PATIENCE = 60  # seconds


def run(*command, **more):
    command = [str(part) for part in command]
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                          **more)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}\nended with {done.returncode}:\n{done.stdout[-4000:]}")
    return done.stdout


def check(what, good, details=""):
    print(("ok      " if good else "FAILED  ") + what, flush=True)
    if not good:
        raise RuntimeError(f"{what}\n{details}")


def fresh_debian(kept, root):
    """A minimal Debian 12 at `root`, a copy of the one that is kept."""
    if not (kept / "etc/debian_version").exists():
        unfinished = kept.with_name(kept.name + ".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        run("debootstrap", "--variant=minbase", "bookworm", unfinished)
        unfinished.rename(kept)
    run("cp", "-a", "--reflink=auto", kept, root)
    for name in ("resolv.conf", "hosts"):
        shutil.copy(f"/etc/{name}", root / "etc" / name)
    for source in pathlib.Path("/etc/apt/apt.conf.d").glob("*"):  # a proxy, if there is one
        if "proxy" in source.read_text(errors="replace").lower():
            shutil.copy(source, root / "etc/apt/apt.conf.d")


class Chroot:
    """A root with /proc, in mounts of its own that end with their process."""

    def __init__(self, root):
        self.root = root

    def command(self, *arguments):
        script = 'mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && exec chroot "$0" "$@"'
        return ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, str(self.root),
                *map(str, arguments)]

    def run(self, *arguments):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
        return run(*self.command(*arguments), env=environment)


def build_packages(build, folder):
    """Of what the build tree has."""
    run("cpack", "--config", build / "CPackConfig.cmake", "-B", folder)
    packages = {package.name.split("_")[0]: package for package in folder.glob("*.deb")}
    check("there are the packages siding and siding-dev", sorted(packages) == ["siding", "siding-dev"], packages)
    return packages


def look_into(packages):
    fields = run("dpkg-deb", "--field", packages["siding"])
    for library in ("libc6", "libspdlog", "libyaml-cpp", "libboost-json", "liburing2"):
        check(f"siding depends on {library}", library in fields, fields)
    files = run("dpkg-deb", "--contents", packages["siding"])
    for name in ("/usr/bin/siding", "/usr/lib/siding/plugins/hello.so", "/etc/siding/routes.yaml",
                 "/usr/share/doc/siding/copyright"):
        check(f"siding has {name}", f" .{name}\n" in files, files)
    with tempfile.TemporaryDirectory() as control:
        run("dpkg-deb", "--control", packages["siding"], control)
        conffiles = (pathlib.Path(control) / "conffiles").read_text()
        check("its table is a conffile", conffiles == "/etc/siding/routes.yaml\n", conffiles)
    fields = run("dpkg-deb", "--field", packages["siding-dev"])
    check("siding-dev is for every architecture", "Architecture: all" in fields, fields)


def serve(chroot, table):
    process = subprocess.Popen(chroot.command("/usr/bin/siding", "serve", "--port", "0", "-c", table), text=True,
                               stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    for line in process.stdout:
        if line.startswith("serving http://127.0.0.1:"):
            return process, int(line.strip().rsplit(":", 1)[1])
    raise RuntimeError(f"siding does not serve, and ended with {process.wait()}")


def ask(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path)
    response = connection.getresponse()
    return response.status, response.read().decode()


def served(chroot, table, path):
    """What it answers there; ended afterwards."""
    process, port = serve(chroot, table)
    try:
        return ask(port, path)
    finally:
        process.send_signal(signal.SIGTERM)
        check("it ends by TERM with code 0", process.wait(timeout=PATIENCE) == 0)


def use(chroot, outside, scratch):
    checked = chroot.run("siding", "check", "-c", "/etc/siding/routes.yaml")
    check("the installed table is right", "ok, 1 routes" in checked, checked)
    answer = served(chroot, "/etc/siding/routes.yaml", "/hello/Ada")
    check("the installed server answers", answer == (200, "Hello, Ada!"), answer)

    build = scratch / "outside"
    run("cmake", "-S", outside, "-B", build, f"-DCMAKE_PREFIX_PATH={chroot.root}/usr", "-DCMAKE_BUILD_TYPE=Release")
    cache = (build / "CMakeCache.txt").read_text()
    check("a project finds the SDK of siding-dev", f"Siding_DIR:PATH={chroot.root}/usr/share/cmake/Siding" in cache, cache)
    run("cmake", "--build", build)
    shutil.copy(next(build.rglob("outside.so")), chroot.root / "usr/lib/siding/plugins")
    (chroot.root / "etc/siding/outside.yaml").write_text(
        'version: 1\nroutes: [ { path: /outside, plugin: outside, handler: outside } ]\n')
    answer = served(chroot, "/etc/siding/outside.yaml", "/outside")
    check("the plugin that it built is served", answer[0] == 200, answer)


def remove(chroot):
    table = chroot.root / "etc/siding/routes.yaml"
    table.write_text(table.read_text() + "# mine\n")
    chroot.run("dpkg", "--remove", "siding")
    check("what the operator wrote stays when the package goes", table.read_text().endswith("# mine\n"))
    chroot.run("dpkg", "--purge", "siding", "siding-dev")
    check("a purge leaves nothing of it", not table.exists() and not (chroot.root / "usr/bin/siding").exists())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True, help="a build tree")
    parser.add_argument("--debian", type=pathlib.Path, required=True, help="where the fresh Debian is kept")
    parser.add_argument("--outside", type=pathlib.Path, required=True, help="a project with a plugin `outside`")
    arguments = parser.parse_args()
    for program in ("debootstrap", "dpkg-deb", "dpkg-shlibdeps", "cpack", "unshare"):
        if not shutil.which(program):
            sys.exit(f"{program} is not installed: ./dev install-packages test")
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="siding-packages-"))
    try:
        packages = build_packages(arguments.build, scratch / "packages")
        look_into(packages)
        if os.geteuid() != 0:
            raise RuntimeError("only root can install the packages into a root of their own: run this test as root")
        root = scratch / "root"
        fresh_debian(arguments.debian, root)
        for package in packages.values():
            shutil.copy(package, root / "tmp")
        chroot = Chroot(root)
        chroot.run("apt-get", "update", "-q")
        chroot.run("apt-get", "install", "-q", "-y", "--no-install-recommends",
                   *[f"/tmp/{package.name}" for package in packages.values()])
        check("both are installed in a fresh Debian 12", True)
        use(chroot, arguments.outside, scratch)
        remove(chroot)
    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
        sys.exit(str(error))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
