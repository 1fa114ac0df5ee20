# SPDX-License-Identifier: Apache-2.0
"""A real server, asked over HTTP and by the command line: signing in, tokens, findings explained, incidents decided."""
import http.client
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
WARD = str((ROOT / os.environ.get("WARD", "build/bin/ward")).resolve())
PASSWORD = "correct horse battery"
EVENT = {"eventVersion": "1.08", "eventTime": "2026-01-02T03:04:05Z", "eventName": "StopLogging", "eventSource": "cloudtrail.amazonaws.com",
         "sourceIPAddress": "192.0.2.44", "userIdentity": {"type": "IAMUser", "userName": "ada"}}


def ward(*words, text=None, token=None):
    environment = {**os.environ, "WARD_TOKEN": token or ""}
    return subprocess.run([WARD, *map(str, words)], input=text, capture_output=True, text=True, timeout=60, env=environment)


class Server(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.data = pathlib.Path(cls.folder.name, "data")
        cls.token = ward("token", "create", "--data", cls.data, "--role", "admin", "--name", "test").stdout.strip()
        cls.log = open(pathlib.Path(cls.folder.name, "log"), "w+", encoding="utf-8")
        cls.process = subprocess.Popen([WARD, "serve", "--data", cls.data, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=cls.log, text=True)
        cls.url = cls.process.stdout.readline().split()[-1]
        cls.host = cls.url.removeprefix("http://")
        cls.ask("POST", "/services/collector/event", json.dumps({"event": EVENT}))
        deadline = time.time() + 30
        while time.time() < deadline and not cls.json("GET", "/api/v1/incidents")["incidents"]:
            time.sleep(0.1)
        cls.finding = cls.json("GET", "/api/v1/findings")["findings"][0]

    @classmethod
    def tearDownClass(cls):
        cls.process.send_signal(signal.SIGTERM)
        cls.stopped = cls.process.wait(60)
        cls.process.stdout.close()
        cls.log.close()
        cls.folder.cleanup()

    @classmethod
    def ask(cls, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection(cls.host, timeout=60)
        connection.request(method, path, body, {"Authorization": f"Bearer {cls.token}"} if headers is None else headers)
        answer = connection.getresponse()
        out = answer.status, answer.read(), answer
        connection.close()
        return out

    @classmethod
    def json(cls, *words):
        return json.loads(cls.ask(*words)[1])

    def test_a_person_signs_in_decides_and_signs_out(self):
        self.assertEqual(ward("user", "create", "--data", self.data, "--name", "alice", "--role", "analyst", text=PASSWORD + "\n").returncode, 0)
        status, body, answer = self.ask("POST", "/api/v1/sign-in", json.dumps({"name": "alice", "password": PASSWORD}), {"Content-Type": "application/json"})
        self.assertEqual(status, 200, body)
        session = {"Cookie": answer.getheader("Set-Cookie").split(";")[0]}
        signed = {**session, "X-CSRF-Token": json.loads(body)["csrf"]}
        incident = self.json("GET", "/api/v1/incidents")["incidents"][0]
        path = f"/api/v1/incidents/{incident['id']}"
        change = json.dumps({"status": "in_progress", "comment": "looking", "version": incident["version"]})
        self.assertEqual(self.ask("PATCH", path, change, session)[0], 403)
        self.assertEqual(self.ask("PATCH", path, change, signed)[0], 200)
        self.assertEqual(self.ask("PATCH", path, change, signed)[0], 412)
        self.assertEqual(self.ask("GET", "/api/v1/tokens", None, session)[0], 403)
        actions = [entry["action"] for entry in self.json("GET", "/api/v1/audit")["audit"]]
        self.assertIn("incident.change", actions)
        self.assertTrue(self.json("GET", "/api/v1/audit/verify")["intact"])
        self.assertEqual(self.ask("POST", "/api/v1/sign-out", None, signed)[0], 204)
        self.assertEqual(self.ask("GET", "/api/v1/me", None, session)[0], 401)

    def test_a_token_made_beside_the_server_works_at_once_and_ends_within_a_second(self):
        secret = ward("token", "create", "--data", self.data, "--role", "viewer", "--name", "brief").stdout.strip()
        headers = {"Authorization": f"Splunk {secret}"}
        self.assertEqual(self.ask("GET", "/api/v1/me", None, headers)[0], 200)
        ward("token", "revoke", "--data", self.data, "--name", "brief")
        time.sleep(1)
        self.assertEqual(self.ask("GET", "/api/v1/me", None, headers)[0], 401)

    def test_the_commands_ask_the_server(self):
        identity = self.finding["id"]
        listed = ward("findings", "--server", self.url, token=self.token)
        self.assertIn(identity, listed.stdout, listed.stderr)
        why = ward("explain", identity, "--server", self.url, token=self.token)
        self.assertEqual(why.returncode, 0, why.stderr)
        self.assertIn("StopLogging", why.stdout)
        self.assertIn("fires", why.stdout)
        explained = json.loads(ward("explain", identity, "--server", self.url, "--format", "json", token=self.token).stdout)
        self.assertTrue(explained["events"][0]["matched"])
        self.assertEqual(explained["events"][0]["basis"], "raw")
        self.assertIn("inc-", ward("incidents", "--server", self.url, token=self.token).stdout)
        asked = ward("query", "--server", self.url, "--format", "csv", "Events | count", token=self.token)
        self.assertEqual(asked.stdout.split(), ["Count", "1"], asked.stderr)
        other = next(rule["id"] for rule in self.json("GET", "/api/v1/rules?limit=1000")["rules"] if rule["id"] != self.finding["rule"]["id"])
        why_not = ward("explain", "--rule", other, "--event", self.finding["event"], "--server", self.url, token=self.token)
        self.assertIn("does not fire", why_not.stdout, why_not.stderr)

    def test_the_commands_say_what_is_wrong(self):
        beside = ward("findings", "--data", self.data)
        self.assertEqual(beside.returncode, 3)
        self.assertIn("--server", beside.stderr)
        self.assertEqual(ward("findings", "--server", self.url, token="ward_wrong").returncode, 2)
        self.assertEqual(ward("explain", "none", "--server", self.url, token=self.token).returncode, 2)
        wrong = ward("query", "--server", self.url, "Events | were x", token=self.token)
        self.assertEqual(wrong.returncode, 2)
        self.assertIn("line 1", wrong.stderr)

    def test_nothing_is_said_to_strangers_and_no_secret_is_logged(self):
        for path in ("/api/v1/incidents", "/api/openapi.json", "/api/v1/query"):
            self.assertEqual(self.ask("GET", path, None, {})[0] in (401, 405), True, path)
        self.assertEqual(self.ask("GET", "/readyz", None, {})[0], 200)
        page = self.ask("GET", "/", None, {"Accept": "text/html"})
        self.assertEqual(page[0], 200)
        self.assertIn("script-src 'self'", page[2].getheader("Content-Security-Policy"))
        self.log.flush()
        text = pathlib.Path(self.log.name).read_text(encoding="utf-8")
        self.assertNotIn(self.token, text)
        self.assertNotIn(PASSWORD, text)


if __name__ == "__main__":
    unittest.main()
