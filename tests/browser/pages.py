"""Makes the pages that are looked at: the demo's, one with hostile texts in every field and its harmless twin, and a large one."""

import csv
import json
import os
import random
import subprocess
from pathlib import Path

from payloads import PAYLOADS

PROGRAM = os.environ.get("SLANTWISE", "slantwise")
QUICK = ["--resamples", "20", "--permutations", "20", "-q"]


def call(*arguments):
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode in (0, 1), f"{arguments}: exit code {done.returncode}: {done.stderr}"


def demo(folder):
    """The demo's page, and its class pack's."""
    call("demo", "-o", folder / "demo", "--overwrite", "-q")
    pages = [folder / "demo/out/index.html"]
    call("class", folder / "demo/out", "-o", folder / "class", "--overwrite", "-q")
    return pages + sorted((folder / "class").glob("*.html"))


def article(i, text, extra):
    return {
        "id": f"{i}{extra}",
        "outlet": f"Outlet {i % 4}{extra if i < 4 else ''}",
        "event": f"Event {i // 4}{extra if i % 4 == i // 4 else ''}",
        "date": f"2023-01-{1 + i // 4 % 28:02}",
        "title": f"Surge {i} {extra}",
        "author": f"Ann {extra}",
        "url": extra or "https://north.example/a",
        "text": text,
    }


def hostile(folder, payloads):
    """A page whose every field holds `payloads` in turn."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for i in range(0, len(payloads), 40):
        here = payloads[i : i + 40]
        # few long articles, since the page shows four of an event and eight events
        text = "\n\n".join(f"A surge of illegal aliens {it} crossed in town {i}, the mayor said." for it in here)
        rows.append(article(i // 40, text, here[0]))
    (folder / "news.jsonl").write_text("".join(json.dumps(it) + "\n" for it in rows), encoding="utf-8")
    extra = payloads[5]
    with open(folder / "list.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["category", "pattern"], ["alarm", "surge"], ["alarm", "illegal aliens"]])
    quoted = json.dumps(extra)
    (folder / "list.toml").write_text(
        f'name = "list"\ntitle = {quoted}\nabout = {quoted}\nsource = {quoted}\nlimits = {quoted}\n', encoding="utf-8"
    )
    with open(folder / "outlets.csv", "w", newline="", encoding="utf-8") as file:
        rows = [["outlet", "slant", "slant_source", "aliases"], ["Outlet 0", "left", extra, ""], ["Outlet 1", "right", extra, ""]]
        csv.writer(file).writerows(rows)
    call("run", folder / "news.jsonl", "-o", folder / "out", "--overwrite", "--outlets", folder / "outlets.csv", *QUICK)
    return folder / "out/index.html"


def large(folder):
    """A page of 500 articles of some 700 made-up words, and twenty more for which there is no room on it."""
    chance = random.Random(7)
    sounds = [a + b for a in "bdfgklmnprstv" for b in ["a", "e", "i", "o", "u", "an", "er", "ist"]]
    words = ["".join(chance.choices(sounds, k=chance.randint(1, 3))) for _ in range(4_000)]
    words += ["surge", "border", "asylum seekers", "illegal immigration", "humane", "fear", "hope", "said"] * 20
    folder.mkdir(parents=True, exist_ok=True)

    def text():
        sentences = (" ".join(chance.choices(words, k=20)).capitalize() + "." for _ in range(35))
        return "\n\n".join(sentences)

    rows = [article(i, text(), "") for i in range(520)]
    (folder / "news.jsonl").write_text("".join(json.dumps(it) + "\n" for it in rows), encoding="utf-8")
    call("run", folder / "news.jsonl", "-o", folder / "out", "--overwrite", *QUICK)
    return folder / "out/index.html"
