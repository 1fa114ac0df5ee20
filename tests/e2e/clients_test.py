# SPDX-License-Identifier: Apache-2.0
"""Real senders against a real Ward: rsyslog, syslog-ng, the npm clients of Elasticsearch and Splunk, and readers: Kusto's for npm and Python. tests/e2e/peers fetches them; one that is
missing is said to be skipped."""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from server import PEERS, TOP, Ward, free_port

SCRIPTS = pathlib.Path(__file__).resolve().parent / "npm"


def setUpModule():
    subprocess.run([str(TOP / "tests/e2e/peers")], check=False, timeout=300)


def program(name, folder):
    """The program, and the environment in which it finds what was unpacked beside it."""
    installed = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if installed:
        return installed, dict(os.environ), None
    root = PEERS / folder
    for path in (root / "usr/sbin" / name, root / "usr/bin" / name):
        if path.exists():
            library = root / "usr/lib/x86_64-linux-gnu"
            return str(path), dict(os.environ, LD_LIBRARY_PATH=f"{library}:{root}/usr/lib/syslog-ng:{root}/lib/x86_64-linux-gnu"), root
    return None, None, None


class Clients(unittest.TestCase):
    def setUp(self):
        self.port = free_port()
        self.top = tempfile.TemporaryDirectory()
        self.ward = Ward(self.top.name, f'[receivers.syslog]\ntcp = "127.0.0.1:{self.port}"\nudp = "127.0.0.1:{self.port}"\n')
        self.children = []

    def tearDown(self):
        for child in self.children:
            child.terminate()
            child.wait(10)
        self.ward.stop(signal.SIGTERM)
        self.top.cleanup()

    def path(self, name):
        return os.path.join(self.top.name, name)

    def spawn(self, command, environment):
        log = open(self.path("sender.log"), "wb")
        self.children.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))
        log.close()

    def assert_counted(self, text, want):
        have = self.ward.wait_for(f"Events | where Raw has '{text}' | count", want)
        if have != want:
            print(pathlib.Path(self.path("sender.log")).read_text(errors="replace")[-2000:])
        self.assertEqual(have, want)

    def test_rsyslog(self):
        rsyslogd, environment, root = program("rsyslogd", "rsyslog")
        if not rsyslogd:
            self.skipTest("rsyslog is missing")
        modules = f"{root}/usr/lib/x86_64-linux-gnu/rsyslog" if root else "/usr/lib/x86_64-linux-gnu/rsyslog"
        spool = self.path("in.log")
        pathlib.Path(spool).write_text("")
        pathlib.Path(self.path("rsyslog.conf")).write_text(f"""
global(workDirectory="{self.top.name}" maxMessageSize="64k")
module(load="imfile" pollingInterval="1")
input(type="imfile" file="{spool}" tag="ward-test:")
action(type="omfwd" target="127.0.0.1" port="{self.port}" protocol="tcp" TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format")
action(type="omfwd" target="127.0.0.1" port="{self.port}" protocol="tcp" template="RSYSLOG_TraditionalForwardFormat")
action(type="omfwd" target="127.0.0.1" port="{self.port}" protocol="udp")
""")
        self.spawn([rsyslogd, "-n", "-f", self.path("rsyslog.conf"), "-i", self.path("pid"), "-M", modules], environment)
        with open(spool, "a", encoding="utf-8") as out:
            out.writelines(f"rsyslogged message {n}\n" for n in range(100))
        self.assert_counted("rsyslogged", 300)

    def test_syslog_ng(self):
        syslog_ng, environment, root = program("syslog-ng", "syslog-ng")
        if not syslog_ng:
            self.skipTest("syslog-ng is missing")
        spool = self.path("in.log")
        pathlib.Path(spool).write_text("".join(f"<38>Jan  2 03:04:05 h app: nextgen message {n}\n" for n in range(100)))
        scl = f"{root}/etc/syslog-ng" if root else "/etc/syslog-ng"
        pathlib.Path(self.path("syslog-ng.conf")).write_text(f"""@version: 3.38
source s {{ file("{spool}" flags(no-parse) read-old-records(yes)); }};
destination d {{ syslog("127.0.0.1" port({self.port}) transport("tcp") persist-name("a")); network("127.0.0.1" port({self.port}) persist-name("b")); }};
log {{ source(s); destination(d); }};
""")
        modules = f"{root}/usr/lib/syslog-ng/3.38" if root else ""
        command = [syslog_ng, "-F", "--no-caps", "-f", self.path("syslog-ng.conf"), "-R", self.path("persist"), "-p", self.path("pid"), "-c", self.path("ctl")]
        self.spawn(command + (["--module-path", modules] if modules else []), environment | {"SCL": scl})
        self.assert_counted("nextgen", 200)

    def node(self, script):
        node = shutil.which("node")
        if not node or not (PEERS / "npm/.kusto").exists():
            self.skipTest("node or the npm clients are missing")
        environment = dict(os.environ, NODE_PATH=str(PEERS / "npm/node_modules"), URL=f"http://127.0.0.1:{self.ward.port}", TOKEN=self.ward.token)
        out = subprocess.run([node, str(SCRIPTS / script)], env=environment, capture_output=True, text=True, timeout=60)
        self.assertEqual(out.returncode, 0, out.stdout + out.stderr)

    def test_npm_elasticsearch(self):
        self.node("elasticsearch.cjs")
        self.assertEqual(self.ward.wait_for("Events | where Native.sender == 'npm' | count", 103), 103)

    def test_npm_kusto(self):
        self.node("kusto.cjs")

    def test_python_kusto(self):
        if not (PEERS / "python/.complete").exists():
            self.skipTest("the Python client of Kusto is missing")
        environment = dict(os.environ, PYTHONPATH=str(PEERS / "python"), URL=f"http://127.0.0.1:{self.ward.port}", TOKEN=self.ward.token)
        script = pathlib.Path(__file__).resolve().parent / "python/kusto.py"
        out = subprocess.run([sys.executable, str(script)], env=environment, capture_output=True, text=True, timeout=60)
        self.assertEqual(out.returncode, 0, out.stdout + out.stderr)

    def test_npm_splunk(self):
        self.node("splunk.cjs")
        self.assert_counted("splunked", 10)


if __name__ == "__main__":
    unittest.main()
