#!/usr/bin/env python3
"""How well and how fast documents are read: figures on open evaluation sets.

    benches/reading.py [--sets DIR] [--program attache] [--speed]

DIR (../shared/eval) has html/, files/ and the scorers in scripts/. Each set is
read with `attache inspect --format json` and judged by its own scorer.
--speed compares pages a second with trafilatura and pypdf, in turn, where those
are installed for the python3 that runs this.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

PROJECT = pathlib.Path(__file__).resolve().parent.parent


def inspect(program, files):
    """Reads files; returns the documents of each by its path, in order."""
    command = [program, "inspect", "--format", "json", *map(str, files)]
    done = subprocess.run(command, capture_output=True, cwd=tempfile.gettempdir(), check=False)
    by_file = {str(file): [] for file in files}
    for line in filter(None, done.stdout.decode().split("\n")):
        document = json.loads(line)
        by_file[document["path"]].append(document)
    return by_file


def prediction(file, documents, with_extension):
    """The line that scorers read: the document of the file itself."""
    own = [d for d in documents if d["member"] is None] or documents
    name = file.name if with_extension else file.stem
    if not own or own[0]["outcome"] != "ingested":
        return {"id": name, "error": own[0]["reason"] if own else "not named"}
    first = own[0]
    sender = ", ".join(first["authors"])
    return {
        "id": name,
        "text": first["text"],
        "title": first["title"],
        "subject": first["title"],
        "from": sender,
        "date": first["date"],
    }


def score(program, sets, name, scorer, arguments, files, with_extension):
    read = inspect(program, files)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", delete=False) as out:
        for file in files:
            out.write(json.dumps(prediction(file, read[str(file)], with_extension)) + "\n")
    command = [sys.executable, sets / "scripts" / scorer, "score", *arguments, "--pred", out.name]
    print(f"{name}: ", end="", flush=True)
    subprocess.run(command, check=True)
    os.unlink(out.name)


def named(program, files):
    """Every file of a folder: text, or a reason."""
    read = inspect(program, files)
    silent = [file.name for file in files if not read[str(file)]]
    outcomes = [document["outcome"] for documents in read.values() for document in documents]
    counts = {outcome: outcomes.count(outcome) for outcome in sorted(set(outcomes))}
    print(f"tika_documents: {len(files)} files, {counts}, without a line: {silent or 'none'}")


def seconds(work):
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def speed(program, name, files, peer):
    """Seconds for all files, ours and the peer's in turn, the best of three."""
    ours, theirs = [], []
    for _ in range(3):
        ours.append(seconds(lambda: inspect(program, files)))
        theirs.append(seconds(lambda: [peer(file) for file in files]))
    print(f"{name}: {min(ours):.2f} s, peer {min(theirs):.2f} s: {min(theirs) / min(ours):.1f} times as fast")


def trafilatura(file):
    import trafilatura as peer

    peer.bare_extraction(file.read_bytes(), with_metadata=True)


def pypdf(file):
    import pypdf as peer

    try:
        for page in peer.PdfReader(file).pages:
            page.extract_text()
    except Exception:  # noqa: BLE001 - the peer fails in many ways
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=pathlib.Path, default=PROJECT / "../shared/eval")
    parser.add_argument("--program", default=str(PROJECT / "target/release/attache"))
    parser.add_argument("--speed", action="store_true")
    args = parser.parse_args()
    sets = args.sets.resolve()
    if not sets.is_dir():
        sys.exit(f"there is no {args.sets}: nothing to measure")
    listed = lambda folder: sorted(p for p in (sets / folder).rglob("*") if p.is_file() and p.name != "SOURCE.txt")
    for name in ("readability", "adbar"):
        folder = sets / "html" / name
        arguments = ["--set", name, "--dir", folder]
        score(args.program, sets, name, "html_eval.py", arguments, listed(folder / "html"), False)
    for name in ("office", "pdf", "mail"):
        folder = sets / "files" / name
        score(args.program, sets, name, "filetext_eval.py", ["--dir", folder], listed(folder / "files"), True)
    named(args.program, listed("files/tika_documents"))
    if args.speed:
        speed(args.program, "HTML", listed("html/readability/html") + listed("html/adbar/html"), trafilatura)
        pdfs = listed("files/pdf/files") + listed("files/tika_documents/pdf")
        speed(args.program, "PDF", pdfs, pypdf)


if __name__ == "__main__":
    main()
