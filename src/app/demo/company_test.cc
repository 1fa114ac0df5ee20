// SPDX-License-Identifier: Apache-2.0
#include "app/demo/company.h"

#include <gtest/gtest.h>

#include <set>

#include "base/file.h"
#include "base/json.h"

namespace ward::app::demo {
namespace {

constexpr base::TimeNs hour_ns = 3600 * base::second_ns;
constexpr base::TimeNs midnight_ns = 1'789'344'000 * base::second_ns;  // 2026-09-14

class DemoDay : public testing::Test {
protected:
    void SetUp() override {
        scenario = load_scenario("content/demo/day.yaml", diagnostics);
        ASSERT_TRUE(diagnostics.all().empty()) << base::render(diagnostics.all().front());
    }
    base::Diagnostics diagnostics;
    Scenario scenario;
};

size_t count(const std::vector<Line>& lines, std::string_view what) {
    size_t out = 0;
    for (const auto& line : lines) out += line.text.find(what) != std::string::npos ? 1 : 0;
    return out;
}

TEST_F(DemoDay, is_whole_ordered_and_the_same_each_time) {
    EXPECT_EQ(scenario.hosts.size(), 12U);
    EXPECT_EQ(scenario.people.size(), 15U);
    const auto lines = expand(scenario, midnight_ns + 18 * hour_ns);
    EXPECT_GT(lines.size(), 90'000U);
    EXPECT_LT(lines.size(), 130'000U);
    for (size_t i = 1; i < lines.size(); ++i) ASSERT_LE(lines[i - 1].time_ns, lines[i].time_ns);
    for (const auto& line : lines) ASSERT_EQ(line.text.find("${"), std::string::npos) << line.text;
    const auto again = expand(scenario, midnight_ns + 18 * hour_ns);
    ASSERT_EQ(again.size(), lines.size());
    for (size_t i = 0; i < lines.size(); ++i) ASSERT_EQ(again[i].text, lines[i].text);
}

TEST_F(DemoDay, tells_the_intrusion_once_at_whatever_hour_it_is_shown) {
    for (const base::TimeNs minutes : {0, 400, 838, 850, 862, 863, 1439}) {
        const auto now = midnight_ns + minutes * 60 * base::second_ns;
        const auto lines = expand(scenario, now);
        EXPECT_EQ(count(lines, "Bewerbung_Sommer.docm\","), 1U) << minutes;  // the file is written
        EXPECT_EQ(count(lines, "\"EventID\":1102"), 1U) << minutes;
        ASSERT_LT(lines.back().time_ns, now);
    }
}

// What a sceptical analyst looks at first: does every process have a parent that was started before
// it, on the same machine, and is every document well-formed?
TEST_F(DemoDay, holds_together_under_a_look) {
    const auto lines = expand(scenario, midnight_ns + 18 * hour_ns);
    std::map<std::string, std::pair<std::string, std::string>> images;  // host+guid -> image, pid
    std::map<std::string, int64_t> records;                             // host+channel -> last
    size_t started = 0, orphans = 0;
    for (const auto& line : lines) {
        if (!line.text.starts_with('{')) continue;
        const auto json = base::parse_json(line.text);
        ASSERT_TRUE(json.ok()) << line.text;
        const auto& winlog = (*json)["winlog"];
        const bool is_beat = winlog.is_object();
        if (!is_beat && !json->has("Channel")) continue;
        const auto& data = is_beat ? winlog["event_data"] : *json;
        const std::string channel(is_beat ? winlog["channel"].text() : (*json)["Channel"].text());
        auto& last = records[line.source + channel];
        const int64_t record =
            is_beat ? winlog["record_id"].integer() : (*json)["RecordNumber"].integer();
        ASSERT_TRUE(last == 0 || record == last + 1) << line.text;
        last = record;
        if (!data.has("ParentProcessGuid")) continue;
        ++started;
        images[line.source + std::string(data["ProcessGuid"].text())] = {
            std::string(data["Image"].text()), std::string(data["ProcessId"].text())};
        const auto parent =
            images.find(line.source + std::string(data["ParentProcessGuid"].text()));
        if (parent == images.end()) {
            ++orphans;
            continue;
        }
        EXPECT_EQ(parent->second.first, data["ParentImage"].text()) << line.text;
        EXPECT_EQ(parent->second.second, data["ParentProcessId"].text()) << line.text;
    }
    EXPECT_GT(started, 5000U);
    EXPECT_LT(orphans, started * 7 / 10);  // children of what ran before the log begins: services
}

TEST_F(DemoDay, names_only_places_kept_for_documentation) {
    const auto is_kept = [](const std::string& address) {
        for (const std::string_view block : {"10.20.", "192.0.2.", "198.51.100.", "203.0.113."})
            if (address.starts_with(block)) return true;
        return false;
    };
    for (const auto& site : scenario.sites) {
        EXPECT_TRUE(is_kept(site.address)) << site.address;
        EXPECT_TRUE(site.name.ends_with(".example")) << site.name;
    }
}

}  // namespace
}  // namespace ward::app::demo
