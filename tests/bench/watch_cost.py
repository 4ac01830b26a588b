"""What watching costs an async request: two servers, one that watches its loops and one that does not, by turns.

The unit is the server's own processor time per request. A round is four slices, on off off on or the reverse, so
that a drift of the machine cancels itself; a round in which the hypervisor took the processor away is repeated.
Each launch is biased by a few per cent, hence several.
"""

import statistics
import subprocess
from contextlib import ExitStack

from figures import Row
from machine import processor_seconds, stolen_and_all

CLIENTS = 64
MOST_REPEATS = 3


def slice_of(server, requests):
    """Microseconds per request."""
    before = processor_seconds(server.process.pid)
    ab = ["ab", "-q", "-k", "-n", str(requests), "-c", str(CLIENTS), server.url("/unrelated/x")]
    run = subprocess.run(ab, capture_output=True, text=True, check=False)
    if run.returncode != 0 or "Failed requests:        0" not in run.stdout:
        raise RuntimeError(f"ab failed:\n{run.stdout}{run.stderr}")
    return 1e6 * (processor_seconds(server.process.pid) - before) / requests


def round_of(on, off, requests, turned):
    """The ratio of one round."""
    pair = (off, on) if turned else (on, off)
    for _ in range(MOST_REPEATS):
        before, _ = stolen_and_all()
        costs = {on: [], off: []}
        for server in (*pair, *reversed(pair)):
            costs[server].append(slice_of(server, requests))
        if stolen_and_all()[0] == before:
            break
    return sum(costs[on]) / sum(costs[off]), sum(costs[on]) / 2, sum(costs[off]) / 2


def watch_cost(maker, launches, rounds, requests):
    medians, every = [], []
    for _ in range(launches):
        with ExitStack() as stack:
            on = stack.enter_context(maker.serve())
            off = stack.enter_context(maker.serve(stall="{ on_block: ignore }"))
            for server in (on, off):
                slice_of(server, requests)  # warm
            results = [round_of(on, off, requests, turned=number % 2 == 1) for number in range(rounds)]
        every += results
        medians.append(statistics.median(result[0] for result in results))
    ratio = statistics.median(medians)
    on_us, off_us = (statistics.median(result[i] for result in every) for i in (1, 2))
    return Row(
        f"watching, per async request; {launches} launches of {rounds} rounds of 4 x {requests} requests",
        f"{100 * (ratio - 1):+.1f} % ({on_us:.2f} and {off_us:.2f} us of processor time; "
        f"launches {min(medians):.3f} to {max(medians):.3f})",
        "< 2 %",
        ratio < 1.02,
        {"ratio": ratio, "on_us": on_us, "off_us": off_us, "ratios_of_launches": medians},
    )
