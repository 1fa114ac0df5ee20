#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How much of what a log says does `ward parse` understand? Held against logs of the corpus whose fields are recorded.

    fields_test.py [WARD]                         floors only
    WARD_MEASURE=1 fields_test.py [WARD]          the table
    WARD_MEASURE=NAME fields_test.py [WARD]       and every miss in files whose name contains NAME ("." for all)

A value counts as found where a native field or an OCSF attribute is it, as placed where OCSF has it in its role. Only values that
stand in the log count. The corpus is WARD_CORPUS, default ~/.cache/ward-corpus; without it the tests say that they were skipped.
"""
import collections
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("WARD_CORPUS", Path.home() / ".cache" / "ward-corpus"))
WARD = os.environ.get("WARD", str(ROOT / "build" / "bin" / "ward"))
MEASURE = os.environ.get("WARD_MEASURE", "")
SRC, DST = ("src_endpoint.", "evidences.src_endpoint."), ("dst_endpoint.", "evidences.dst_endpoint.")
USER = ("user.", "actor.user.", "users.", "evidences.actor.user.", "email.")
HOST = ("device.", "src_endpoint.", "dst_endpoint.", "evidences.device.", "entity.")
URL, PROCESS = ("http_request.url.", "url.", "query.", "evidences.url."), ("process.", "actor.process.", "evidences.process.",
                                                                            "actor.app_name", "app.", "service.")
FILE = ("file.", "process.file.", "actor.process.file.", "evidences.file.", "module.", "evidences.process.file.")
# Expected name: the kind that the table shows, where OCSF has it (empty: no place of its own is asked for).
WANTED = {
    "source.ip": ("source", SRC), "source.address": ("source", SRC), "client.ip": ("source", SRC), "source.port": ("port", SRC),
    "destination.ip": ("destination", DST), "destination.address": ("destination", DST), "server.ip": ("destination", DST),
    "destination.port": ("port", DST), "destination.domain": ("destination", DST + URL), "source.mac": ("mac", SRC),
    "user.name": ("user", USER), "source.user.name": ("user", USER), "destination.user.name": ("user", USER),
    "user.email": ("user", USER), "email.from.address": ("mail", ("email.",)), "email.to.address": ("mail", ("email.",)),
    "user.id": ("user id", USER), "user.domain": ("domain", USER), "host.name": ("host", HOST), "host.hostname": ("host", HOST),
    "log.hostname": ("host", HOST), "observer.hostname": ("host", HOST), "host.ip": ("host", HOST),
    "url.original": ("url", URL), "url.full": ("url", URL), "url.path": ("url", URL), "url.domain": ("url", URL),
    "http.request.method": ("http", ("http_request.",)), "http.response.status_code": ("http", ("http_response.",)),
    "user_agent.original": ("http", ("http_request.",)), "dns.question.name": ("dns", ("query.",)),
    "process.name": ("process", PROCESS), "process.pid": ("process", PROCESS), "process.executable": ("process", PROCESS),
    "process.command_line": ("process", PROCESS), "process.parent.executable": ("process", PROCESS),
    "file.name": ("file", FILE), "file.path": ("file", FILE), "file.hash.md5": ("hash", FILE), "file.hash.sha1": ("hash", FILE),
    "file.hash.sha256": ("hash", FILE), "process.hash.sha256": ("hash", FILE), "process.hash.md5": ("hash", FILE),
    "network.transport": ("protocol", ("connection_info.",)), "rule.name": ("text", ()), "event.code": ("code", ()),
    "event.action": ("text", ()), "event.reason": ("text", ()), "log.level": ("level", ()), "event.outcome": ("outcome", ("status",)),
}
# What must at least hold, in per cent: kind, found, placed.
FLOORS = {
    "text": {"recognised": (80, 98), "source": (89, 84), "destination": (80, 63), "port": (88, 78), "user": (74, 60), "host": (77, 64), "time": (76, 76)},
    "json": {"recognised": (97, 99), "source": (93, 73), "destination": (88, 60), "user": (84, 62), "host": (91, 64), "hash": (98, 20), "time": (88, 88)},
}


def leaves(tree, path=""):
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}{name}.")
            continue
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield from leaves(item, f"{path}{name}.")
            elif item is not None:
                yield path + name, str(item).lower()


def parse(folder):
    run = subprocess.run([WARD, "parse", "--format", "ndjson", str(folder)], capture_output=True, check=False)
    if run.returncode not in (0, 1):
        raise AssertionError(run.stderr.decode())
    events = collections.defaultdict(list)
    for line in run.stdout.decode(errors="replace").split("\n"):
        if line.startswith('{"type":"event"') or line.startswith('{"type":"problem"'):
            event = json.loads(line)
            events[Path(event["file"]).name].append(event)
    return events


class Tally:
    def __init__(self):
        self.all, self.found, self.placed = collections.Counter(), collections.Counter(), collections.Counter()

    def add(self, kind, found, placed):
        self.all[kind] += 1
        self.found[kind] += found
        self.placed[kind] += placed

    def per_cent(self, of, kind):
        return 100 * of[kind] / max(1, self.all[kind])

    def table(self, title):
        print(f"{title:<14}{'all':>6}{'found':>8}{'placed':>8}")
        for kind in sorted(self.all):
            found, placed = self.per_cent(self.found, kind), self.per_cent(self.placed, kind)
            print(f"  {kind:<12}{self.all[kind]:>6}{found:>7.1f}%{placed:>7.1f}%")


def weigh(events, expected, message, tally):
    """Counts one log's values; returns what was not found or is not in its place."""
    native, placed = set(), collections.defaultdict(set)
    for event in events:
        native.update(value for name, value in leaves(event.get("native") or {}) if name != "message")
        for path, value in leaves(event.get("ocsf") or {}):
            placed[path].add(value)
    everything = native.union(*placed.values()) if placed else native
    low, misses = message.lower().replace("\\\\", "\\").replace("\\/", "/"), []
    for path, value in leaves(expected):
        if path not in WANTED or not value:
            continue
        kind, places = WANTED[path]
        is_outcome = kind == "outcome"
        if not is_outcome and value not in low:
            continue
        in_place = not places or any(value in values for name, values in placed.items() if name.startswith(places))
        is_found = value in everything or (is_outcome and in_place)
        tally.add(kind, is_found, is_found and in_place)
        if not is_found or not in_place:
            misses.append(("" if is_found else "MISS ", path, value[:120]))
    if "@timestamp" in expected:
        want = expected["@timestamp"][:19]
        times = [(event.get("time") or "")[:19] for event in events]
        tally.add("time", want in times, want in times)
        if want not in times:
            misses.append(("MISS ", "@timestamp", expected["@timestamp"], times[:2]))
    return misses


def tell(name, message, events, misses):
    print(f"## {name}\n   {message[:600]!r}")
    for event in events[:2]:
        source, native = event.get("source", {}), {k: v for k, v in (event.get("native") or {}).items() if k != "message"}
        ocsf = dict(leaves(event.get("ocsf") or {}))
        ocsf = {k: v for k, v in ocsf.items() if not k.startswith(("metadata.version", "category", "type_uid", "metadata.profiles"))}
        print(f"   {event.get('reason', '')}{source} {event.get('time')}\n   {str(native)[:900]}\n   {str(ocsf)[:700]}")
    for miss in misses:
        print("   ", *miss)


class Fields(unittest.TestCase):
    def hold(self, title, tally, floors):
        if MEASURE:
            tally.table(title)
        for kind, (found, placed) in floors.items():
            self.assertGreaterEqual(tally.per_cent(tally.found, kind), found, f"{title}: {kind} found")
            self.assertGreaterEqual(tally.per_cent(tally.placed, kind), placed, f"{title}: {kind} placed")

    @unittest.skipUnless((CORPUS / "sekoia-intake-tests").is_dir(), f"skipped: no logs with expected fields in {CORPUS}")
    def test_logs_of_many_makers(self):
        logs = {}
        with tempfile.TemporaryDirectory() as folder:
            for path in sorted((CORPUS / "sekoia-intake-tests").rglob("*.json")):
                case = json.loads(path.read_text())
                message = case["input"].get("message", "")
                if not isinstance(message, str):
                    message = json.dumps(message)
                name = f"{path.parent.name}__{path.stem}".replace(" ", "_")
                logs[name] = (message, case["expected"])
                (Path(folder) / name).write_text(message)
            events = parse(folder)
        tallies = {"text": Tally(), "json": Tally()}
        for name, (message, expected) in logs.items():
            tally = tallies["json" if message.lstrip()[:1] in ("{", "[") else "text"]
            read = events.get(name, [])
            is_known = any(event.get("source", {}).get("format", "text") != "text" for event in read)
            tally.add("recognised", is_known, any(event.get("ocsf") for event in read))
            misses = weigh(read, expected, message, tally)
            if not is_known:
                misses.append(("MISS ", "format"))
            if misses and MEASURE not in ("", "1") and re.search(MEASURE, name):
                tell(name, message, read, misses)
        for kind, tally in tallies.items():
            self.hold(kind, tally, FLOORS.get(kind, {}))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        WARD = sys.argv.pop(1)
    unittest.main()
