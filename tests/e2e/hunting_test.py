# SPDX-License-Identifier: Apache-2.0
"""The ten hunts of docs/guide/hunting.md, asked of the demonstration: each finds what the guide says."""
import pathlib
import re
import subprocess
import tempfile
import unittest

from server import TOP, WARD, free_port


class Hunts(unittest.TestCase):
    def test_the_guide_is_true(self):
        guide = pathlib.Path(TOP, "docs/guide/hunting.md").read_text(encoding="utf-8")
        hunts = re.findall(r"^## (.*?)$.*?^```kql\n(.*?)^```\nFinds: (.*?)$", guide, re.S | re.M)
        self.assertEqual(len(hunts), 10)
        with tempfile.TemporaryDirectory() as top:
            url = f"127.0.0.1:{free_port()}"
            demo = subprocess.Popen([WARD, "demo", "--data", top, "--listen", url], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            try:
                token = ""
                for line in demo.stdout:
                    token = token or "".join(re.findall(r"WARD_TOKEN=(\S+)", line))
                    if line.startswith("ready"):
                        break
                for name, question, finds in hunts:
                    done = subprocess.run([WARD, "query", "--server", f"http://{url}", "--token", token, "--format", "ndjson", question], capture_output=True, text=True, timeout=60)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    for word in re.findall(r"`([^`]+)`", finds):
                        self.assertIn(word, done.stdout, name)
            finally:
                demo.terminate()
                demo.wait(30)
                demo.stdout.close()


if __name__ == "__main__":
    unittest.main()
