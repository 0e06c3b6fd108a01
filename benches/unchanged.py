#!/usr/bin/env python3
"""How long a run takes on a desk of 10,000 documents where nothing has changed,
and where one document was added.

usage: unchanged.py ATTACHE [--documents N] [--runs K]

The desk is generated anew, the same each time. Medians of K runs (7 if not
given) are printed; it fails where one is over its goal (300 ms; 1 s), or where a
run touched a file of the corpus or of an earlier edition.
"""

import argparse
import datetime
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from large_desk import generate

FIRST = datetime.date(2025, 4, 2)


def run(attache, desk, date, *more):
    begin = time.perf_counter()
    told = subprocess.run([attache, "-C", desk, "build", "weekly", "--date", str(date), *more],
                          capture_output=True, text=True)
    took = time.perf_counter() - begin
    if told.returncode != 0:
        sys.exit(told.stderr)
    return took, told.stdout


def stamps(desk):
    """What every file of the corpus and of editions looks like from outside."""
    return {path: (found.st_size, found.st_mtime_ns, found.st_ino)
            for part in ["corpus", "output"] for path in (desk / part).rglob("*")
            if path.is_file() and not path.is_symlink()
            # What lists editions follows them.
            and path.name not in ["index.html", "feed.json", "feed.xml"]
            for found in [path.stat()]}


def untouched(before, desk):
    after = stamps(desk)
    touched = [str(path) for path, stamp in before.items() if after.get(path) != stamp]
    if touched:
        sys.exit(f"touched: {touched[:5]}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("attache")
    arguments.add_argument("--documents", type=int, default=10_000)
    arguments.add_argument("--runs", type=int, default=7)
    given = arguments.parse_args()
    attache = os.path.abspath(given.attache)
    with tempfile.TemporaryDirectory() as folder:
        desk = pathlib.Path(folder)
        generate(desk, given.documents)
        time.sleep(3)  # what was written just now is read again
        print(f"{given.documents} documents\n  first run          {run(attache, desk, FIRST)[0] * 1000:7.0f} ms")
        same, later, added = [], [], []
        for number in range(given.runs):
            date = FIRST + datetime.timedelta(days=number)
            if number:
                (desk / "corpus" / f"added-{number}.txt").write_text(
                    f"Exports of gas by the new pipeline grew by {number} per cent, the ministry said on Monday.\n")
                time.sleep(3)
                before = stamps(desk)
                took, told = run(attache, desk, date)
                assert told.startswith("built"), told
                untouched(before, desk)
                added.append(took)
            before = stamps(desk)
            took, told = run(attache, desk, date)
            assert told.startswith("unchanged"), told
            same.append(took)
            later.append(run(attache, desk, date + datetime.timedelta(days=1), "--if-changed")[0])
            untouched(before, desk)
        failed = False
        for what, figures, goal in [("nothing changed", same, 0.3), ("the next morning", later, 0.3), ("one added", added, 1.0)]:
            median = statistics.median(figures)
            failed |= median > goal
            print(f"  {what:18} {median * 1000:7.0f} ms ({min(figures) * 1000:.0f} to {max(figures) * 1000:.0f}; asked: {goal * 1000:.0f})")
        sys.exit(1 if failed else 0)


main()
