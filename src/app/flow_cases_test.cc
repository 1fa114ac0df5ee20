// SPDX-License-Identifier: Apache-2.0
// The cases of tests/cases/flow/<case>/: what becomes of the lines of input.log at each stage of
// the line: event.json, ocsf.json, finding.json, incident.json, story.txt. UPDATE=1 rewrites them.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "app/demo/rehearsal.h"
#include "base/file.h"
#include "base/json.h"

namespace ward::app {
namespace {

namespace fs = std::filesystem;

constexpr base::TimeNs received_ns = 1'789'394'530 * base::second_ns;  // 2026-09-14T14:02:10Z

fs::path checkout() {
    for (fs::path start : {fs::current_path(), fs::read_symlink("/proc/self/exe")})
        for (fs::path at = start; at.has_relative_path(); at = at.parent_path())
            if (fs::is_directory(at / "tests/cases/flow")) return at;
    return {};
}

// For people to read: one member a line.
std::string pretty(const std::string& json) {
    const auto tree = base::parse_json(json);
    return tree.ok() ? base::to_json(*tree, 2) + "\n" : json + "\n";
}

std::string event_json(const store::StoredEvent& event) {
    base::Json::Object native;
    for (const auto& [name, value] : event.native) native.emplace_back(name, value);
    return base::to_json(base::Json::Object{{"id", event.id.text()},
                                            {"time", base::format_rfc3339(event.time_ns)},
                                            {"source", event.source_name},
                                            {"format", event.format},
                                            {"product", event.product},
                                            {"category", event.category},
                                            {"service", event.service},
                                            {"native", native},
                                            {"raw", event.raw},
                                            {"sentence", event.sentence}});
}

std::string finding_json(const model::Finding& finding) {
    base::Json::Array entities;
    for (const auto& entity : finding.entities)
        entities.push_back(
            base::Json::Object{{"kind", model::to_text(entity.kind)}, {"value", entity.value}});
    base::Json::Array tags;
    for (const auto& tag : finding.rule->tags) tags.push_back(tag);
    return base::to_json(base::Json::Object{
        {"id", finding.id},
        {"rule", base::Json::Object{{"id", finding.rule->id},
                                    {"title", finding.rule->title},
                                    {"level", model::to_text(finding.rule->level)},
                                    {"tags", tags}}},
        {"event", finding.event.text()},
        {"time", base::format_rfc3339(finding.time_ns)},
        {"entities", entities},
        {"sentence", finding.sentence}});
}

class Case {
public:
    explicit Case(fs::path folder) : folder_(std::move(folder)) {}

    void run() {
        std::string data = testing::TempDir() + "ward-flow-XXXXXX";
        ASSERT_NE(mkdtemp(data.data()), nullptr);
        carry(data);
        fs::remove_all(data);
    }

private:
    void carry(const std::string& data) {
        const auto input = base::read_file((folder_ / "input.log").string());
        ASSERT_TRUE(input.ok());
        auto line = demo::Rehearsal::open(data, "content", {"content/rules"});
        ASSERT_TRUE(line.ok()) << line.error().text;
        const auto lines = static_cast<uint32_t>(std::count(input->begin(), input->end(), '\n'));
        ASSERT_TRUE((*line)->receive({{"web-01/access", *input, received_ns, lines}}).ok());
        ASSERT_TRUE((*line)->carry().ok());
        const auto findings = (*line)->events().findings_after(0, 100);
        ASSERT_TRUE(findings.ok());
        ASSERT_FALSE(findings->empty()) << folder_ << ": no rule fires";
        const model::Finding& first = findings->front().second;
        const auto event = (*line)->events().event(first.event);
        ASSERT_TRUE(event.ok() && event->has_value()) << "the finding's event is not stored";
        compare("event.json", pretty(event_json(**event)));
        compare("ocsf.json", pretty((*event)->ocsf_json));
        compare("finding.json", pretty(finding_json(first)));
        const auto queue = (*line)->incidents().list("", "", 10);
        ASSERT_EQ(queue->incidents.size(), 1U);
        const auto told = (*line)->incidents().find(queue->incidents[0].id);
        compare("incident.json", pretty(incident::to_json(**told)));
        compare("story.txt", incident::render_text(**told));
    }

    void compare(const std::string& name, const std::string& found) const {
        const std::string path = (folder_ / name).string();
        if (std::getenv("UPDATE") != nullptr) {
            ASSERT_TRUE(base::write_file_atomically(path, found).ok());
        }
        const auto wanted = base::read_file(path);
        ASSERT_TRUE(wanted.ok()) << path << ": run with UPDATE=1 and read the result";
        EXPECT_EQ(found, *wanted) << path;
    }

    fs::path folder_;
};

TEST(FlowCases, become_what_is_expected_at_each_stage) {
    const fs::path root = checkout();
    ASSERT_FALSE(root.empty()) << "no tests/cases/flow above here";
    fs::current_path(root);
    size_t count = 0;
    for (const auto& entry : fs::directory_iterator("tests/cases/flow")) {
        if (!fs::exists(entry.path() / "about.md")) continue;
        SCOPED_TRACE(entry.path());
        Case(entry.path()).run();
        ++count;
    }
    EXPECT_GT(count, 0U);
}

}  // namespace
}  // namespace ward::app
