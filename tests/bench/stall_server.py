"""The server that ./dev bench stall measures: each row has its own, with the table that it needs."""

import shutil
from pathlib import Path

import servers

TABLE = """\
version: 1
server:
  listen: 127.0.0.1:{port}
  loops: {loops}
  shutdown_timeout: 0s
  plugin_dir: plugins
stall: {stall}
pools:
  default: {pool}
plugins:
  article: {{ config: {{ wait: {wait_ms}ms }} }}
  holds: {{ config: {{ spin: {spin_ms}ms }} }}
defaults: {{ timeout: {timeout} }}
routes:
  - {{ path: "/unrelated/{{name}}", plugin: hello, handler: async }}
  - {{ path: /sync, plugin: article, handler: sync }}
  - {{ path: /async-blocking, plugin: article, handler: async_blocking }}
  - {{ path: /async, plugin: article, handler: async }}
  - {{ path: /offload, plugin: article, handler: offload }}
  - {{ path: /quick, plugin: holds, handler: quick }}
  - {{ path: /quick-sync, plugin: holds, handler: quick_sync }}
  - {{ path: /naps, plugin: holds, handler: naps }}
  - {{ path: /spins, plugin: holds, handler: spins }}
  - {{ path: /deadlocks, plugin: holds, handler: deadlocks }}
  - {{ path: /locked, plugin: holds, handler: locked }}
  - {{ path: /sits, plugin: holds, handler: sits }}
  - {{ path: /follows, plugin: holds, handler: follows }}
  - {{ path: /connection, plugin: holds, handler: connection }}
  - {{ path: /connection-sync, plugin: holds, handler: connection, mode: sync }}
"""


class Maker:
    """Makes servers of one build tree."""

    def __init__(self, binary, folder, wait, spin):
        self.binary = binary.resolve()
        self.folder = Path(folder)
        tree = self.binary.parent.parent
        (self.folder / "plugins").mkdir()
        for library in ("plugins/article.so", "plugins/hello.so", "tests/plugins/holds.so"):
            shutil.copy(tree / library, self.folder / "plugins")
        self.wait = wait
        self.spin = spin
        self.made = 0

    def serve(self, loops="auto", stall="{}", pool="{}", timeout="3600s"):
        port = servers.free_port()
        table = TABLE.format(
            port=port,
            loops=loops,
            stall=stall,
            pool=pool,
            timeout=timeout,
            wait_ms=round(self.wait * 1000),
            spin_ms=round(self.spin * 1000),
        )
        self.made += 1
        routes = self.folder / f"routes-{self.made}.yaml"
        routes.write_text(table)
        return servers.Server("Siding", "", port, [self.binary, "serve", "--no-supervisor", "-c", routes])


def threads_of(server):
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.partition("Threads:")[2].split(None, 1)[0])
