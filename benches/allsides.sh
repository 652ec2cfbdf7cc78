#!/usr/bin/env bash
# The speed of a whole run on real articles: bash benches/allsides.sh [ARTICLES.parquet] [OPTION OF slantwise run...]
# Needs the program built (cargo build --release) and Python; writes into target/ only.
set -euo pipefail
parquet=$(realpath -m "${1:-$(dirname "${BASH_SOURCE[0]}")/../../shared/data/allsides_articles.parquet}")
shift || true
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ ! -f "$parquet" ]; then
    [ -d ../shared ] && echo "skipped: no $parquet" || echo "skipped: no ../shared"
    exit 0
fi

if [ ! -f target/allsides.csv ]; then
    [ -x target/bench-venv/bin/pip ] || python3 -m venv target/bench-venv
    target/bench-venv/bin/pip install --quiet --disable-pip-version-check pandas pyarrow
    target/bench-venv/bin/python - "$parquet" <<'PYTHON'
import os, sys
import pandas

pandas.read_parquet(sys.argv[1]).to_csv("target/allsides.part", index=False, lineterminator="\n")
os.rename("target/allsides.part", "target/allsides.csv")
PYTHON
fi

python3 - target/release/slantwise run target/allsides.csv -o target/allsides-out \
    --resamples 0 --permutations 0 --overwrite "$@" <<'PYTHON'
import csv, os, sys, time

csv.field_size_limit(1 << 30)
with open("target/allsides.csv", encoding="utf-8", newline="") as file:
    sizes = [len(row["text"].encode()) for row in csv.DictReader(file)]
text = sum(sizes)
start = time.monotonic()
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(pid, 0)
wall = time.monotonic() - start
if status:
    sys.exit(f"the run failed: {sys.argv[1:]}")
peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(f"text    {text / 1e6:8.1f} MB in {len(sizes)} articles")
print(f"wall    {wall:8.1f} s")
print(f"CPU     {used.ru_utime + used.ru_stime:8.1f} s ({text / 1e6 / (used.ru_utime + used.ru_stime):.1f} MB of text per CPU-second)")
print(f"peak    {peak / 1e6:8.1f} MB ({peak / text:.2f} x the text)")
PYTHON
