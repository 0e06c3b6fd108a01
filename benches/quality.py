#!/usr/bin/env python3
"""How well attaché chooses, labels and finds: one table, the baseline beside it.

    python3 benches/quality.py [SET...] [--attache PATH] [--keep DIR] [--verbose]

SET is the beginning of a name in the first column: `summ`, `topics/reuters`,
`russia-china`; all sets if none is given. Sets and scorers are looked for in
../shared or in $ATTACHE_SHARED; where they are not, the script says so and ends
well. Nothing is built. `russia-china` is judged by benches/judgements.tsv.

--keep DIR keeps desks, inputs and predictions, for the scorers' own details.
--verbose names each excerpt of russia-china that is not relevant.

Exit status: 1 if a figure is under its `at least`, or a set could not be run.
"""
import argparse
import concurrent.futures
import csv
import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

BENCHES = pathlib.Path(__file__).resolve().parent
PROJECT = BENCHES.parent
BATCH = 500  # files a run of the program: command lines have a length
CORES = 2
EXAMPLES = 20  # example texts a theme, where a set has no queries
THEMES_OF_RUSSIA_CHINA = ["economics", "military", "public-opinion", "regional"]


class Failed(Exception):
    """A program ended badly, or wrote what nobody can read."""


class NoSuchCommand(Failed):
    """This version of the program does not know the command."""


@dataclasses.dataclass
class Row:
    """A line of the table; `least` is None where nothing is asked for."""

    work: str
    measure: str
    least: float | None
    baseline: str
    reached: float | None
    shown: str = ""

    def is_under(self):
        return self.least is not None and self.reached is not None and self.reached < self.least

    def cells(self):
        digits = 0 if self.work.startswith("russia-china") else 3
        figure = lambda value: "" if value is None else f"{value:.{digits}f}"
        reached = self.shown or figure(self.reached)
        return [self.work, self.measure, figure(self.least), self.baseline, reached + (" UNDER" if self.is_under() else "")]


class Bench:
    """Where everything is, and how programs are called."""

    def __init__(self, attache, shared, folder, verbose):
        self.attache = attache
        self.sets = shared / "eval"
        self.russia_china = shared / "corpus" / "russia-china"
        self.folder = folder
        self.verbose = verbose

    def fresh(self, name):
        """An empty folder for a set."""
        folder = self.folder / name.replace("/", "-")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def run(self, *arguments):
        """What attaché prints; what it says of single documents is no failure."""
        command = [self.attache, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, check=False)
        if "unrecognized subcommand" in done.stderr:
            raise NoSuchCommand
        if done.returncode not in (0, 1):
            raise Failed(f"attache {arguments[0]}: status {done.returncode}: {done.stderr.strip()[:300]}")
        return done.stdout

    def inspect(self, files, *options):
        """The documents of files, in the files' order; an error if one is missing."""
        documents = {}
        for begin in range(0, len(files), BATCH):
            lines = self.run(*options, "inspect", "--quiet", "--format", "json", *files[begin : begin + BATCH])
            for line in lines.splitlines():
                document = json.loads(line)
                documents[pathlib.Path(document["path"]).name] = document
        missing = [file.name for file in files if documents.get(file.name, {}).get("text") is None]
        if missing:
            raise Failed(f"inspect gave no text for {len(missing)} files, such as {missing[0]}")
        return [documents[file.name] for file in files]

    def score(self, scorer, *arguments):
        """What a scorer prints."""
        command = [sys.executable, self.sets / "scripts" / scorer, "score", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failed(f"{scorer}: {done.stderr.strip()[-300:]}")
        return done.stdout


def figure(text, label):
    """The number after a label in a scorer's line."""
    found = re.search(rf"{re.escape(label)}\W+([0-9.]+)", text)
    if found is None:
        raise Failed(f"the scorer printed no {label}")
    return float(found.group(1))


def read_lines(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def write_lines(path, values):
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(json.dumps(value, ensure_ascii=False) + "\n" for value in values)
    return path


def write_texts(folder, texts):
    """One text file each, in order; returns the files."""
    folder.mkdir()
    files = [folder / f"text-{number}.txt" for number in range(len(texts))]
    for file, text in zip(files, texts):
        file.write_text(text, encoding="utf-8", newline="")
    return files


def write_desk(folder, paths, themes, audience=None):
    """A desk that reads `paths`; a configuration in JSON is one in YAML."""
    config = {
        "title": "Quality",
        "corpus": {"paths": [str(path) for path in paths]},
        "themes": themes,
        "audiences": {"reader": {"template": "analyst.md", "formats": ["md"], **(audience or {})}},
    }
    (folder / "config.yaml").write_text(json.dumps(config, ensure_ascii=False), encoding="utf-8")
    (folder / "templates").symlink_to(PROJECT / "templates")
    (folder / "briefs").mkdir()
    brief = {"title": "Quality", "themes": list(themes), "audiences": ["reader"]}
    (folder / "briefs" / "quality.yaml").write_text(json.dumps(brief), encoding="utf-8")


def retrieval(bench, name, least, baseline):
    """benches/retrieval does it; this reads its line."""
    environment = {**os.environ, "ATTACHE": bench.attache, "ATTACHE_SHARED": str(bench.sets.parent)}
    command = [BENCHES / "retrieval", name]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if f"{name}: " not in done.stdout:
        raise Failed(f"benches/retrieval: {(done.stdout + done.stderr).strip()[-300:]}")
    return [Row(f"ir/{name}", "nDCG@10", least, baseline, figure(done.stdout, "nDCG@10"))]


def theme_id(label):
    return re.sub(r"[^a-z0-9]+", "-", label.lower())


def themes_of(folder, documents):
    """Themes from the set's queries; where there are none, from examples."""
    queries = folder / "themes.json"
    if queries.exists():
        written = json.loads(queries.read_text(encoding="utf-8"))
        return {label: {"query": query} for label, query in written.items()}, "queries"
    texts = {document["id"]: document["text"] for document in documents if document["split"] == "train"}
    examples = {}
    for gold in read_lines(folder / "gold.jsonl"):
        for label in gold["labels"]:
            if gold["id"] in texts and len(examples.setdefault(label, [])) < EXAMPLES:
                examples[label].append(texts[gold["id"]])
    return {label: {"examples": examples[label]} for label in sorted(examples)}, f"{EXAMPLES} examples"


def topics(bench, name, least, baseline):
    folder = bench.sets / "topics" / name
    documents = read_lines(folder / "docs.jsonl")
    themes, source = themes_of(folder, documents)
    judged = [document for document in documents if document["split"] == "test"]
    desk = bench.fresh(f"topics/{name}")
    files = write_texts(desk / "docs", [document["text"] for document in judged])
    write_desk(desk, ["docs"], {theme_id(label): theme for label, theme in themes.items()})
    labels = {theme_id(label): label for label in themes}
    seen = bench.inspect(files, "-C", desk)
    predictions = write_lines(
        desk / "predictions.jsonl",
        (
            {
                "id": document["id"],
                "labels": [labels[theme["id"]] for theme in found["themes"] if theme["score"] >= 0.5],
                "scores": {labels[theme["id"]]: theme["score"] for theme in found["themes"]},
            }
            for document, found in zip(judged, seen)
        ),
    )
    line = bench.score("topics_eval.py", "--gold", folder / "gold.jsonl", "--pred", predictions)
    return [Row(f"topics/{name}", f"macro-F1, {source}", least, baseline, figure(line, "macroF1"))]


def overlap(one, other):
    return min(one[1], other[1]) - max(one[0], other[0])


def ranked_inputs(document, sentences):
    """Indices of the input's sentences in the order of the ranking."""
    text, spans, at = document["text"].encode(), [], 0
    for sentence in sentences:
        begin = text.index(sentence.encode(), at)
        at = begin + len(sentence.encode())
        spans.append((begin, at))
    order = []
    for chosen in document["ranking"]:
        best = max(range(len(spans)), key=lambda index: overlap(document["sentences"][chosen], spans[index]))
        if best not in order:
            order.append(best)
    return order


def summaries(bench, name, wanted):
    """`wanted`: of each measure its name here and the scorer's, least and baseline."""
    folder = bench.sets / "summ" / name
    inputs = read_lines(folder / "inputs.jsonl")
    made = bench.fresh(f"summ/{name}")
    cleaned = [[" ".join(sentence.split()) for sentence in one["sentences"]] for one in inputs]
    files = write_texts(made / "docs", ["\n\n".join(sentences) + "\n" for sentences in cleaned])

    def rank(index):
        document = bench.run("inspect", "--quiet", "--format", "json", f"--rank={inputs[index]['query']}", files[index])
        order = ranked_inputs(json.loads(document), cleaned[index])
        return {"id": inputs[index]["id"], "sentences": order[: inputs[index]["budget"]]}

    with concurrent.futures.ThreadPoolExecutor(CORES) as pool:
        predictions = write_lines(made / "predictions.jsonl", pool.map(rank, range(len(inputs))))
    line = bench.score("summ_eval.py", "--dir", folder, "--pred", predictions)
    return [Row(f"summ/{name}", measure, least, base, figure(line, label)) for measure, label, least, base in wanted]


def numeric(bench, name, span, value):
    """`span`, `value`: least and baseline."""
    folder = bench.sets / "numeric"
    inputs = read_lines(folder / f"{name}.jsonl")
    made = bench.fresh(f"numeric/{name}")
    files = write_texts(made / "docs", [one["text"] for one in inputs])
    is_date = name.startswith("date")
    if is_date:
        for file, one in zip(files, inputs):
            if one["ref"]:  # the day on which the text speaks, as a document's metadata gives it
                (made / "docs" / f"{file.name}.yaml").write_text(f"date: {one['ref'][:10]}\n")
    write_desk(made, ["docs"], {"none": {"query": "none"}})
    predictions = []
    for one, document in zip(inputs, bench.inspect(files, "-C", made)):
        text = document["text"].encode()
        characters = lambda at: len(text[:at].decode())
        found = document["events"] if is_date else [f for f in document["figures"] if f["kind"] == name]
        items = [
            {
                "start": characters(item["start_byte"]),
                "end": characters(item["end_byte"]),
                "value": item["date" if is_date else "value"],
                "unit": item.get("unit"),
            }
            for item in found
        ]
        predictions.append({"id": one["id"], "items": items})
    path = write_lines(made / "predictions.jsonl", predictions)
    line = bench.score("numeric_eval.py", "--dir", folder, "--set", name, "--pred", path)
    work = f"numeric/{name}"
    return [
        Row(work, "span F1", *span, figure(line, "F1")),
        Row(work, "value right", *value, figure(line, "value right")),
    ]


def clusters_in(value):
    """Every list of two paths or more, however it is wrapped."""
    if isinstance(value, list):
        paths = [item.get("path") if isinstance(item, dict) else item for item in value]
        if len(paths) > 1 and all(isinstance(path, str) for path in paths):
            yield [pathlib.Path(path).stem for path in paths]
            return
    nested = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for inner in nested:
        yield from clusters_in(inner)


def duplicates(bench, name, least, baseline):
    folder = bench.sets / "dedupe" / name
    documents = read_lines(folder / "docs.jsonl")
    desk = bench.fresh(f"dedupe/{name}")
    files = write_texts(desk / "docs", [document["text"] for document in documents])
    ids = {file.stem: document["id"] for file, document in zip(files, documents)}
    write_desk(desk, ["docs"], {"none": {"query": "none"}})
    lines = bench.run("-C", desk, "corpus", "duplicates", "--quiet", "--format", "json")
    try:
        values = [json.loads(lines)]
    except json.JSONDecodeError:
        values = [json.loads(line) for line in lines.splitlines()]
    clusters = [{"cluster": [ids[stem] for stem in stems]} for stems in clusters_in(values)]
    predictions = write_lines(desk / "predictions.jsonl", clusters)
    line = bench.score("dedupe_eval.py", "--dir", folder, "--pred", predictions)
    return [Row(f"dedupe/{name}", "F1", least, baseline, figure(line, "F1"))]


def read_judgements():
    """By theme and file: (range, judgement, reason)."""
    judged = {}
    with open(BENCHES / "judgements.tsv", encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
            span = (int(row["start_byte"]), int(row["end_byte"]))
            judged.setdefault((row["theme"], row["file"]), []).append((span, row["judgement"], row["reason"]))
    return judged


def judgement_of(sentence, rows):
    """The judgement with the most of the sentence; at least half of the shorter."""
    best = max(rows, key=lambda row: overlap(sentence, row[0]), default=None)
    if best is None or 2 * overlap(sentence, best[0]) < min(sentence[1] - sentence[0], best[0][1] - best[0][0]):
        return "not", "no line"
    return best[1], best[2]


def judge(span, sentences, rows):
    """`must`, `relevant` or `not` for an excerpt, and why not.

    It is relevant if all its sentences are; one marked `with previous` is if
    the sentence before it is in the excerpt, whatever that one is alone.
    """
    inside = [s for s in sentences if 2 * overlap(s, span) >= min(s[1] - s[0], span[1] - span[0])]
    found = [judgement_of(sentence, rows) for sentence in inside]
    leans = [reason.startswith("with previous") for _, reason in found]
    must = False
    for at, (judgement, reason) in enumerate(found):
        leant_upon = at + 1 < len(found) and leans[at + 1]
        carried = at > 0 and leans[at]
        if judgement == "not" and not leant_upon and not carried:
            return "not", reason
        must |= judgement == "must" or carried and reason.startswith("with previous (must)")
    return ("must" if must else "relevant") if found else "not", "" if found else "no sentence"


def russia_china(bench):
    judged = read_judgements()
    desk = bench.fresh("russia-china")
    (desk / "docs").symlink_to(bench.russia_china)
    themes = project_themes()
    write_desk(desk, [bench.russia_china], {}, {"excerpts_per_theme": 10, "excerpts_per_source": 10})
    config = json.loads((desk / "config.yaml").read_text(encoding="utf-8"))
    del config["themes"]
    rest = "".join(f"{key}: {json.dumps(value)}\n" for key, value in config.items())
    (desk / "config.yaml").write_text(rest + themes, encoding="utf-8")
    brief = {"title": "Quality", "themes": THEMES_OF_RUSSIA_CHINA, "audiences": ["reader"]}
    (desk / "briefs" / "quality.yaml").write_text(json.dumps(brief), encoding="utf-8")
    bench.run("-C", desk, "build", "quality", "--quiet", "--to", "md", "--date", "2025-04-02")
    edition = json.loads((desk / "output/quality/2025-04-02/edition.json").read_text(encoding="utf-8"))
    files = sorted(bench.russia_china.glob("*.txt"))
    sentences = {file.name: seen["sentences"] for file, seen in zip(files, bench.inspect(files))}
    return [row for theme in THEMES_OF_RUSSIA_CHINA for row in judge_theme(bench, edition, theme, judged, sentences)]


def project_themes():
    """The `themes` of the project's own config.yaml, as they are written."""
    text = (PROJECT / "config.yaml").read_text(encoding="utf-8")
    return re.search(r"^themes:\n(?:(?:[ #].*)?\n)+", text, re.MULTILINE).group()


def judge_theme(bench, edition, theme, judged, sentences):
    paths = {document["id"]: pathlib.Path(document["path"]).name for document in edition["documents"]}
    excerpts = [excerpt for excerpt in edition["excerpts"] if excerpt["theme"] == theme]
    verdicts, used = [], set()
    for excerpt in excerpts:
        name, span = paths[excerpt["document"]], (excerpt["start_byte"], excerpt["end_byte"])
        verdict, reason = judge(span, sentences[name], judged.get((theme, name), []))
        verdicts.append(verdict)
        used.add(name)
        if bench.verbose and verdict == "not":
            print(f"{theme}: not relevant: {name}:{span[0]}-{span[1]}: {reason}", file=sys.stderr)
    speaking = {n for (t, n), rows in judged.items() if t == theme and any(row[1] != "not" for row in rows)}
    must, relevant = verdicts.count("must"), len(verdicts) - verdicts.count("not")
    work = f"russia-china/{theme}"
    return [
        Row(work, "relevant", len(verdicts), "9.5", relevant, f"{relevant} of {len(verdicts)}"),
        Row(work, "must-have", 6, "4.8", must, f"{must} of {len(verdicts)}"),
        Row(work, "documents", min(4, len(speaking)), "", len(used), f"{len(used)}, {len(speaking)} speak to it"),
    ]


# Floors and baselines are those of the task and of ../shared/eval/README.md;
# the other baselines are `topics_eval.py baseline` and `numeric_eval.py baseline`.
JOBS = {
    "ir/cran": lambda bench: retrieval(bench, "cran", 0.41, ".390"),
    "ir/cisi": lambda bench: retrieval(bench, "cisi", 0.42, ".397"),
    "topics/reuters": lambda bench: topics(bench, "reuters", 0.82, ".781"),
    "topics/tgnews_ru": lambda bench: topics(bench, "tgnews_ru", 0.62, ".538"),
    "topics/tgnews_en": lambda bench: topics(bench, "tgnews_en", None, ""),
    "topics/manifestos": lambda bench: topics(bench, "manifestos", None, ".635"),
    "topics/sib_en": lambda bench: topics(bench, "sib_en", None, ""),
    "topics/sib_ru": lambda bench: topics(bench, "sib_ru", None, ""),
    "topics/sib_zh": lambda bench: topics(bench, "sib_zh", None, ""),
    "summ/opinosis": lambda bench: summaries(
        bench, "opinosis", [("ROUGE-1 F", "R1", 0.30, ".286"), ("ROUGE-2 F", "R2", 0.085, ".077")]
    ),
    "summ/aspectnews": lambda bench: summaries(bench, "aspectnews", [("nDCG@3", "nDCG@3", 0.73, ".691")]),
    "numeric/currency": lambda bench: numeric(bench, "currency", (0.90, ".717"), (0.85, ".541")),
    "numeric/percent": lambda bench: numeric(bench, "percent", (None, ""), (None, "")),
    "numeric/date_abs": lambda bench: numeric(bench, "date_abs", (0.90, ".597"), (None, ".389")),
    "numeric/date": lambda bench: numeric(bench, "date", (None, ".204"), (None, ".107")),
    "dedupe/minhash100": lambda bench: duplicates(bench, "minhash100", 1.0, "1.00"),
    "dedupe/samestory_ru": lambda bench: duplicates(bench, "samestory_ru", 0.60, ".516"),
    "russia-china": russia_china,
}


def measure(bench, name):
    """The rows of a set, and whether all is as it should be."""
    try:
        rows = JOBS[name](bench)
    except NoSuchCommand:
        return [Row(name, "", None, "", None, "no such command")], True
    except (Failed, OSError, ValueError, KeyError) as error:
        return [Row(name, "", None, "", None, f"failed: {error}")], False
    return rows, not any(row.is_under() for row in rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET")
    parser.add_argument("--attache", default=PROJECT / "target/release/attache", metavar="PATH")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--verbose", "-v", action="store_true")
    args = parser.parse_args()
    shared = pathlib.Path(os.environ.get("ATTACHE_SHARED") or PROJECT / "../shared").resolve()
    if not (shared / "eval").is_dir():
        print(f"quality: skipped: there is no {shared / 'eval'}")
        return 0
    if not os.access(args.attache, os.X_OK):
        parser.error(f"there is no program {args.attache}: build it, or name it with --attache")
    wanted = [name for name in JOBS if not args.sets or name.startswith(tuple(args.sets))]
    if not wanted:
        parser.error(f"no such set; there are {', '.join(JOBS)}")
    with tempfile.TemporaryDirectory() as made:
        folder = (args.keep or pathlib.Path(made)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(os.path.abspath(args.attache), shared, folder, args.verbose)
        print("| work | measure | at least | baseline | reached |\n| --- | --- | --- | --- | --- |")
        good = True
        for name in wanted:
            rows, fine = measure(bench, name)
            good &= fine
            for row in rows:
                print(f"| {' | '.join(row.cells())} |", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
