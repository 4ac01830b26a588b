"""What the rows of ./dev bench stall are made of."""

from dataclasses import dataclass, field


@dataclass
class Row:
    what: str
    measured: str
    target: str
    met: bool
    figures: dict = field(default_factory=dict)

    def line(self):
        return f"| {self.what} | {self.measured} | {self.target} | {'yes' if self.met else '**no**'} |"

    def as_json(self):
        return {"what": self.what, "target": self.target, "met": self.met, **self.figures}


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class Delays:
    """Of one run of probe.py, in milliseconds."""

    def __init__(self, probed):
        values = [1000 * seconds for seconds in probed["delays"]] or [float("inf")]
        self.count = len(values)
        self.p50 = percentile(values, 0.50)
        self.p99 = percentile(values, 0.99)
        self.longest = max(values)
        self.wrong = probed["wrong"] + probed["unanswered"]

    def __str__(self):
        wrong = f", {self.wrong} wrong answers" if self.wrong else ""
        return f"p50 {self.p50:.1f}, p99 {self.p99:.1f}, longest {self.longest:.1f} ms{wrong}"

    def as_json(self):
        return {
            "probes": self.count,
            "p50_ms": round(self.p50, 3),
            "p99_ms": round(self.p99, 3),
            "longest_ms": round(self.longest, 3),
            "wrong_answers": self.wrong,
        }
