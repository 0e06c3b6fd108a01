"""A desk with many documents, the same each time, for the other scripts here."""

import pathlib
import random
import shutil

PROJECT = pathlib.Path(__file__).resolve().parent.parent


def generate(desk, count):
    """Writes documents that speak of the themes of the project's desk now and then."""
    for part in ["briefs", "templates"]:
        shutil.copytree(PROJECT / part, desk / part)
    shutil.copy(PROJECT / "config.yaml", desk / "config.yaml")
    draw = random.Random(20250402)
    plain = ("the a of in and to from on with ministry council report meeting week month city village road river "
             "school hospital bridge museum festival weather harvest library market worker teacher mayor plan "
             "opened closed said began ended grew fell moved kept found built sold bought wrote").split()
    telling = ("trade exports imports sanctions oil gas pipeline banks yuan payments military exercise drone army "
               "navy survey poll citizens Arctic Mongolia Korea border region investment settlement").split()
    for number in range(count):
        folder = desk / "corpus" / f"{number // 500:03}"
        folder.mkdir(parents=True, exist_ok=True)
        paragraphs = []
        for _ in range(4):
            sentences = []
            for _ in range(3):
                words = [draw.choice(telling if draw.random() < 0.06 else plain) for _ in range(draw.randint(9, 18))]
                sentences.append(f"{words[0].capitalize()} {' '.join(words[1:])} {draw.randint(2, 900)}.")
            paragraphs.append(" ".join(sentences))
        (folder / f"2025-03-{number % 28 + 1:02}-{number:05}.txt").write_text("\n\n".join(paragraphs) + "\n")
