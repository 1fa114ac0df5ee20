# SPDX-License-Identifier: Apache-2.0
"""The house's checker, checked: each rule refuses a text that breaks it and lets one pass that does not."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools/house"))
import check  # noqa: E402

LAYERS = check.read_layers("base\nmodel base\nstore base model\ndetect base model store\nserve * -detect\n")
LIBRARIES = check.read_libraries("duckdb.h store/duckdb duckdb\nfmt/ * fmt\n")
HEAD = "// SPDX-License-Identifier: Apache-2.0\n"


class Layers(unittest.TestCase):
    def faults(self, path, include):
        return list(check.check_layers(path, f"#include {include}\n", LAYERS, LIBRARIES))

    def test_a_module_includes_only_what_stands_above(self):
        self.assertFalse(self.faults("src/detect/a.cc", '"model/batch.h"'))
        self.assertTrue(self.faults("src/model/a.cc", '"store/event_store.h"'))
        self.assertTrue(self.faults("src/serve/a.cc", '"detect/detector.h"'))
        self.assertTrue(self.faults("src/unknown/a.cc", '"base/x.h"'))

    def test_subfolders_are_private(self):
        self.assertTrue(self.faults("src/detect/a.cc", '"store/duckdb/day.h"'))
        self.assertFalse(self.faults("src/store/a.cc", '"store/duckdb/day.h"'))

    def test_libraries_enter_at_one_folder(self):
        self.assertTrue(self.faults("src/detect/a.cc", "<duckdb.h>"))
        self.assertFalse(self.faults("src/store/duckdb/a.cc", "<duckdb.h>"))
        self.assertFalse(self.faults("src/detect/a.cc", "<fmt/format.h>"))

    def test_a_cycle_cannot_be_written(self):
        with self.assertRaises(SystemExit):
            check.read_layers("base model\nmodel base\n")


class Sizes(unittest.TestCase):
    def test_files_functions_and_columns(self):
        body = lambda n: "int f() {\n" + "    x();\n" * n + "}\n"
        self.assertFalse(list(check.check_sizes("src/a/x.cc", body(58), set())))
        self.assertTrue(list(check.check_sizes("src/a/x.cc", body(59), set())))
        self.assertTrue(list(check.check_sizes("src/a/x.cc", "\n" * 501, set())))
        self.assertFalse(list(check.check_sizes("src/a/x.cc", "\n" * 501, {"src/a/x.cc"})))
        self.assertTrue(list(check.check_sizes("src/a/x.h", "\n" * 201, set())))
        self.assertTrue(list(check.check_sizes("src/a/x.h", "a" * 101 + "\n", set())))


class Words(unittest.TestCase):
    def test_banned_names_and_words(self):
        words = lambda path, code="": list(check.check_words(path, HEAD + code))
        self.assertFalse(words("src/base/text.cc", 'auto x = "throw";  // throw\n'))
        self.assertTrue(words("src/base/text.cc", "throw 1;\n"))
        self.assertTrue(words("src/base/string_util.cc"))
        self.assertTrue(words("src/base/parser2.cc"))
        self.assertTrue(words("src/detect/a.cc", "auto t = std::chrono::system_clock::now();\n"))
        self.assertTrue(words("src/detect/a.cc", "// TODO later\n"))
        self.assertFalse(words("src/detect/a.cc", "// TODO(#12) later\n"))
        self.assertTrue(list(check.check_words("src/base/a.h", "#pragma once\n")))


if __name__ == "__main__":
    unittest.main()
