#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the house rules on the checkout: layers, third-party headers, sizes, names, leftovers. Prints each fault; exit 1 if any.

    check.py [ROOT]

The rules are data: tools/layers.txt (who may include whom), tools/libraries.txt (where third-party headers enter), RULES below (sizes).
tools/house/exempt.txt lists files that are over a size today; the list may only shrink.
"""
import pathlib
import re
import subprocess
import sys

SIZES = {".cc": 500, "_test.cc": 600, ".h": 200, ".tsx": 250, ".ts": 250, ".py": 300, ".sh": 300}
FUNCTION_LINES_MAX = 60
LINE_COLUMNS_MAX = 100
FOLDER_FILES_MAX = 60
BANNED_NAMES = {"util", "utils", "common", "helper", "helpers", "misc", "manager"}
BANNED_WORDS = {
    r"\bthrow\b": "errors travel as Result or Diagnostics; a library's exceptions end in its adapter",
    r"\bstd::regex\b": "use RE2",
    r"\bstd::cout\b|\bstd::cerr\b": "data goes out through fmt or the command's writer",
    r"\b(TODO|FIXME|XXX|HACK)\b(?!\(#\d+\))": "open work is an issue: TODO(#number)",
    r"\busing namespace std\b": "spell the namespace",
}
CLOCKS = r"\bsystem_clock\b|\bsteady_clock\b|\bclock_gettime\b|\bgettimeofday\b|\btime\(nullptr\)"
# What an adapter of a library with exceptions may say, and where.
ALLOWED = {"throw": ("src/base/yaml.cc", "src/base/toml.cc")}


def read_layers(text):
    """{module: modules it may include, itself among them}, in order."""
    layers = {}
    for line in text.splitlines():
        words = line.split()
        if not words or line.startswith("#"):
            continue
        module, allowed = words[0], {words[0]}
        for word in words[1:]:
            if word == "*":
                allowed |= set(layers)
            elif word.startswith("-"):
                allowed.discard(word[1:])
            elif word not in layers:
                raise SystemExit(f"tools/layers.txt: {module} names {word}, which no line above it defines")
            else:
                allowed.add(word)
        layers[module] = allowed
    return layers


def read_libraries(text):
    """[(include prefix, folders)]."""
    rows = [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(row[0], [w for w in row[1:] if w == "*" or "/" in w or w.isalpha()]) for row in rows]


def includes(text):
    return re.findall(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', text, re.M)


def check_layers(path, text, layers, libraries):
    parts = path.split("/")
    module, folder = parts[1], "/".join(parts[1:-1])
    if module not in layers:
        yield f"{path}: the module '{module}' is not in tools/layers.txt"
        return
    for quote, target in includes(text):
        other = target.split("/")[0]
        if quote == '"' and "/" in target and other in layers:
            if other not in layers[module]:
                yield f"{path}: {module} may not include {other} ({target}): tools/layers.txt"
            elif other != module and target.count("/") > 1 and not path.endswith(("_test.cc", "_fuzz.cc", "_bench.cc")):
                if not (module in ("app", "cli") or other == "serve"):
                    yield f"{path}: {target} is private to {other}; include a header at its root"
        for prefix, folders in libraries:
            if quote == "<" and target.startswith(prefix):
                if "*" not in folders and not any(folder == f or folder.startswith(f + "/") for f in folders):
                    yield f"{path}: <{target}> enters only at {', '.join(folders)}: tools/libraries.txt"


def function_sizes(text):
    """(line, length) of each function body: a line at namespace or class depth that ends in '{', to its closing brace."""
    start = None
    for number, line in enumerate(text.splitlines(), 1):
        if start is None:
            if re.match(r"^( {4})?[A-Za-z_~].*\)[^;]*\{$", line) and not re.match(r"^\s*(namespace|class|struct|enum|extern|if|for|while|switch)\b", line):
                start, indent = number, len(line) - len(line.lstrip())
        elif line == " " * indent + "}" or line == " " * indent + "};":
            yield start, number - start + 1
            start = None


def check_sizes(path, text, exempt):
    lines = text.count("\n")
    limit = next((SIZES[s] for s in ("_test.cc", ".cc", ".h", ".tsx", ".ts", ".py", ".sh") if path.endswith(s)), None)
    if limit and lines > limit and path not in exempt:
        yield f"{path}: {lines} lines, at most {limit}: split it by what it does"
    if path.endswith((".cc", ".h")):
        for number, line in enumerate(text.splitlines(), 1):
            if len(line) > LINE_COLUMNS_MAX and "R\"" not in line and "http" not in line and path not in exempt:
                yield f"{path}:{number}: {len(line)} columns, at most {LINE_COLUMNS_MAX}"
        if not path.endswith(("_test.cc", "_fuzz.cc", "_bench.cc")):
            for number, length in function_sizes(text):
                if length > FUNCTION_LINES_MAX and path not in exempt:
                    yield f"{path}:{number}: a function of {length} lines, at most {FUNCTION_LINES_MAX}"


def strip_text(text):
    """The code without comments and literals, lines kept."""
    blank = lambda m: re.sub(r"[^\n]", " ", m[0])
    text = re.sub(r'R"(\w*)\(.*?\)\1"', blank, text, flags=re.S)
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', blank, text, flags=re.S)


def check_words(path, text):
    stem = pathlib.PurePath(path).name.split(".")[0]
    for part in re.split(r"[_/]", path.lower().rsplit(".", 1)[0]):
        if part in BANNED_NAMES:
            yield f"{path}: the name '{part}' says nothing; say what the file does"
    if re.search(r"\d$", stem) and not re.search(r"(rfc|ocsf|sha|utf|md|ipv|base)\d+$", stem):
        yield f"{path}: a name must not end in a digit"
    if not path.endswith((".cc", ".h")):
        return
    if not text.startswith("// SPDX-License-Identifier: Apache-2.0\n"):
        yield f"{path}:1: the first line must be '// SPDX-License-Identifier: Apache-2.0'"
    code = strip_text(text)
    for number, (line, full) in enumerate(zip(code.splitlines(), text.splitlines()), 1):
        for pattern, why in BANNED_WORDS.items():
            subject = full if "TODO" in pattern else line
            found = re.search(pattern, subject)
            if found and path not in ALLOWED.get(found[0], ()):
                yield f"{path}:{number}: '{found[0]}': {why}"
        if not path.startswith("src/base/") and not path.endswith(("_bench.cc", "_test.cc")) and re.search(CLOCKS, line):
            yield f"{path}:{number}: only base reads the clock; take a base::Clock"


def check_folders(paths):
    count = {}
    for path in paths:
        if path.startswith(("src/", "web/src/")):
            count[path.rsplit("/", 1)[0]] = count.get(path.rsplit("/", 1)[0], 0) + 1
    return [f"{folder}: {n} files, at most {FOLDER_FILES_MAX}" for folder, n in count.items() if n > FOLDER_FILES_MAX]


def check(root):
    root = pathlib.Path(root)
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True).stdout
    paths = [p for p in listed.splitlines() if (root / p).is_file()]
    layers = read_layers((root / "tools/layers.txt").read_text())
    libraries = read_libraries((root / "tools/libraries.txt").read_text())
    exempt_file = root / "tools/house/exempt.txt"
    exempt = {l.split()[0] for l in exempt_file.read_text().splitlines() if l.strip() and l[0] != "#"} if exempt_file.exists() else set()
    faults = check_folders(paths)
    for path in paths:
        if not path.endswith((".cc", ".h", ".ts", ".tsx", ".py", ".sh")) or path.startswith(("tests/cases/", "content/")):
            continue
        text = (root / path).read_text(encoding="utf-8")
        if path.startswith("src/") and path.count("/") > 1:
            faults += check_layers(path, text, layers, libraries)
        faults += check_sizes(path, text, exempt)
        faults += check_words(path, text)
    return faults


if __name__ == "__main__":
    found = check(sys.argv[1] if len(sys.argv) > 1 else ".")
    print("\n".join(found) if found else "house: every rule holds")
    sys.exit(1 if found else 0)
