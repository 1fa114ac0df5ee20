#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Judges the OCSF that `ward parse` prints: of every fixture in tests/cases/ingest, and of a sample of the corpus.

    ocsf_test.py [WARD]        default: $WARD or build/bin/ward

The schema comes from the corpus (WARD_CORPUS, default ~/.cache/ward-corpus); without it the tests say that they were skipped.
"""
import copy
import os
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from validate import Judge, judge_lines  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("WARD_CORPUS", Path.home() / ".cache" / "ward-corpus"))
WARD = os.environ.get("WARD", str(ROOT / "build" / "bin" / "ward"))
# Folders of logs; each gives every n-th file, small ones only, so that all kinds are met and the test stays quick.
SAMPLED = {"evtx-samples": 5, "sigma-regression": 12, "crowdsec-hub-tests": 9, "plaso-log-tests": 1, "zeek-logs": 4,
           "aws-stratus-cloudtrail": 4, "security-datasets": 40, "loghub-2k": 4}
FILE_BYTES_MAX = 1_500_000
LINES_OF_FILE_MAX = 150

GOOD = {
    "class_uid": 1007, "category_uid": 1, "activity_id": 1, "activity_name": "Launch", "type_uid": 100701, "severity_id": 1,
    "severity": "Informational", "time": 1770091506789, "metadata": {"product": {"name": "Sysmon"}},
    "device": {"hostname": "pc-07", "type_id": 0}, "actor": {"user": {"name": "ann"}},
    "process": {"pid": 4, "file": {"name": "cmd.exe", "type_id": 0, "hashes": [{"algorithm_id": 1, "value": "00"}]}},
}


def parse(paths):
    run = subprocess.run([WARD, "parse", *map(str, paths)], capture_output=True, check=False)
    if run.returncode not in (0, 1):
        raise AssertionError(run.stderr.decode())
    return run.stdout.decode(errors="replace").split("\n")


def sample(folder, step):
    files = sorted(p for p in (CORPUS / folder).rglob("*") if p.is_file() and p.stat().st_size < FILE_BYTES_MAX)
    return files[::step]


def first_lines_of_files(lines):
    seen = {}
    for line in lines:
        if line.startswith('{"type":"event"'):
            name = line[: line.find('"index"')]
            seen[name] = seen.get(name, 0) + 1
            if seen[name] <= LINES_OF_FILE_MAX:
                yield line


@unittest.skipUnless((CORPUS / "ocsf-schema").is_dir(), f"skipped: no OCSF schema in {CORPUS}")
class Ocsf(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.judge = Judge(CORPUS / "ocsf-schema")
        GOOD["metadata"]["version"] = cls.judge.schema.version

    def assert_valid(self, lines):
        _, mapped, faults, _ = judge_lines(self.judge, lines)
        text = "\n".join(f"{count} times: {example}" for count, example in faults.values())
        self.assertEqual(len(faults), 0, text)
        return mapped

    def test_fixtures_are_valid(self):
        mapped = self.assert_valid(parse([ROOT / "tests" / "cases" / "ingest"]))
        self.assertGreater(mapped, 40, "hardly anything was mapped")

    def test_a_sample_of_the_corpus_is_valid(self):
        mapped, present = 0, 0
        for folder, step in SAMPLED.items():
            with self.subTest(folder):
                if not (CORPUS / folder).is_dir():
                    self.skipTest(f"skipped: {folder} is not in {CORPUS}")
                present += 1
                mapped += self.assert_valid(first_lines_of_files(parse(sample(folder, step))))
        self.assertGreater(mapped, 100 * present, "hardly anything was mapped")

    def test_a_good_event_is_good(self):
        self.assertEqual(self.judge.faults(GOOD), [])

    def test_what_is_broken_is_seen(self):
        def broken(change, want):
            event = copy.deepcopy(GOOD)
            change(event)
            self.assertTrue(any(want in fault for fault in self.judge.faults(event)), (want, self.judge.faults(event)))

        broken(lambda e: e.update(class_uid=4242), "is no class")
        broken(lambda e: e.pop("process"), "process: is required")
        broken(lambda e: e["process"].pop("pid"), "needs one of")
        broken(lambda e: e["process"].update(pid="4"), "must be an integer")
        broken(lambda e: e["process"].update(pd=4), "is no attribute")
        broken(lambda e: e["process"]["file"].update(hashes={"algorithm_id": 1, "value": "00"}), "must be an array")
        broken(lambda e: e["process"]["file"]["hashes"][0].pop("value"), "value: is required")
        broken(lambda e: e["process"]["file"].update(type_id=77), "is none of its values")
        broken(lambda e: e["device"].update(ip="192.0.2.256"), "is no ip_t")
        broken(lambda e: e.update(severity="High"), "must be 'Informational'")
        broken(lambda e: e.update(type_uid=100702), "type_uid must be")
        broken(lambda e: e.update(category_uid=2), "category_uid must be")
        broken(lambda e: e.update(cloud={"provider": "AWS"}), "needs the profile 'cloud'")
        broken(lambda e: e.update(activity_id=99, type_uid=100799, activity_name="Launch") or e.pop("activity_name"), "source's word")
        broken(lambda e: e["metadata"].update(version="0.1"), "metadata.version")
        broken(lambda e: e.update(actor={}), "needs one of")

    def test_the_facts_that_mappings_use_are_the_schemas(self):
        made = subprocess.run([sys.executable, ROOT / "tools" / "ocsf" / "schema.py", CORPUS / "ocsf-schema"],
                              capture_output=True, check=True, text=True).stdout
        self.assertEqual(made, (ROOT / "content" / "mappings" / "schema" / "ocsf.yaml").read_text(),
                         "make it anew: tools/ocsf/schema.py SCHEMA > content/mappings/schema/ocsf.yaml")


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        WARD = sys.argv.pop(1)
    unittest.main()
