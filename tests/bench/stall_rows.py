"""The rows of ./dev bench stall: each function serves, puts a load on one route and asks another meanwhile."""

import time

import article
from beside import Beside
from figures import Delays, Row, percentile
from stall_server import threads_of

RATE = 100  # probes a second
RESCUE_AFTER_MS = 30
LONGEST_MS = 10 * RESCUE_AFTER_MS


def probe(server, path):
    return Beside("probe.py", server.port, path, RATE)


def clients(server, path, count, requests=-1):
    return Beside("clients.py", server.port, path, count, requests)


def blocking_in_async(maker, loops):
    """The article's second case, and an async route of another plugin meanwhile."""
    with maker.serve(loops) as server, probe(server, "/unrelated/probe") as asked:
        run = article.measure(server, "async-blocking", maker.wait)
        delays = Delays(asked.end())
    ratio = run["ratio_to_floor"]
    met = ratio <= 1.1 and delays.p99 < 50 and delays.longest <= LONGEST_MS and not delays.wrong
    return Row(
        f"blocking inside async, loops: {loops}; an unrelated async route",
        f"{run['seconds']:.2f} s, {ratio:.3f} x the floor; {delays}",
        f"<= 1.1 x; p99 < 50, longest <= {LONGEST_MS} ms",
        met and not run["wrong_answers"],
        {"run": run, "unrelated": delays.as_json()},
    )


def other_cases(maker, loops):
    with maker.serve(loops) as server:
        runs = [article.measure(server, case, maker.wait) for case in ("sync", "async", "offload")]
    met = all(run["ratio_to_floor"] <= 1.05 and not run["wrong_answers"] for run in runs)
    text = ", ".join(f"{run['case']} {run['seconds']:.2f} s ({run['ratio_to_floor']:.3f} x)" for run in runs)
    return Row(f"the other cases of the article, loops: {loops}", text, "<= 1.05 x the floor each", met, {"runs": runs})


def naps(maker, seconds, loops):
    """Calls too short to be rescued, one after the other."""
    with maker.serve(loops) as server, probe(server, "/unrelated/probe") as asked:
        with clients(server, "/naps", 8) as load:
            time.sleep(seconds)
            answered = load.end()["statuses"]
        delays = Delays(asked.end())
    return Row(
        f"calls that block 20 to 60 ms each, 8 clients, loops: {loops}; an unrelated async route",
        str(delays),
        "p50 < 2 ms",
        delays.p50 < 2 and not delays.wrong,
        {"unrelated": delays.as_json(), "statuses": answered},
    )


def full_pool(maker, rounds):
    """How late the waits of demoted coroutines end, while other requests hold every worker, and more wait."""
    late = []
    with maker.serve(pool="{ min: 8, max: 8, share: 8 }") as server:
        with clients(server, "/follows", 1, 1) as first:
            first.wait(60)  # demotes the route
        for _ in range(rounds):
            with clients(server, "/follows", 4, 4) as followed:
                time.sleep(0.4)  # they have begun
                with clients(server, "/sits", 64) as sitting:
                    for answer in followed.wait(60)["answers"]:
                        late += [micros / 1000 for micros in answer]
                    sitting.end()
        demoted = "its calls run on workers" in server.words()
    p50, p99 = percentile(late, 0.5), percentile(late, 0.99)
    return Row(
        "a pool of 8 with 64 clients that sit 0.5 s each; the waits of 4 demoted coroutines",
        f"late by p50 {p50:.1f}, p99 {p99:.1f}, longest {max(late):.1f} ms" + ("" if demoted else ", not demoted"),
        "p99 < 20 ms",
        p99 < 20 and demoted,
        {"waits": len(late), "p50_ms": p50, "p99_ms": p99, "longest_ms": max(late), "demoted": demoted},
    )


def one_lock(maker, seconds):
    with maker.serve() as server, probe(server, "/quick-sync") as asked:
        with clients(server, "/locked", 300) as load:
            time.sleep(seconds)
            threads = threads_of(server)
            answered = load.end()["statuses"]
        delays = Delays(asked.end())
    return Row(
        "300 clients of a sync route whose calls take turns under one lock; another sync route",
        f"{delays}; {threads} threads",
        "p99 < 50 ms",
        delays.p99 < 50 and not delays.wrong,
        {"other": delays.as_json(), "statuses": answered, "threads": threads},
    )


def spins(maker, loops):
    """Three calls that compute, one after the other; the first of them on the loop."""
    with maker.serve(loops) as server, probe(server, "/unrelated/probe") as asked:
        with clients(server, "/spins", 1, 3) as load:
            answered = load.wait(60 + 3 * maker.spin)["statuses"]
        delays = Delays(asked.end())
        words = server.words()
    computing = "has been computing on event loop" in words
    starved = "got no processor" in words  # of a machine that does more than this
    said = "computing" if computing else "starved" if starved else "nothing"
    return Row(
        f"a call computes {maker.spin:g} s, three times, loops: {loops}; an unrelated async route",
        f"{delays}; the log says: {said}",
        f"longest <= {LONGEST_MS} ms; computing",
        delays.longest <= LONGEST_MS and computing and not delays.wrong,
        {"unrelated": delays.as_json(), "statuses": answered, "log_says": said},
    )


def deadlock(maker, seconds):
    """Every call of the route waits for one lock for ever."""
    most = 0
    pool = "{ min: 4, max: 32, queue: 64 }"
    with maker.serve(stall="{ demote_after: 1000 }", pool=pool) as server:
        with probe(server, "/unrelated/probe") as asked, clients(server, "/deadlocks", 200) as load:
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                most = max(most, threads_of(server))
                time.sleep(0.05)
            statuses = load.end()["statuses"]
            delays = Delays(asked.end())
    bound = 64
    shed = statuses.get("503", 0)
    return Row(
        f"200 clients of an async route that deadlocks, pool `{pool}`; an unrelated async route",
        f"{delays}; {shed} x 503, at most {most} threads",
        f"p99 < 50 ms; 503; < {bound} threads",
        delays.p99 < 50 and shed > 0 and most < bound and not delays.wrong,
        {"unrelated": delays.as_json(), "statuses": statuses, "threads": most},
    )


def pool_deadlock(maker, path, requests):
    """FastAPI's: what gives a connection back waits for a worker, and the workers wait for connections."""
    pool = "{ min: 8, max: 8, share: 8 }"
    with maker.serve(pool=pool, timeout="15s") as server, clients(server, path, 64, requests) as load:
        began = time.monotonic()
        statuses = load.wait(300)["statuses"]
        seconds = time.monotonic() - began
    served = statuses.get("200", 0)
    return Row(
        f"64 clients share 4 connections, each taken and given back on a pool of 8 ({path})",
        f"{served} of {requests} served in {seconds:.1f} s",
        "all",
        served == requests,
        {"statuses": statuses, "seconds": seconds},
    )
