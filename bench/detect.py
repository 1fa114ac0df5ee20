"""Measures `ward scan` by CPU time: N copies of the events less one copy, so that loading the rules does not count. Called by bench/detect."""
import json, os, pathlib, re, resource, shutil, subprocess, sys, time

WARD, CORPUS, WORK = os.environ["WARD"], pathlib.Path(os.environ["WARD_CORPUS"]), pathlib.Path(sys.argv[1])
COPIES = 20
RSIGMA = "0.26.0"  # wants a nightly rustc
FOLDERS = ("rules", "rules-emerging-threats", "rules-threat-hunting", "rules-compliance")
KINDS = re.compile("Channel|Event.*ID|Level|Task|Opcode|Keywords|Version|Provider.*")  # what an event's kind hangs on
RULES = [word for folder in FOLDERS for word in ("--rules", str(CORPUS / "sigma-rules" / folder))]


def scan(*paths):
    """CPU seconds, wall seconds, summary and peak KiB of one scan on one thread."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [WARD, "scan", "--format", "ndjson", "--threads", "1", *RULES, *map(str, paths)]
    process = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, time.monotonic() - began, json.loads(process.stdout.splitlines()[-1])


def write_strangers(events, path):
    """The events, each text with a number in it that no other has: what was found in a value before is of no use."""
    number = 0
    with open(path, "w", encoding="utf-8") as out:
        for line in events * 4:
            event = json.loads(line)
            for name, value in event.items():
                if isinstance(value, str) and len(value) > 3 and not KINDS.fullmatch(name):
                    number += 1
                    event[name] = f"{number:x}.{value}"
            out.write(json.dumps(event, ensure_ascii=False) + "\n")


def rsigma():
    """Where the crate rsigma is, installed if need be; None where it cannot be (and that is said)."""
    root = pathlib.Path("build/peers/rsigma").absolute()
    if not shutil.which("cargo"):
        return print("skipped: the crate rsigma (no cargo)", file=sys.stderr)
    for command in ([] if (root / "bin/rsigma").exists() else
                    (["rustup", "toolchain", "install", "nightly", "--profile", "minimal"],
                     ["cargo", "+nightly", "install", "rsigma", "--version", RSIGMA, "--root", str(root), "--target-dir", str(root / "target")])):
        if subprocess.run(command, stdout=sys.stderr, check=False).returncode != 0:
            return print(f"skipped: the crate rsigma ({command[0]} failed)", file=sys.stderr)
    return root / "bin/rsigma"


def beside_rsigma(program, flat, many, events, rate):
    """The same events, rules and core, by CPU time, in the same run; with its routing by log source, which is its quickest way."""
    rules = WORK / "rules"
    rules.mkdir()
    for folder in FOLDERS:
        shutil.copytree(CORPUS / "sigma-rules" / folder, rules / folder)
    def cpu(path):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        core = [program, "engine", "eval", "--quiet", "--no-stats", "--rules", rules, "--event", f"@{path}", "--output", WORK / "rsigma.out",
                "--logsource-routing", "--event-logsource", "product=windows"]
        subprocess.run(["taskset", "-c", "0", *map(str, core)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    theirs = (COPIES - 1) * events / (cpu(many) - cpu(flat))
    row(f"RSigma {RSIGMA} on the same, events/s a core", round(theirs), "-", "-")
    row("flat Windows NDJSON: Ward / RSigma", f"{rate / theirs:.1f}", 4, 10)


def row(*words):
    print("\t".join(map(str, words)), flush=True)


def main():
    flat = WORK / "flat.ndjson"
    with open(flat, "w", encoding="utf-8") as out:
        for line in open(CORPUS / "sigma-oracle" / "events.ndjson", encoding="utf-8"):
            out.write(json.dumps(json.loads(line)["event"], ensure_ascii=False) + "\n")
    text = flat.read_bytes()
    many = WORK / "many.ndjson"
    with open(many, "wb") as out:
        for _ in range(COPIES):
            out.write(text)
    (WORK / "empty.ndjson").write_text("{}\n")
    empty, load_wall, _ = scan(WORK / "empty.ndjson")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # of this first run
    one, _, first = scan(flat)
    best = min(scan(many)[0] for _ in range(2))
    rate = (COPIES - 1) * first["events"] / (best - one)
    row(f"flat Windows NDJSON, {first['rules_loaded']} rules, events/s a core", round(rate), 200000, 500000)
    program = rsigma() if os.environ.get("PEERS") else None
    if program:
        beside_rsigma(program, flat, many, first["events"], rate)
    strangers = WORK / "strangers.ndjson"
    write_strangers(text.decode().splitlines(), strangers)
    cpu, _, all_ = scan(strangers)
    row("the same, but values that never come again", round(all_["events"] / (cpu - empty)), "-", "-")
    row("rules to load, s (wall, one core)", f"{load_wall:.2f}", "2", "1")
    evtx = sorted((CORPUS / "evtx-samples").rglob("*.evtx"))
    links = []
    for copy in range(4):
        for number, path in enumerate(evtx):
            link = WORK / f"{copy}-{number}.evtx"
            link.symlink_to(path)
            links.append(link)
    single = len(evtx)
    once, _, few = scan(*links[:single])
    cpu, _, all_ = scan(*links)
    rate = (all_["events"] - few["events"]) / (cpu - once)
    row("EVTX scan with all rules, records/s a core", round(rate), 80000, 200000)
    row("memory with all rules loaded, MB", peak // 1024, "-", "-")


main()
