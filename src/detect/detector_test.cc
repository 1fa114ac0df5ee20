// SPDX-License-Identifier: Apache-2.0
// The detector as others use it: load, match, correlate apart, save and restore.
#include "detect/detector.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/file.h"

namespace ward::detect {
namespace {

constexpr std::string_view rules_text = R"(
title: Failed sign-in
id: 5f1f6d5c-0000-4000-8000-000000000001
name: failed
logsource: {product: test}
detection:
  selection: {EventID: 4625}
  condition: selection
---
title: Shell
id: 5f1f6d5c-0000-4000-8000-000000000002
level: high
logsource: {product: test}
detection:
  selection: {Image|endswith: '\cmd.exe'}
  filter: {User: SYSTEM}
  condition: selection and not filter
---
title: Guessing
id: 5f1f6d5c-0000-4000-8000-000000000003
correlation:
  type: event_count
  rules: [failed]
  group-by: [User]
  timespan: 1m
  condition: {gte: 3}
)";

class DetectorTest : public testing::Test {
protected:
    void SetUp() override {
        path_ = testing::TempDir() + "/ward-detector-" + std::to_string(getpid()) + ".yml";
        ASSERT_TRUE(base::write_file_atomically(path_, rules_text).ok());
        std::vector<RuleReport> reports;
        rules_ = RuleSet::load({path_}, {}, names_, reports);
        for (const auto& report : reports) EXPECT_TRUE(report.messages.all().empty());
    }
    void TearDown() override { EXPECT_TRUE(base::remove_file(path_).ok()); }

    void add(model::Batch& batch, std::string_view event_id, std::string_view user,
             std::string_view image) {
        if (!event_id.empty()) batch.add("EventID", event_id, model::ValueKind::integer);
        if (!user.empty()) batch.add("User", user);
        if (!image.empty()) batch.add("Image", image);
        model::Event event;
        event.id = {7, next_};
        event.time_ns = next_++ * base::second_ns;
        event.source.product = "test";
        batch.finish(event);
    }

    static std::vector<std::string> titles(const model::Findings& findings) {
        std::vector<std::string> out;
        for (const auto& finding : findings)
            out.push_back(finding.rule->title + "@" + std::to_string(finding.event.index));
        return out;
    }

    void fill(model::Batch& batch) {
        add(batch, "4625", "bob", "");
        add(batch, "", "", "C:\\Windows\\System32\\CMD.EXE");
        add(batch, "4625", "bob", "C:\\cmd.exe");
        add(batch, "", "system", "C:\\cmd.exe");
        add(batch, "4625", "bob", "");
    }
    const std::vector<std::string> wanted_ = {"Shell@1", "Shell@2", "Guessing@4"};

    std::string path_;
    model::FieldNames names_;
    std::shared_ptr<const RuleSet> rules_;
    uint32_t next_ = 0;
};

TEST_F(DetectorTest, finds_in_order_and_counts_rules) {
    EXPECT_EQ(rules_->size(), 3U);
    EXPECT_EQ(rules_->find("5f1f6d5c-0000-4000-8000-000000000002")->title, "Shell");
    EXPECT_EQ(rules_->find("no such"), nullptr);
    model::Batch batch(names_);
    fill(batch);
    model::Findings findings;
    Detector::make(rules_)->match(batch, findings);
    EXPECT_EQ(titles(findings), wanted_);
    EXPECT_EQ(findings[0].id.size(), 32U);
    EXPECT_EQ(findings[2].events.size(), 3U);
}

TEST_F(DetectorTest, in_two_steps_it_finds_the_same) {
    model::Batch batch(names_);
    fill(batch);
    model::Findings whole, steps;
    Detector::make(rules_)->match(batch, whole);
    Detector::make(rules_)->match_events(batch, steps);
    Detector::make(rules_)->correlate(batch, steps);
    EXPECT_EQ(titles(steps), wanted_);
    for (size_t i = 0; i < steps.size(); i++) EXPECT_EQ(steps[i].id, whole[i].id);
}

TEST_F(DetectorTest, goes_on_where_another_stopped) {
    model::Batch first(names_), second(names_);
    add(first, "4625", "bob", "");
    add(first, "4625", "bob", "");
    add(second, "4625", "bob", "");
    model::Findings findings;
    const auto before = Detector::make(rules_);
    before->match(first, findings);
    EXPECT_TRUE(findings.empty());
    const auto after = Detector::make(rules_);
    ASSERT_TRUE(after->restore(before->save()).ok());
    after->match(second, findings);
    EXPECT_EQ(titles(findings), std::vector<std::string>{"Guessing@2"});
    EXPECT_FALSE(after->restore("not what was saved").ok());
}

}  // namespace
}  // namespace ward::detect
