"""Where the figures of a bench go beside its table."""

import json
import sys


def write(path, result):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=2) + "\n")
    print(f"\nbench: the same as JSON in {path}", file=sys.stderr)
