"""Runs a command and prints the peak memory of its process tree in bytes.

usage: peak_memory.py COMMAND [ARGUMENT…]

Every two milliseconds the resident sets of the process and all its
descendants are added up (/proc/PID/statm); pages that processes share count
once for each. The kernel's own peak of the largest single process is taken
where it is higher, so that nothing between two samples is missed. Linux only.
The command's output is thrown away; its exit status is passed on.
"""

import os
import resource
import subprocess
import sys
import time

PAGE = os.sysconf("SC_PAGE_SIZE")


def children(pid):
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return
    for task in tasks:
        try:
            with open(f"/proc/{pid}/task/{task}/children") as file:
                yield from map(int, file.read().split())
        except OSError:
            continue


def resident(pid):
    try:
        with open(f"/proc/{pid}/statm") as file:
            own = int(file.read().split()[1]) * PAGE
    except (OSError, IndexError):
        own = 0
    return own + sum(resident(child) for child in children(pid))


def main():
    process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, resident(process.pid))
        time.sleep(0.002)
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    print(max(peak, largest))
    sys.exit(process.returncode)


main()
