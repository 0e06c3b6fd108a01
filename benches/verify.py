#!/usr/bin/env python3
"""How long `attache verify` takes over 10,000 citations of 1,000 documents.

    python3 benches/verify.py [target/release/attache]

Makes a desk in a temporary folder with an edition that a build could have
written, checks that verification finds it whole, and prints the best of five
runs. Standard library only."""
import hashlib, json, os, struct, subprocess, sys, tempfile, time, zlib

PROGRAM = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/release/attache")
DOCUMENTS, CITED = 1_000, 10
CONFIG = """title: Bench
corpus: [corpus]
themes: {all: {title: All, terms: [cargo]}}
audiences: {a: {template: a.md, formats: [md]}}
"""


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def kept(data: bytes) -> bytes:
    """gzip with the header that `attache` writes."""
    deflate = zlib.compressobj(wbits=-15)
    body = deflate.compress(data) + deflate.flush()
    return bytes([31, 139, 8, 0, 0, 0, 0, 0, 0, 255]) + body + struct.pack("<II", zlib.crc32(data), len(data))


def write(path: str, data: bytes) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def document(number: int) -> tuple[bytes, list[tuple[int, int]]]:
    """A text of twenty paragraphs, and the places of the sentences that are cited."""
    text, spans = b"", []
    for paragraph in range(CITED * 2):
        sentence = f"Ship {number} brought {paragraph * 37 + number} tonnes of cargo to the harbour on day {paragraph}."
        start = len(text)
        text += sentence.encode() + b" Nobody counted the rest of it, which lay on the quay for a week.\n\n"
        if paragraph % 2 == 0:
            spans.append((start, start + len(sentence)))
    return text, spans


def main() -> None:
    with tempfile.TemporaryDirectory() as desk:
        write(f"{desk}/config.yaml", CONFIG.encode())
        documents, excerpts = [], []
        for number in range(DOCUMENTS):
            text, spans = document(number)
            path = f"corpus/{number:04}.txt"
            write(f"{desk}/{path}", text)
            write(f"{desk}/output/sources/{sha256(text)}.txt.gz", kept(text))
            documents.append({
                "id": path, "path": path, "member": None, "sha256": sha256(text), "title": path, "authors": [],
                "publisher": None, "date": None, "url": None, "language": "en", "media_type": "text/plain",
                "text_sha256": sha256(text),
            })
            for start, end in spans:
                exact = text[start:end].decode()
                excerpts.append({
                    "n": len(excerpts) + 1, "theme": "all", "document": path, "text": exact,
                    "start_byte": start, "end_byte": end,
                    "selector": {"exact": exact, "prefix": "", "suffix": "", "start": start, "end": end},
                    "locator": {"page": None, "paragraph": 1, "heading": None}, "reference": path, "link": None,
                    "score": 1.0, "reasons": {"matched": [], "parts": []}, "status": "new", "also_in": [],
                })
        digest = "0" * 64
        manifest = {
            "schema": "attache/edition/1", "brief": "weekly", "title": "Bench", "date": "2025-04-02",
            "generator": "bench", "inputs": {"config": digest, "brief": digest, "templates": digest, "corpus": digest,
            "previous": None}, "documents": documents, "excerpts": excerpts, "themes": [],
            "audiences": [{"id": "a", "citations": [[entry["n"], entry["n"]] for entry in excerpts], "files": []}],
            "figures": [], "events": [], "quotations": [], "disagreements": [],
            "coverage": {"documents": DOCUMENTS, "in_period": DOCUMENTS, "cited": DOCUMENTS, "skipped": [],
            "undated": DOCUMENTS, "newest": None, "oldest": None, "single_source_share": 0.0, "near_duplicates": 0},
            "warnings": [],
        }
        body = json.dumps(manifest, indent=2, ensure_ascii=False).encode() + b"\n"
        seal = b',\n  "seal": "' + sha256(body).encode() + b'"\n}\n'
        write(f"{desk}/output/weekly/2025-04-02/edition.json", body.removesuffix(b"\n}\n") + seal)
        times = []
        for _ in range(5):
            begun = time.monotonic()
            run = subprocess.run([PROGRAM, "-C", desk, "verify", "--format", "json"], capture_output=True)
            times.append(time.monotonic() - begun)
            report = json.loads(run.stdout)
            assert run.returncode == 0 and report["ok"] and len(report["citations"]) == len(excerpts), run.stdout[-500:]
        print(f"{len(excerpts)} citations of {DOCUMENTS} documents: {min(times):.2f} s (best of {len(times)})")


if __name__ == "__main__":
    main()
