#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves that sentences invent nothing: every word of a sentence is a word of its template or stands in the event.

    sentences_test.py [WARD]        default: $WARD or build/bin/ward

Reads the fixtures in tests/cases/ingest and a sample of the corpus (WARD_CORPUS); without the corpus that part says that it was skipped.
"""
import copy
import json
import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("WARD_CORPUS", Path.home() / ".cache" / "ward-corpus"))
WARD = os.environ.get("WARD", str(ROOT / "build" / "bin" / "ward"))
SAMPLED = {"evtx-samples": 6, "sigma-regression": 15, "crowdsec-hub-tests": 9, "zeek-logs": 5, "aws-stratus-cloudtrail": 5,
           "plaso-log-tests": 2, "security-datasets": 40, "naughty-strings": 1}
FILE_BYTES_MAX = 1_500_000
LINES_OF_FILE_MAX = 120
PLAIN = re.compile(r"^\S+( \S+)? event( on [^:]*)?: ")
MESSAGES = ("message", "msg", "Message", "event", "MESSAGE", "log", "body")
HIDING = re.compile("[\x00-\x20\x7f-\xa0\u061c\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]+")


def documents():
    for path in sorted((ROOT / "content" / "sentences").rglob("*.yaml")):
        yield from yaml.safe_load_all(path.read_text())


def vocabulary():
    """Words that templates and word lists bring along, and of the plain telling."""
    texts = ["event on"]
    for document in documents():
        texts += [re.sub(r"\{[^}]*\}", " ", s["say"]).replace("[", " ").replace("]", " ") for s in document.get("sentences", [])]
        texts += [text.replace("{}", " ") for words in document.get("words", {}).values() for text in words.values()]
    return {word for text in texts for word in re.split(r"[\s()',:]+", text)}


def values(node):
    if isinstance(node, dict):
        for inner in node.values():
            yield from values(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from values(inner)
    elif node is not None:
        yield str(node).lower() if isinstance(node, bool) else str(node)


def material(event):
    parts = list(values(event["native"])) + list(values(event.get("ocsf", {}))) + list(event["source"].values())
    return HIDING.sub(" ", " ".join(parts)).replace("\ufffd", "?")


def invented(event, words):
    """Words of the sentence that neither its template nor its event has."""
    sentence = event["sentence"].replace("\ufffd", "?")
    plain = PLAIN.match(sentence)
    if plain and not any(str(event["native"].get(name, "")).strip() for name in MESSAGES):
        sentence = sentence[: plain.end()]  # what follows is the raw line, which is not printed
    here = material(event)
    out = []
    for token in sentence.split():
        bare = token.strip("'\"(),:.[]")
        candidates = (token, bare, token.rstrip("',:.)"), token.lstrip("'("), bare.removesuffix("..."))
        pieces = [p for p in re.split(r"[()',:]+", token) if p]
        if not any(c in words or c in here for c in candidates) and not all(p in words or p in here for p in pieces):
            out.append(token)
    return out


def parse(paths):
    run = subprocess.run([WARD, "parse", *map(str, paths)], capture_output=True, check=False)
    if run.returncode not in (0, 1):
        raise AssertionError(run.stderr.decode())
    seen = {}
    for line in run.stdout.decode(errors="replace").split("\n"):
        if not line.startswith('{"type":"event"'):
            continue
        name = line[: line.find('"index"')]
        seen[name] = seen.get(name, 0) + 1
        if seen[name] <= LINES_OF_FILE_MAX:
            yield json.loads(line)


def sample(folder, step):
    files = sorted(p for p in (CORPUS / folder).rglob("*") if p.is_file() and p.stat().st_size < FILE_BYTES_MAX)
    return files[::step]


class Sentences(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.words = vocabulary()

    def check(self, events):
        count = 0
        for event in events:
            count += 1
            where = f"{event['file']}:{event['index']}: {event['sentence']}"
            self.assertEqual(invented(event, self.words), [], where)
            self.assertLess(len(event["sentence"]), 2000, where)
            self.assertNotRegex(event["sentence"], r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", where)
        return count

    def test_fixtures_are_told_by_what_stands_in_them(self):
        self.assertGreater(self.check(parse([ROOT / "tests" / "cases" / "ingest"])), 100)

    def test_a_sample_of_the_corpus_is_told_by_what_stands_in_it(self):
        for folder, step in SAMPLED.items():
            with self.subTest(folder):
                if not (CORPUS / folder).is_dir():
                    self.skipTest(f"skipped: {folder} is not in {CORPUS}")
                self.assertGreater(self.check(parse(sample(folder, step))), 0)

    def test_an_invention_is_seen(self):
        event = next(e for e in parse([ROOT / "tests" / "cases" / "ingest" / "syslog" / "sshd"]) if "SSH" in e["sentence"])
        self.assertEqual(invented(event, self.words), [])
        for word in ("mallory", "192.0.2.77", "/etc/shadow"):
            changed = copy.deepcopy(event)
            changed["sentence"] += " " + word
            self.assertEqual(invented(changed, self.words), [word])

    def test_every_class_that_is_mapped_has_a_sentence(self):
        schema = yaml.safe_load((ROOT / "content" / "mappings" / "schema" / "ocsf.yaml").read_text())["schema"]["classes"]
        told = {s["when"].get("ocsf:class_uid") for d in documents() for s in d.get("sentences", []) if "when" in s}
        for path in (ROOT / "content" / "mappings").glob("*.yaml"):
            for mapping in (yaml.safe_load(path.read_text()) or {}).get("mappings", []):
                self.assertIn(schema[mapping["class"]]["uid"], told, f"{path.name}: {mapping['class']}")


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        WARD = sys.argv.pop(1)
    unittest.main()
