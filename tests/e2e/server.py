# SPDX-License-Identifier: Apache-2.0
"""A Ward on loopback for end-to-end tests: started over a folder, asked over HTTP, stopped or killed."""
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import time

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
WARD = os.environ.get("WARD", str(TOP / "build/bin/ward"))
PEERS = TOP / ".setup/peers"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Ward:
    def __init__(self, top, config="", **process_options):
        self.data = pathlib.Path(top, "data")
        self.config = pathlib.Path(top, "ward.toml")
        self.config.write_text(config, encoding="utf-8")
        self.process_options = process_options
        self.data.mkdir(exist_ok=True)
        command = [WARD, "token", "create", "--data", str(self.data), "--role", "admin", "--name", "test"]
        self.token = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
        self.start()

    def start(self):
        self.port = free_port()
        command = [WARD, "serve", "--data", str(self.data), "--config", str(self.config), "--listen", f"127.0.0.1:{self.port}"]
        log = self.data.with_name("ward.log")
        with log.open("ab") as errors:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, **self.process_options)
        line = self.process.stdout.readline()
        if not line.startswith("ready"):
            raise AssertionError("not ready: " + log.read_text(errors="replace")[-2000:])

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(30)
        self.process.stdout.close()

    def ask(self, method, path, body=None, headers=None):
        """Status, body and headers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Authorization": f"Bearer {self.token}"} | (headers or {})
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, body, answer.headers

    def query(self, text):
        status, body, _ = self.ask("POST", "/api/v1/query", json.dumps({"query": text}), {"Content-Type": "application/json"})
        if status != 200:
            raise AssertionError(f"query answered {status}: {body}")
        return json.loads(body)["rows"]

    def accounts(self):
        return {source["name"]: source for source in json.loads(self.ask("GET", "/api/v1/sources")[1])["sources"]}

    def wait_for(self, kql, want, seconds=15):
        """Waits until the count that `kql` gives is `want`; returns the last one seen."""
        deadline, have = time.time() + seconds, None
        while time.time() < deadline:
            have = int(self.query(kql)[0][0])
            if have == want:
                break
            time.sleep(0.05)
        return have
