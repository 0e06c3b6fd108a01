#!/usr/bin/env python3
"""How well attaché chooses, labels and finds: one table, the baseline beside it.

    python3 benches/quality.py [SET...] [--attache PATH] [--keep DIR] [--verbose]

SET is the beginning of a name in the first column: `summ`, `topics/reuters`,
`russia-china`; all sets if none is given. Sets and scorers are looked for in
../shared or in $ATTACHE_SHARED; where they are not, the script says so and ends
well. Nothing is built. `russia-china` is judged by benches/judgements.tsv.

--keep DIR keeps desks, inputs and predictions, for the scorers' own details.
--verbose names each excerpt of russia-china that is not relevant. The exit
status is 1 if a figure is under its `at least`, or a set could not be run.
"""
import argparse
import concurrent.futures
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
BATCH = 500  # files a run of the program: a command line has a longest length
EXAMPLES = 20  # example texts a theme, where a set has no queries
NO_SUCH_COMMAND = "no such command"  # in this version of the program: told, and no failure
ARTICLES_THEMES = ["economics", "military", "public-opinion", "regional"]
ARTICLES_DATE = "2025-04-02"  # the day after the newest article


class Failed(Exception):
    """A program ended badly, or wrote what nobody can read."""


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

    def line(self):
        least = "" if self.least is None else f"{self.least:.3g}"
        reached = self.shown or f"{self.reached:.3f}"
        under = " **under**" if self.is_under() else ""
        return f"| {self.work} | {self.measure} | {least} | {self.baseline} | {reached}{under} |"


@dataclasses.dataclass
class Bench:
    """Where everything is, and how programs are called."""

    attache: str
    sets: pathlib.Path
    articles: pathlib.Path
    folder: pathlib.Path
    verbose: bool

    def fresh(self, work):
        """An empty folder for a set."""
        folder = self.folder / work.replace("/", "-")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def run(self, *arguments):
        """What attaché prints; status 1, a refused document, is no failure here."""
        done = call([self.attache, *arguments], cwd=self.folder)
        if done.returncode not in (0, 1):
            is_unknown = "unrecognized subcommand" in done.stderr
            raise Failed(NO_SUCH_COMMAND if is_unknown else f"attache: {done.stderr.strip()[:300]}")
        return done.stdout

    def inspect(self, files, *options):
        """The documents of files, in the files' order; an error if one is missing."""
        documents = {}
        for begin in range(0, len(files), BATCH):
            lines = self.run("inspect", "--quiet", "--format", "json", *options, *files[begin : begin + BATCH])
            for document in parse_lines(lines):
                documents[pathlib.Path(document["path"]).name] = document
        if missing := [file.name for file in files if documents.get(file.name, {}).get("text") is None]:
            raise Failed(f"inspect gave no text for {len(missing)} files, such as {missing[0]}")
        return [documents[file.name] for file in files]

    def score(self, scorer, folder, predictions, *arguments):
        """What a scorer prints for predictions, which stay in `folder`."""
        path = folder / "predictions.jsonl"
        path.write_text("".join(json.dumps(prediction) + "\n" for prediction in predictions))
        done = call([sys.executable, self.sets / "scripts" / scorer, "score", "--pred", path, *arguments])
        if done.returncode != 0:
            raise Failed(f"{scorer}: {done.stderr.strip()[-300:]}")
        return done.stdout


def call(command, **options):
    """A program that has ended, with what it wrote."""
    return subprocess.run(list(map(str, command)), capture_output=True, encoding="utf-8", check=False, **options)


def figure(text, label):
    """The number after a label in a scorer's line."""
    if not (found := re.search(rf"{re.escape(label)}\W+([0-9.]+)", text)):
        raise Failed(f"the scorer printed no {label}")
    return float(found.group(1))


def parse_lines(text):
    return [json.loads(line) for line in text.split("\n") if line]


def read_lines(path):
    return parse_lines(path.read_text(encoding="utf-8"))


def write_texts(folder, texts):
    """One text file each in `docs`, in order; returns the files."""
    (folder / "docs").mkdir()
    files = [folder / "docs" / f"text-{number}.txt" for number in range(len(texts))]
    for file, text in zip(files, texts):
        file.write_text(text, encoding="utf-8", newline="")
    return files


def write_desk(folder, paths, themes, **audience):
    """A desk that reads `paths`; `themes` are a mapping, or lines of a config.yaml."""
    reader = {"template": "analyst.md", "formats": ["md"], **audience}
    config = {"title": "Quality", "corpus": {"paths": paths}, "audiences": {"reader": reader}}
    if isinstance(themes, dict):
        themes = f"themes: {json.dumps(themes, ensure_ascii=False)}\n"
    text = "".join(f"{key}: {json.dumps(value)}\n" for key, value in config.items())
    (folder / "config.yaml").write_text(text + themes, encoding="utf-8")
    (folder / "templates").symlink_to(PROJECT / "templates")


def retrieval(bench, work, least, baseline):
    """benches/retrieval does it; this reads its line."""
    name = work.removeprefix("ir/")
    environment = {**os.environ, "ATTACHE": bench.attache, "ATTACHE_SHARED": str(bench.sets.parent)}
    done = call([BENCHES / "retrieval", name], env=environment)
    if f"{name}: " not in done.stdout:
        raise Failed(f"benches/retrieval: {(done.stdout + done.stderr).strip()[-300:]}")
    return [Row(work, "nDCG@10", least, baseline, figure(done.stdout, "nDCG@10"))]


def themes_of(folder, documents, gold):
    """Themes by label from the set's queries or, where it has none, from examples."""
    if (folder / "themes.json").exists():
        written = json.loads((folder / "themes.json").read_text(encoding="utf-8"))
        return {label: {"query": query} for label, query in written.items()}, "queries"
    labels = {line["id"]: line["labels"] for line in gold if line["split"] == "train"}
    examples = {}
    for document in documents:
        for label in labels.get(document["id"], []):
            examples.setdefault(label, []).append(document["text"])
    themes = {label: {"examples": texts[:EXAMPLES]} for label, texts in sorted(examples.items())}
    return themes, f"{EXAMPLES} examples"


def topics(bench, work, least, baseline):
    folder, desk = bench.sets / work, bench.fresh(work)
    documents = read_lines(folder / "docs.jsonl")
    themes, source = themes_of(folder, documents, read_lines(folder / "gold.jsonl"))
    ids = {label: re.sub(r"[^a-z0-9]+", "-", label.lower()) for label in themes}
    labels = {theme: label for label, theme in ids.items()}
    judged = [document for document in documents if document["split"] == "test"]
    files = write_texts(desk, [document["text"] for document in judged])
    write_desk(desk, ["docs"], {ids[label]: theme for label, theme in themes.items()})
    predictions = []
    for document, seen in zip(judged, bench.inspect(files, "-C", desk)):
        assigned = [labels[theme["id"]] for theme in seen["themes"] if theme["score"] >= 0.5]
        predictions.append({"id": document["id"], "labels": assigned})
    line = bench.score("topics_eval.py", desk, predictions, "--gold", folder / "gold.jsonl")
    return [Row(work, f"macro-F1, {source}", least, baseline, figure(line, "macroF1"))]


def ranked_inputs(document, sentences):
    """Indices of the input's sentences in the order of the ranking."""
    text, spans, at = document["text"].encode(), [], 0
    for sentence in sentences:
        begin = text.index(sentence.encode(), at)
        at = begin + len(sentence.encode())
        spans.append((begin, at))
    chosen = (document["sentences"][index] for index in document["ranking"])
    order = (max(range(len(spans)), key=lambda index: overlap(span, spans[index])) for span in chosen)
    return list(dict.fromkeys(order))


def summaries(bench, work, *wanted):
    """`wanted`: of each measure its name here and the scorer's, least and baseline."""
    folder, made = bench.sets / work, bench.fresh(work)
    inputs = read_lines(folder / "inputs.jsonl")
    cleaned = [[" ".join(sentence.split()) for sentence in one["sentences"]] for one in inputs]
    files = write_texts(made, ["\n\n".join(sentences) + "\n" for sentences in cleaned])

    def rank(one, sentences, file):
        document = bench.inspect([file], f"--rank={one['query']}")[0]
        return {"id": one["id"], "sentences": ranked_inputs(document, sentences)[: one["budget"]]}

    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        predictions = list(pool.map(rank, inputs, cleaned, files))
    line = bench.score("summ_eval.py", made, predictions, "--dir", folder)
    return [Row(work, measure, least, baseline, figure(line, label)) for measure, label, least, baseline in wanted]


def numeric(bench, work, span, value):
    """`span`, `value`: least and baseline of spans found and of values right."""
    name, made = work.removeprefix("numeric/"), bench.fresh(work)
    inputs = read_lines(bench.sets / f"{work}.jsonl")
    files = write_texts(made, [one["text"] for one in inputs])
    is_date = name.startswith("date")
    for file, day in ((file, one["ref"][:10]) for file, one in zip(files, inputs) if is_date and one["ref"]):
        file.with_name(f"{file.name}.yaml").write_text(f"date: {day}\n")  # the day on which the text speaks
    write_desk(made, ["docs"], {"none": {"query": "none"}})
    predictions = []
    for one, document in zip(inputs, bench.inspect(files, "-C", made)):
        text = document["text"].encode()
        found = document["events"] if is_date else [item for item in document["figures"] if item["kind"] == name]
        items = []
        for item in found:
            start, end = (len(text[: item[bound]].decode()) for bound in ("start_byte", "end_byte"))
            items.append({"start": start, "end": end, "value": item["date" if is_date else "value"]})
        predictions.append({"id": one["id"], "items": items})
    line = bench.score("numeric_eval.py", made, predictions, "--dir", bench.sets / "numeric", "--set", name)
    rows = ("span F1", *span, "F1"), ("value right", *value, "value right")
    return [Row(work, measure, least, baseline, figure(line, label)) for measure, least, baseline, label in rows]


def clusters_in(value):
    """Every list of paths, however it is wrapped."""
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        yield [pathlib.Path(path).stem for path in value]
    elif isinstance(value, (list, dict)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from clusters_in(inner)


def duplicates(bench, work, least, baseline):
    folder, desk = bench.sets / work, bench.fresh(work)
    documents = read_lines(folder / "docs.jsonl")
    files = write_texts(desk, [document["text"] for document in documents])
    ids = {file.stem: document["id"] for file, document in zip(files, documents)}
    write_desk(desk, ["docs"], {"none": {"query": "none"}})
    lines = bench.run("-C", desk, "corpus", "duplicates", "--quiet", "--format", "json")
    clusters = clusters_in(parse_lines(lines))
    predictions = [{"cluster": [ids[stem] for stem in cluster]} for cluster in clusters]
    line = bench.score("dedupe_eval.py", desk, predictions, "--dir", folder)
    return [Row(work, "F1", least, baseline, figure(line, "F1"))]


def read_judgements():
    """By theme and file: (range, judgement, reason)."""
    judged = {}
    for line in (BENCHES / "judgements.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        theme, file, start, end, judgement, reason = line.split("\t")
        judged.setdefault((theme, file), []).append(((int(start), int(end)), judgement, reason))
    return judged


def overlap(one, other):
    return min(one[1], other[1]) - max(one[0], other[0])


def shares(one, other):
    """Whether two ranges share half of the shorter or more."""
    return 2 * overlap(one, other) >= min(one[1] - one[0], other[1] - other[0])


def judge(span, sentences, rows):
    """`must`, `relevant` or `not` for an excerpt, and why not.

    It is relevant if all its sentences are. One marked `with previous` is if
    the sentence before it is in the excerpt; that one may be there for the sake
    of a relevant one marked `with previous` or `after previous`.
    """
    inside = [sentence for sentence in sentences if shares(sentence, span)]
    verdict, introduced = "relevant" if inside else "not", False
    for sentence in reversed(inside):
        best = max(rows, key=lambda row: overlap(sentence, row[0]), default=None)
        _, judgement, reason = best if best and shares(sentence, best[0]) else (None, "not", "no line")
        carried = reason.startswith("with previous") and sentence is not inside[0]
        if judgement == "not" and not carried and not introduced:
            return "not", reason
        if judgement == "must" or carried and reason.startswith("with previous (must)"):
            verdict = "must"
        introduced = carried or judgement != "not" and reason.startswith("after previous")
    return verdict, ""


def briefing(bench, work):
    """The excerpts of the project's four themes from five articles."""
    desk = bench.fresh(work)
    config = (PROJECT / "config.yaml").read_text(encoding="utf-8")
    themes = re.search(r"^themes:\n(?:(?:[ #].*)?\n)+", config, re.MULTILINE).group()
    write_desk(desk, [str(bench.articles)], themes, excerpts_per_theme=10, excerpts_per_source=10)
    (desk / "briefs").mkdir()
    brief = json.dumps({"title": "Quality", "themes": ARTICLES_THEMES, "audiences": ["reader"]})
    (desk / "briefs" / "quality.yaml").write_text(brief)
    bench.run("-C", desk, "build", "quality", "--quiet", "--to", "md", "--date", ARTICLES_DATE)
    edition = json.loads((desk / "output/quality" / ARTICLES_DATE / "edition.json").read_text(encoding="utf-8"))
    files = sorted(bench.articles.glob("*.txt"))
    sentences = {file.name: seen["sentences"] for file, seen in zip(files, bench.inspect(files))}
    judged = read_judgements()
    return [row for theme in ARTICLES_THEMES for row in judge_theme(bench, edition, theme, judged, sentences)]


def judge_theme(bench, edition, theme, judged, sentences):
    paths = {document["id"]: pathlib.Path(document["path"]).name for document in edition["documents"]}
    verdicts, used = [], set()
    for excerpt in (excerpt for excerpt in edition["excerpts"] if excerpt["theme"] == theme):
        name, span = paths[excerpt["document"]], (excerpt["start_byte"], excerpt["end_byte"])
        verdict, reason = judge(span, sentences[name], judged.get((theme, name), []))
        verdicts.append(verdict)
        used.add(name)
        if bench.verbose and verdict == "not":
            print(f"{theme}: not relevant: {name}:{span[0]}-{span[1]}: {reason}", file=sys.stderr)
    speaking = {name for (of, name), rows in judged.items() if of == theme and any(row[1] != "not" for row in rows)}
    must, relevant, count = verdicts.count("must"), len(verdicts) - verdicts.count("not"), len(verdicts)
    heard, work = len(used & speaking), f"russia-china/{theme}"
    return [
        Row(work, "relevant", count, "9.5", relevant, f"{relevant} of {count}"),
        Row(work, "must-have", 6, "4.8", must, f"{must} of {count}"),
        Row(work, "documents", min(4, len(speaking)), "", heard, f"{heard} of {len(speaking)} that speak to it"),
    ]


# Floors are those of the project's task, baselines those of ../shared/eval, or of
# `topics_eval.py baseline` (keywords; centroid where there are no queries).
JOBS = {
    "ir/cran": (retrieval, 0.41, ".390"),
    "ir/cisi": (retrieval, 0.42, ".397"),
    "topics/reuters": (topics, 0.82, ".781"),
    "topics/tgnews_ru": (topics, 0.62, ".538"),
    "topics/tgnews_en": (topics, None, ".542"),
    "topics/manifestos": (topics, None, ".635"),
    "topics/sib_en": (topics, None, ".438"),
    "topics/sib_ru": (topics, None, ".691"),
    "topics/sib_zh": (topics, None, ".807"),
    "summ/opinosis": (summaries, ("ROUGE-1 F", "R1", 0.30, ".286"), ("ROUGE-2 F", "R2", 0.085, ".077")),
    "summ/aspectnews": (summaries, ("nDCG@3", "nDCG@3", 0.73, ".691")),
    "numeric/currency": (numeric, (0.90, ".717"), (0.85, ".541")),
    "numeric/percent": (numeric, (None, ".273"), (None, ".400")),
    "numeric/date_abs": (numeric, (0.90, ".597"), (None, ".389")),
    "numeric/date": (numeric, (None, ".204"), (None, ".107")),
    "dedupe/minhash100": (duplicates, 1.0, "1.00"),
    "dedupe/samestory_ru": (duplicates, 0.60, ".516"),
    "russia-china": (briefing,),
}


def measure(bench, work):
    """Prints the rows of a set; whether all is as it should be."""
    job, *floors = JOBS[work]
    try:
        rows, fine = job(bench, work, *floors), True
    except (Failed, OSError, ValueError, KeyError) as error:
        why = f"{error}".splitlines()[0]
        rows, fine = [Row(work, "", None, "", None, why)], why == NO_SUCH_COMMAND
    print("\n".join(row.line() for row in rows), flush=True)
    return fine and not any(row.is_under() for row in rows)


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
    works = [work for work in JOBS if not args.sets or work.startswith(tuple(args.sets))]
    if not works:
        parser.error(f"no such set; there are {', '.join(JOBS)}")
    articles = shared / "corpus" / "russia-china"
    with tempfile.TemporaryDirectory() as made:
        folder = (args.keep or pathlib.Path(made)).resolve()
        bench = Bench(os.path.abspath(args.attache), shared / "eval", articles, folder, args.verbose)
        print("| work | measure | at least | baseline | reached |\n| --- | --- | --- | --- | --- |")
        good = [measure(bench, work) for work in works]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
