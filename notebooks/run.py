"""Runs every notebook here top to bottom: python notebooks/run.py [--write]

An error in a cell ends the run with exit code 1. With --write the outputs are stored in the notebooks; without it the
files stay as they are, and a line says where the text of the stored outputs is no longer what the cells give.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent


def texts(notebook):
    """The text outputs of each cell: figures may differ by a pixel, and warnings are no results."""
    cells = [(cell["id"], cell.get("outputs", [])) for cell in notebook.cells]
    return {
        cell: "".join(it["text"] if it.output_type == "stream" else it["data"].get("text/plain", "") for it in outputs
                      if it.output_type in ("execute_result", "display_data") or it.get("name") == "stdout")
        for cell, outputs in cells
    }


for path in sorted(HERE.glob("*.ipynb")):
    stored = nbformat.read(path, as_version=4)
    notebook = nbformat.from_dict(stored)
    # without times of execution and the version of Python, which would differ in every run
    client = NotebookClient(notebook, timeout=120, record_timing=False, resources={"metadata": {"path": str(HERE)}})
    client.execute()
    notebook.metadata["language_info"] = {"name": "python"}
    if "--write" in sys.argv[1:]:
        nbformat.write(notebook, path)
        print(f"{path.name}: written")
        continue
    new, old = texts(notebook), texts(stored)
    changed = [cell for cell in new if new[cell] != old[cell]]
    note = f"; stored outputs are out of date in {', '.join(changed)}: run with --write" if changed else ""
    print(f"{path.name}: ran without an error{note}")
