#!/usr/bin/env python3
"""Memory and speed of `attache schedule run` over many runs.

    python3 benches/schedule.py target/release/attache [RUNS]

A small desk (the golden case `norwick`) with a daily schedule is run by one
service whose clock leaps from slot to slot, so that each run builds an edition
of another date in Markdown, HTML and PDF. Prints the resident memory of the
process tree, summed, at each fiftieth run, and fails if the median of the last
fifth is more than 10 % and 8 MB above that of the second fifth: the first runs
fill caches that have a size.
"""

import json
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
STEP = 50


def tree(process):
    """The process and those that it started."""
    found, left = [], [process]
    while left:
        process = left.pop()
        found.append(process)
        tasks = pathlib.Path(f"/proc/{process}/task")
        try:
            for task in tasks.iterdir():
                left += [int(child) for child in (task / "children").read_text().split()]
        except OSError:
            pass
    return found


def resident(process):
    """Kilobytes of the process and its children: of itself, and of all."""
    def of(one):
        try:
            text = pathlib.Path(f"/proc/{one}/status").read_text()
        except OSError:
            return 0
        match = re.search(r"^VmRSS:\s+(\d+)", text, re.M)
        return int(match[1]) if match else 0

    return of(process), sum(map(of, tree(process)))


def desk(folder):
    case = ROOT / "tests/golden/norwick"
    for part in ["briefs", "corpus"]:
        shutil.copytree(case / part, folder / part)
    shutil.copy(case / "config.yaml", folder)
    shutil.copytree(ROOT / "templates", folder / "templates")
    config = (folder / "config.yaml").read_text()
    head = config.split("audiences:")[0]
    (folder / "config.yaml").write_text(
        head + "audiences:\n  analyst:\n    title: Analyst edition\n    template: analyst.md\n    formats: [md, html, pdf]\n"
    )
    brief = folder / "briefs/weekly.yaml"
    text = re.sub(r"^audiences:.*$", "audiences: [analyst]", brief.read_text(), flags=re.M)
    brief.write_text(text + "schedule: {when: daily 07:00, if_changed: false}\n")


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder) / "desk"
        folder.mkdir()
        desk(folder)
        command = [program, "-C", folder, "schedule", "run", "--log", "json"]
        command += ["--rehearse", "2026-01-01T00:00:00Z", "--runs", str(runs)]
        begun = time.monotonic()
        service = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        done, samples, wrong = 0, [], []
        for line in service.stderr:
            told = json.loads(line)
            if told["level"] == "error":
                wrong.append(line)
            if told["event"] != "run-ended":
                continue
            done += 1
            samples.append(resident(service.pid))
            if done % STEP == 0 or done == 1:
                own, all_of_it = samples[-1]
                print(f"run {done:4}: service {own / 1024:6.1f} MB, process tree {all_of_it / 1024:6.1f} MB", flush=True)
        status = service.wait()
        took = time.monotonic() - begun
        editions = sum(1 for entry in (folder / "output/weekly").iterdir() if re.match(r"\d{4}-", entry.name))
    fifth = len(samples) // 5
    early, late = (statistics.median(all_of_it for _, all_of_it in part) for part in (samples[fifth:2 * fifth], samples[-fifth:]))
    print(f"{done} runs, {editions} editions, {took / done * 1000:.0f} ms a run; median {early / 1024:.1f} MB early, {late / 1024:.1f} MB late")
    ok = status == 0 and not wrong and done == runs == editions and late <= max(early * 1.1, early + 8 * 1024)
    print("".join(wrong[:5]) or ("flat" if ok else "not flat"))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
