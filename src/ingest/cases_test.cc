// SPDX-License-Identifier: Apache-2.0
// The cases of tests/cases/ingest/<format>/<case>/: input.log (or input.<anything>) must be read as
// expected.ndjson says, line by line what `ward parse` prints. UPDATE=1 rewrites the expectations.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "ingest/event_json.h"
#include "ingest/reader.h"

namespace ward::ingest {
namespace {

namespace fs = std::filesystem;

// The checkout: the nearest folder above the working one or the program that has the cases.
fs::path checkout() {
    for (const fs::path& start : {fs::current_path(), fs::read_symlink("/proc/self/exe")})
        for (fs::path at = start; at.has_relative_path(); at = at.parent_path())
            if (fs::is_directory(at / "tests/cases/ingest")) return at;
    return {};
}

std::vector<fs::path> cases() {
    std::vector<fs::path> out;
    for (const auto& entry : fs::recursive_directory_iterator("tests/cases/ingest"))
        if (entry.path().filename() == "about.md") out.push_back(entry.path().parent_path());
    std::sort(out.begin(), out.end());
    return out;
}

std::string input_of(const fs::path& folder) {
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().filename().string().starts_with("input.")) return entry.path().string();
    return {};
}

std::string read(const std::string& path) {
    model::FieldNames names;
    ReadOptions options;
    options.received_ns = 1'772'366'400'000'000'000;  // 2026-03-01T12:00:00Z, for year-less times
    std::string out;
    const auto result = read_file(path, options, names, [&](model::Batch&& batch) {
        for (const auto& event : batch.events()) append_event_line(out, batch, event, {});
        for (const auto& reject : batch.rejects()) append_problem_line(out, reject);
        return true;
    });
    EXPECT_TRUE(result.ok());
    return out;
}

TEST(IngestCases, read_as_expected) {
    const fs::path root = checkout();
    ASSERT_FALSE(root.empty()) << "no tests/cases/ingest above here";
    fs::current_path(root);
    const bool updates = std::getenv("UPDATE") != nullptr;
    size_t count = 0;
    for (const fs::path& folder : cases()) {
        const std::string input = input_of(folder);
        ASSERT_FALSE(input.empty()) << folder << " has no input";
        const std::string found = read(input), path = (folder / "expected.ndjson").string();
        if (updates) {
            ASSERT_TRUE(base::write_file_atomically(path, found).ok());
        }
        const auto wanted = base::read_file(path);
        ASSERT_TRUE(wanted.ok()) << path << ": run with UPDATE=1 and read the result";
        const auto found_lines = base::split(found, '\n'), lines = base::split(*wanted, '\n');
        for (size_t i = 0; i < std::max(lines.size(), found_lines.size()); ++i)
            EXPECT_EQ(i < found_lines.size() ? found_lines[i] : "",
                      i < lines.size() ? lines[i] : "")
                << path << ":" << i + 1;
        ++count;
    }
    EXPECT_GT(count, 0U);
}

}  // namespace
}  // namespace ward::ingest
