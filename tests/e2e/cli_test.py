# SPDX-License-Identifier: Apache-2.0
"""The command line as scripts rely on it: exit codes, the shape of each line, and what hostile text may not do."""
import json
import os
import pathlib
import pty
import subprocess
import tempfile
import unittest
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
WARD = str((ROOT / os.environ.get("WARD", "build/bin/ward")).resolve())

RULE = """title: Somebody asked who they are
id: 5f0f9b7e-2f52-4e1f-8d2f-0d2f6a0a7f11
logsource: {category: process_creation, product: windows}
detection:
  selection: {Image|endswith: '\\whoami.exe'}
  condition: selection
level: low
"""
EVENT = {"Channel": "Microsoft-Windows-Sysmon/Operational", "EventID": 1, "EventRecordID": 77, "Computer": "ws-01.lindenhof.example",
         "UtcTime": "2026-01-02 03:04:05.678", "Image": "C:\\Windows\\System32\\whoami.exe", "CommandLine": "whoami"}


def ward(*words, text=None):
    return subprocess.run([WARD, *map(str, words)], input=text, capture_output=True, text=True, timeout=60)


def lines(process):
    return [json.loads(line) for line in process.stdout.splitlines()]


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def on_terminal(self, *words):
        """What the command writes when its output and its errors go to a terminal, as bytes."""
        leader, follower = pty.openpty()
        process = subprocess.Popen([WARD, *map(str, words)], stdout=follower, stderr=follower)
        os.close(follower)
        out = b""
        while True:
            try:
                part = os.read(leader, 65536)
            except OSError:
                break
            if not part:
                break
            out += part
        process.wait(60)
        os.close(leader)
        return out


class Scan(Files):
    def test_a_finding_names_its_rule_and_its_event(self):
        rule, log = self.file("rule.yml", RULE), self.file("log.ndjson", json.dumps({"EventID": 5}) + "\n" + json.dumps(EVENT) + "\n")
        done = ward("scan", "--format", "ndjson", "--rules", rule, "--logsource", "product=windows,category=process_creation", log)
        self.assertEqual(done.returncode, 0, done.stderr)
        finding, summary = lines(done)
        self.assertEqual(finding["type"], "finding")
        self.assertEqual(finding["rule"], {"id": "5f0f9b7e-2f52-4e1f-8d2f-0d2f6a0a7f11", "title": "Somebody asked who they are", "level": "low"})
        self.assertEqual((finding["event"]["file"], finding["event"]["index"]), (str(log), 1))
        self.assertEqual(summary["type"], "summary")
        self.assertEqual([summary[k] for k in ("files", "events", "findings", "problems", "rules_loaded", "rules_rejected")], [1, 2, 1, 0, 1, 0])
        self.assertEqual(summary["bytes"], log.stat().st_size)
        self.assertIn("seconds", summary)

    def test_standard_input_is_a_file_too(self):
        rule = self.file("rule.yml", RULE)
        done = ward("scan", "--format", "ndjson", "--rules", rule, "--logsource", "product=windows,category=process_creation", "-", text=json.dumps(EVENT))
        self.assertEqual([line["type"] for line in lines(done)], ["finding", "summary"])

    def test_what_is_wrong_in_the_input_makes_exit_one_and_is_named(self):
        done = ward("scan", "--format", "ndjson", self.file("deep.json", "[" * 5000 + "]" * 5000))
        self.assertEqual(done.returncode, 1)
        problem = next(line for line in lines(done) if line["type"] == "problem")
        self.assertTrue(problem["reason"] and problem["file"].endswith("deep.json"))

    def test_a_call_that_is_wrong_makes_exit_two(self):
        log = self.file("log.ndjson", "{}\n")
        for words in ((), ("scan",), ("scan", "--nosuch", log), ("nosuch",), ("scan", "--rules", self.folder / "none", log),
                      ("scan", "--logsource", "colour=blue", log), ("scan", "--format", "poem", log)):
            self.assertEqual(ward(*words).returncode, 2, words)

    def test_bad_rules_do_not_stop_the_others(self):
        self.file("good.yml", RULE)
        self.file("bad.yml", RULE.replace("endswith", "endwith"))
        log = self.file("log.ndjson", json.dumps(EVENT) + "\n")
        done = ward("scan", "--format", "ndjson", "--rules", self.folder, "--logsource", "product=windows,category=process_creation", log)
        summary = lines(done)[-1]
        self.assertEqual((summary["rules_loaded"], summary["rules_rejected"], summary["findings"]), (1, 1, 1))


class Parse(Files):
    def test_an_event_line_has_its_parts(self):
        done = ward("parse", "--format", "ndjson", self.file("log.ndjson", json.dumps(EVENT) + "\n"))
        event, summary = lines(done)
        self.assertEqual((event["type"], event["index"], event["source"]["product"]), ("event", 0, "windows"))
        self.assertEqual(event["native"]["Image"], EVENT["Image"])
        self.assertEqual(event["time"], "2026-01-02T03:04:05.678Z")
        self.assertEqual((summary["type"], summary["events"]), ("summary", 1))


class Rules(Files):
    def test_check_names_place_and_hint(self):
        done = ward("rules", "check", "--format", "ndjson", self.file("bad.yml", RULE.replace("endswith", "endwith")))
        rule = lines(done)[0]
        self.assertEqual((done.returncode, rule["status"]), (1, "rejected"))
        message = rule["messages"][0]
        self.assertEqual(message["line"], 5)
        self.assertIn("endswith", message["hint"])

    def test_an_archive_cannot_write_outside(self):
        archive = self.folder / "pack.zip"
        with zipfile.ZipFile(archive, "w") as pack:
            pack.writestr("../../outside.yml", RULE)
            pack.writestr("/tmp/ward-absolute.yml", RULE)
            pack.writestr("rules/inside.yml", RULE)
        data = self.folder / "data"
        ward("rules", "install", archive, "--data", data)
        outside = [p for p in self.folder.rglob("*.yml") if data not in p.parents]
        self.assertEqual(outside, [])
        self.assertFalse(pathlib.Path("/tmp/ward-absolute.yml").exists())


class Query(Files):
    def test_formats(self):
        self.assertEqual(json.loads(ward("query", "--format", "json", "print x = 1, y = 'a'").stdout)["rows"], [[1, "a"]])
        self.assertEqual(ward("query", "--format", "csv", "print x = '=1+2'").stdout.splitlines(), ["x", "'=1+2"])

    def test_a_wrong_question_makes_exit_two_and_says_where(self):
        done = ward("query", "print x = ")
        self.assertEqual(done.returncode, 2)
        self.assertIn("1:", done.stderr)

    def test_check_answers_each_line(self):
        done = ward("query", "--check", text='{"query":"print 1"}\n{"query":"Events | wher x"}\n')
        good, bad = lines(done)
        self.assertEqual(good, {"ok": True})
        self.assertEqual((bad["ok"], bad["line"]), (False, 1))
        self.assertTrue(bad["message"] and bad["column"] > 1)

    def test_files_can_be_asked(self):
        log = self.file("log.ndjson", (json.dumps(EVENT) + "\n") * 3)
        done = ward("query", "--file", log, "--format", "ndjson", "Events | where Native.Image endswith 'whoami.exe' | count")
        self.assertEqual(lines(done), [{"Count": 3}], done.stderr)


class Hostile(Files):
    def test_control_bytes_never_reach_a_terminal(self):
        evil = "\x1b]0;owned\x07\x1b[31m\x9b5m"
        log = self.file("log\x1b[31m.ndjson", json.dumps({**EVENT, "CommandLine": evil}) + "\n" + evil + "\n")
        rule = self.file("rule.yml", RULE.replace("Somebody asked", "Somebody \\e[31m asked"))
        asked = [("query", "--file", log, "--format", form, "Events | project Raw, Native") for form in ("table", "csv", "json", "ndjson")]
        for words in (("parse", "--format", "table", log), ("parse", "--format", "ndjson", log), ("scan", "--rules", rule, log),
                      ("scan", "--format", "ndjson", "--rules", rule, log), *asked, ("query", "print '" + evil), ("rules", "check", rule),
                      ("rules", "check", "--format", "ndjson", rule), ("scan", evil), ("parse", "--" + evil), ("config", "--check", rule),
                      ("findings", evil, "--data", self.folder), ("incidents", evil, "--data", self.folder), ("explain", evil, "--data", self.folder)):
            out = self.on_terminal(*words).replace(b"\x1b[K", b"").replace(b"\r", b"")  # the progress bar erases itself
            self.assertTrue(out, words)
            self.assertEqual([byte for byte in out if (byte < 32 and byte not in b"\t\n") or byte == 127], [], words)
            self.assertNotIn("\x9b".encode(), out, words)

    def test_a_cell_is_no_formula(self):
        for cell, want in (("=1+2", "'=1+2"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\\t=1", "\"'\t=1\""),
                           ("a;=1+2", '"a;=1+2"'), ("a,=1+2", '"a,=1+2"'), ('a"=1', '"a""=1"'), ("a\\n=1", '"a\n=1"')):
            done = subprocess.run([WARD, "query", "--format", "csv", f"print x = '{cell}'"], capture_output=True, timeout=60)
            self.assertEqual(done.stdout.decode(), f"x\r\n{want}\r\n", cell)
        self.assertEqual(ward("query", "--format", "csv", "print x = -1").stdout.splitlines()[1], "-1")  # a number stays one

    def test_a_reader_that_goes_away_ends_the_writing(self):
        process = subprocess.Popen([WARD, "query", "--format", "csv", "range n from 1 to 90000 step 1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdout.readline()
        process.stdout.close()
        self.assertGreaterEqual(process.wait(60), 0, "killed by a signal")
        self.assertEqual(process.stderr.read(), b"")
        process.stderr.close()


class Help(unittest.TestCase):
    def test_each_command_explains_itself_and_completes(self):
        names = [line.split()[0] for line in ward("--help").stdout.split("Subcommands:\n")[1].splitlines() if line.startswith("  ") and line[2] != " "]
        self.assertGreater(len(names), 4)
        for name in names:
            done = ward(name, "--help")
            self.assertEqual(done.returncode, 0, name)
            self.assertIn("Usage: ward " + name, done.stdout)
        for shell in ("bash", "zsh", "fish"):
            script = ward("completions", shell).stdout
            for name in names:
                self.assertIn(name, script)


if __name__ == "__main__":
    unittest.main()
