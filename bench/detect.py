"""Measures `ward scan` by CPU time: N copies of the events less one copy, so that loading the rules does not count. Called by bench/detect."""
import json, os, pathlib, resource, subprocess, sys, time

WARD, CORPUS, WORK = os.environ["WARD"], pathlib.Path(os.environ["WARD_CORPUS"]), pathlib.Path(sys.argv[1])
COPIES = 20
FOLDERS = ("rules", "rules-emerging-threats", "rules-threat-hunting", "rules-compliance")
RULES = [word for folder in FOLDERS for word in ("--rules", str(CORPUS / "sigma-rules" / folder))]


def scan(*paths):
    """CPU seconds, wall seconds, summary and peak KiB of one scan on one thread."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [WARD, "scan", "--format", "ndjson", "--threads", "1", *RULES, *map(str, paths)]
    process = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, time.monotonic() - began, json.loads(process.stdout.splitlines()[-1])


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
    _, load_wall, _ = scan(WORK / "empty.ndjson")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # of this first run
    one, _, first = scan(flat)
    best = min(scan(many)[0] for _ in range(2))
    rate = (COPIES - 1) * first["events"] / (best - one)
    row(f"flat Windows NDJSON, {first['rules_loaded']} rules, events/s a core", round(rate), 200000, 500000)
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
