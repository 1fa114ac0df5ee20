# SPDX-License-Identifier: Apache-2.0
"""What clients are told, and what is kept of what they sent: across kill -9, rotation and a full disk."""
import gzip
import json
import pathlib
import random
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from server import Ward, free_port

HEC = "/services/collector"


class Doors(unittest.TestCase):
    config = ""

    def setUp(self):
        self.top = tempfile.TemporaryDirectory()
        self.ward = Ward(self.top.name, self.config.format(top=self.top.name))

    def tearDown(self):
        if self.ward.process.poll() is None:
            self.ward.stop(signal.SIGKILL)
        else:
            print(self.ward.data.with_name("ward.log").read_text(errors="replace")[-2000:])
        self.top.cleanup()

    def assert_exact(self):
        for name, one in self.ward.accounts().items():
            total = one["stored"] + one["quarantined"] + sum(one["dropped"].values()) + one["in_flight"]
            self.assertEqual(one["received"], total, name)


class Answers(Doors):
    def test_hec(self):
        def f(path, body, status, code, **members):
            got, text, _ = self.ward.ask("POST", HEC + path, body, {"Authorization": f"Splunk {self.ward.token}"} | members.pop("headers", {}))
            answer = json.loads(text)
            self.assertEqual((got, answer.get("code")), (status, code), (path, body))
            for name, value in members.items():
                self.assertEqual(answer[name], value, (path, body))
            return answer
        f("/event", '{"event":"a"}', 200, 0, text="Success")
        f("", '{"event":{"m":1}}{"event":"b"}', 200, 0)
        f("/event/1.0", '[{"event":"a"},{"event":"b"}]', 200, 0)
        f("/event", "", 400, 5, text="No data")
        f("/event", "no json", 400, 6, text="Invalid data format")
        f("/event", '{"event":"a"}{"event":', 400, 6, **{"invalid-event-number": 1})
        f("/event", '{"event":"a"}{"host":"h"}', 400, 12, text="Event field is required", **{"invalid-event-number": 1})
        f("/event", '{"event":""}', 400, 13, text="Event field cannot be blank")
        f("/raw?host=h&sourcetype=linux_secure", "one\ntwo\n", 200, 0)
        f("/raw", "\n", 400, 5)
        channel = {"X-Splunk-Request-Channel": "0aeeac95-ac74-4aa9-b30d-6c4c0ac581ba"}
        ack = f("/event", '{"event":"a"}', 200, 0, headers=channel)["ackId"]
        _, text, _ = self.ward.ask("POST", HEC + "/ack", json.dumps({"acks": [ack]}), channel)
        self.assertEqual(json.loads(text), {"acks": {str(ack): True}})
        f("/event", '{"event":"a"}', 401, 2, headers={"Authorization": "Splunk wrong"})
        self.assertEqual(json.loads(self.ward.ask("GET", HEC + "/health")[1])["code"], 17)
        self.assertEqual(self.ward.wait_for("Events | count", 1 + 2 + 2 + 2 + 1), 8)
        self.assertEqual(int(self.ward.query("Events | where Native.sourcetype == 'linux_secure' | count")[0][0]), 2)
        self.assert_exact()

    def test_elasticsearch(self):
        body = '{"index":{"_index":"logs"}}\n{"m":"one"}\n{"delete":{"_id":"7"}}\n{"create":{}}\n{"m":"two"}\n{"index":{}}\nrubbish\n'
        status, text, headers = self.ward.ask("POST", "/logs-x/_bulk", body, {"Accept": "application/vnd.elasticsearch+json; compatible-with=9"})
        answer = json.loads(text)
        self.assertEqual((status, headers["X-Elastic-Product"], answer["errors"]), (200, "Elasticsearch", True))
        self.assertIn("compatible-with=9", headers["Content-Type"])
        self.assertEqual([list(item.values())[0]["status"] for item in answer["items"]], [201, 400, 201, 400])
        self.assertEqual(answer["items"][2]["create"]["_index"], "logs-x")
        event = self.ward.ask("GET", "/api/v1/events/" + answer["items"][2]["create"]["_id"])
        deadline = time.time() + 10
        while event[0] == 404 and time.time() < deadline:
            event = self.ward.ask("GET", "/api/v1/events/" + answer["items"][2]["create"]["_id"])
        self.assertIn(b"two", event[1])
        for method, path in (("GET", "/"), ("HEAD", "/"), ("GET", "/_license"), ("GET", "/_xpack"), ("GET", "/_cluster/health"),
                             ("HEAD", "/_index_template/filebeat"), ("PUT", "/_ilm/policy/x"), ("GET", "/_data_stream/x"), ("PUT", "/_ingest/pipeline/y")):
            status, _, headers = self.ward.ask(method, path)
            self.assertEqual((status, headers["X-Elastic-Product"]), (200, "Elasticsearch"), path)
        self.assertEqual(self.ward.ask("POST", "/_bulk", "rubbish")[0], 400)
        self.assertEqual(self.ward.ask("POST", "/_bulk", body, {"Authorization": "ApiKey x"})[0], 401)

    def test_ingest(self):
        status, body, _ = self.ward.ask("POST", "/api/v1/ingest?source=plain", gzip.compress(b'{"m":1}\n\nplain\n'), {"Content-Encoding": "gzip"})
        self.assertEqual((status, json.loads(body)), (202, {"received": 2}))
        self.assertEqual(self.ward.ask("POST", "/api/v1/ingest?format=nonsense", "a")[0], 400)
        otlp = {"resourceLogs": [{"scopeLogs": [{"logRecords": [{"body": {"stringValue": "from otlp"}}]}]}]}
        self.assertEqual(self.ward.ask("POST", "/v1/logs", json.dumps(otlp), {"Content-Type": "application/json"})[0], 200)
        self.assertEqual(self.ward.ask("POST", "/v1/logs", "x", {"Content-Type": "application/x-protobuf"})[0], 415)
        self.assertEqual(self.ward.wait_for("Events | count", 3), 3)
        self.assertEqual(self.ward.accounts()["plain"]["stored"], 2)
        self.assert_exact()


class Crashes(Doors):
    config = '[[follow]]\npath = "{top}/app.log"\nsource = "app"\n'

    def test_followed_lines_are_there_once(self):
        """A file is written and rotated while Ward is killed again and again."""
        log, written = pathlib.Path(self.top.name, "app.log"), 0
        draw = random.Random(5)
        for _ in range(5):
            for is_rotated in (False, True):  # no more often than Ward looks, which is every 200 ms
                until = time.time() + draw.uniform(0.3, 0.6)
                if is_rotated:
                    log.rename(log.with_name(f"app.log.{written}"))
                while time.time() < until:
                    with log.open("a", encoding="utf-8") as out:
                        for _ in range(draw.randrange(1, 200)):
                            out.write(f"line number {written} of this file\n")
                            written += 1
                    time.sleep(0.01)
            self.ward.stop(signal.SIGKILL)
            self.ward.start()
        self.assertEqual(self.ward.wait_for("Events | where Source == 'app' | count", written), written)
        self.assertEqual(int(self.ward.query("Events | where Source == 'app' | summarize dcount(Raw)")[0][0]) > 0, True)
        twice = self.ward.query("Events | where Source == 'app' | summarize c = count() by Raw | where c > 1 | count")
        self.assertEqual(int(twice[0][0]), 0)
        self.assert_exact()
        self.assertEqual(self.ward.accounts()["app"]["received"], written)

    def test_a_followed_header_outlives_a_restart(self):
        log = pathlib.Path(self.top.name, "app.log")
        log.write_text("when,address,user,action,bytes\n2026-01-02T03:04:05Z,192.0.2.1,ann,get,12\n")
        self.assertEqual(self.ward.wait_for("Events | where Native.address == '192.0.2.1' | count", 1), 1)
        for how in (signal.SIGKILL, signal.SIGTERM):
            self.ward.stop(how)
            with log.open("a", encoding="utf-8") as out:
                out.write("2026-01-02T03:04:06Z,192.0.2.2,bob,get,12\n")
            self.ward.start()
        self.assertEqual(self.ward.wait_for("Events | where Native.address == '192.0.2.2' | count", 2), 2)
        self.assert_exact()

    def test_accounts_are_exact_across_kills(self):
        taken = 0
        for _ in range(4):
            for _ in range(50):
                body = "".join(json.dumps({"event": f"e{n}"}) for n in range(100))
                taken += 100 if self.ward.ask("POST", HEC, body)[0] == 200 else 0
            self.assert_exact()
            self.ward.stop(signal.SIGKILL)
            self.ward.start()
            self.assert_exact()
            self.assertEqual(self.ward.accounts()["hec:test"]["received"], taken)


COUNTED = """title: Failed sign-in
name: failed
id: 0b5c7a53-6a1b-4f0e-9d55-1d7a4b6f2c11
logsource: {product: windows, service: security}
detection: {selection: {EventID: 4625}, condition: selection}
---
title: Ten failed sign-ins
id: 5f0e3a52-3a63-4d6f-8a5e-93b6e8a6b7d2
level: high
correlation: {type: event_count, rules: [failed], group-by: [TargetUserName], timespan: 1h, condition: {gte: 10}}
"""


class Correlations(Doors):
    config = 'rules = ["{top}/rule.yml"]\n'

    def setUp(self):
        self.top = tempfile.TemporaryDirectory()
        pathlib.Path(self.top.name, "rule.yml").write_text(COUNTED)
        self.ward = Ward(self.top.name, self.config.format(top=self.top.name))

    def fail(self, *users):
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        events = [{"@timestamp": when, "EventID": 4625, "Channel": "Security", "Provider_Name": "Microsoft-Windows-Security-Auditing",
                   "Computer": "dc", "EventRecordID": n, "TargetUserName": user} for n, user in enumerate(users)]
        body = "".join(json.dumps({"event": event}) for event in events)
        self.assertEqual(self.ward.ask("POST", HEC, body)[0], 200)

    def found(self, want):
        question = "Findings | where RuleTitle startswith 'Ten failed' | count"
        self.assertEqual(self.ward.wait_for(question, want), want)

    def test_a_count_goes_on_behind_a_crash(self):
        """The state of 4,000 users is too large to be kept with each commit."""
        for at in range(0, 4000, 1000):
            self.fail(*(f"user{n}" for n in range(at, at + 1000)))
            self.assertEqual(self.ward.wait_for("Events | count", at + 1000), at + 1000)
        self.fail(*["victim"] * 9)
        self.assertEqual(self.ward.wait_for("Events | count", 4009), 4009)
        self.ward.stop(signal.SIGKILL)
        self.ward.start()
        self.fail("victim")
        self.found(1)
        self.assert_exact()
        self.ward.stop(signal.SIGKILL)
        shutil.rmtree(self.ward.data / "journal")  # what correlations had still to see is gone
        self.ward.start()
        self.fail(*["other"] * 10)
        self.found(2)
        self.assertEqual(self.ward.wait_for("Events | count", 4020), 4020)


class DiskFull(Doors):
    """A limit on file sizes stands for the end of the disk: writes fail, and go on when it is lifted."""

    def setUp(self):
        self.top = tempfile.TemporaryDirectory()
        ignore = lambda: signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        self.ward = Ward(self.top.name, preexec_fn=ignore)

    def limit(self, size):
        resource.prlimit(self.ward.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def test_is_read_only_and_recovers(self):
        sent, taken = 0, 0
        for round_number in range(3):
            for size, seconds in ((resource.RLIM_INFINITY, 0.5), (4096, 0.7)):
                self.limit(size)
                until, statuses = time.time() + seconds, set()
                while time.time() < until:
                    body = "".join(json.dumps({"event": {"n": n}}) for n in range(sent, sent + 50))
                    sent += 50
                    status = self.ward.ask("POST", HEC, body)[0]
                    taken += 50 if status == 200 else 0
                    statuses.add(status)
                self.assertLessEqual(statuses, {200, 503})
                if size == 4096:
                    self.assertIn(503, statuses)
                    self.assertEqual(self.ward.ask("GET", "/readyz")[0], 503)
                    self.ward.query("Events | count")  # questions are still answered
        self.limit(resource.RLIM_INFINITY)
        self.assertEqual(self.ward.wait_for("Events | count", taken, 30), taken)
        self.assertEqual(int(self.ward.query("Events | summarize c = count() by tostring(Native.n) | where c > 1 | count")[0][0]), 0)
        self.assert_exact()
        deadline = time.time() + 10
        while self.ward.ask("GET", "/readyz")[0] != 200 and time.time() < deadline:
            time.sleep(0.1)
        self.assertEqual(self.ward.ask("GET", "/readyz")[0], 200)


class Syslog(Doors):
    def setUp(self):
        self.port = free_port()
        self.top = tempfile.TemporaryDirectory()
        self.ward = Ward(self.top.name, f'[receivers.syslog]\ntcp = "127.0.0.1:{self.port}"\nudp = "127.0.0.1:{self.port}"\n')

    def test_streams_and_datagrams(self):
        with socket.create_connection(("127.0.0.1", self.port)) as wire:
            wire.sendall(b"<38>1 2026-01-02T03:04:05Z h app - - - one\n24 <38>Jan  2 03:04:06 h two")
            wire.sendall(b"<38>Jan  2 03:04:06 h app: " + b"x" * (1 << 20) + b"\n<38>Jan  2 03:04:06 h app: after\n")
            wire.sendall(b"<38>Jan  2 03:04:07 h app: without an end")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
            for n in range(1000):
                wire.sendto(f"<38>Jan  2 03:04:08 h app: datagram {n}".encode(), ("127.0.0.1", self.port))
        self.assertEqual(self.ward.wait_for("Events | count", 4 + 1000), 1004)
        self.assertEqual(int(self.ward.query("Quarantine | count")[0][0]), 1)
        self.assertEqual(self.ward.accounts()["syslog:127.0.0.1"]["received"], 1005)
        self.assert_exact()

    def test_logger(self):
        for arguments in (["--tcp"], ["--tcp", "--octet-count"], ["--udp"], ["--tcp", "--rfc3164"]):
            command = ["logger", "-n", "127.0.0.1", "-P", str(self.port), "-t", "ward-test", *arguments, "from logger"]
            try:
                subprocess.run(command, check=True, timeout=10)
            except FileNotFoundError:
                self.skipTest("logger (bsdutils) is missing")
        self.assertEqual(self.ward.wait_for("Events | where Raw has 'from logger' | count", 4), 4)


if __name__ == "__main__":
    unittest.main()
