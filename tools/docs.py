#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Rebuilds the pages that are made from the program and the tree (make docs): docs/reference/commands.md from `ward --help`,
docs/reference/configuration.toml from `ward config`, and the table of modules in ARCHITECTURE.md from tools/layers.txt.

    docs.py            rewrites them
    docs.py --check    exit 1 if one of them is not what it would be made to
"""
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
WARD = os.environ.get("WARD", "build/bin/ward")
TABLE = re.compile(r"(<!-- modules -->\n).*?(<!-- /modules -->)", re.S)


def ask(*words):
    """What `ward WORDS...` prints; empty if it has no such command."""
    done = subprocess.run([WARD, *words], cwd=ROOT, capture_output=True, text=True, env={**os.environ, "COLUMNS": "100"})
    return done.stdout if done.returncode == 0 else ""


def subcommands(text):
    """Names in the part 'Subcommands:' of a help text."""
    part = text.split("Subcommands:\n", 1)
    return re.findall(r"^  (\S+)", part[1], re.M) if len(part) == 2 else []


def commands():
    out = ["# Commands\n", "Made by `make docs` from `ward --help`. Exit codes: 0 done; 1 done, but something in the input was wrong and is named in the",
           "output; 2 the call is wrong; 3 the world failed (disk, network).\n"]
    pages = [()]
    while pages:
        words = pages.pop(0)
        text = ask(*words, "--help")
        if not text:
            continue
        # A default that depends on where the program runs would make this page differ by machine.
        out += [f"## {' '.join(('ward',) + words)}\n", "```text", text.rstrip(), "```\n"]
        pages = [words + (name,) for name in subcommands(text)] + pages
    return "\n".join(out)


def modules():
    """The table of modules: what each may include, and what its folder holds."""
    rows = ["| module | may include | folders |", "|---|---|---|"]
    for line in (ROOT / "tools/layers.txt").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        name, *needs = line.split()
        folder = ROOT / "src" / name
        inner = sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []
        if folder.is_dir():
            rows.append(f"| `{name}` | {' '.join(needs) or 'nothing'} | {' '.join(inner)} |")
    return "\n".join(rows) + "\n"


def pages():
    architecture = (ROOT / "ARCHITECTURE.md").read_text()
    out = {"docs/reference/commands.md": commands(),
           "ARCHITECTURE.md": TABLE.sub(lambda m: m[1] + modules() + m[2], architecture)}
    sample = ask("config")
    if sample:
        out["docs/reference/configuration.toml"] = sample
    return out


def main():
    stale = []
    for name, text in pages().items():
        path = ROOT / name
        if not path.exists() or path.read_text() != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
    for name in stale:
        print(f"{name}: {'is not current: run make docs' if '--check' in sys.argv else 'rewritten'}")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
