"""What the machine says: the processor time of processes, and how much the hypervisor took."""

import time
from pathlib import Path


def processor_seconds(pid):
    """Of all threads that the process has or had. The id is what clock_getcpuclockid(3) gives."""
    return time.clock_gettime((~pid << 3) | 2)


def stolen_and_all():
    """Ticks of all cores since the start, those that others had and the sum."""
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    return fields[7], sum(fields)
