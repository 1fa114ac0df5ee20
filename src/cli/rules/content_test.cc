// SPDX-License-Identifier: Apache-2.0
// The shipped rules: all load, every one carries examples of both kinds that hold, and the guide's
// table of threats names every file and no other.
#include <gtest/gtest.h>

#include <set>

#include "base/file.h"
#include "base/text.h"
#include "cli/rules/examples.h"
#include "detect/sigma/example.h"
#include "detect/sigma/load.h"

namespace ward::cli {
namespace {

constexpr const char* rules_folder = "content/rules";

TEST(ShippedRules, examples_of_both_kinds_hold) {
    detect::LoadOptions options;
    options.logsources_file = "content/logsources.yaml";
    const auto results = run_examples({rules_folder}, options);
    EXPECT_GE(results.rules, 60U);
    EXPECT_EQ(results.without_examples, 0U);
    for (const auto& fault : results.faults)
        ADD_FAILURE() << fault.file << ":" << fault.line << ": " << fault.text;
}

TEST(ShippedRules, each_has_an_example_that_matches_and_one_that_does_not) {
    std::vector<detect::RuleReport> reports;
    const auto rules = detect::sigma::load({rules_folder}, {}, reports);
    const auto check = [](const model::RuleHead& head) {
        base::Diagnostics told;
        std::set<bool> kinds;
        for (const auto& one : detect::sigma::read_examples(head.text, head.file, told))
            kinds.insert(one.match);
        EXPECT_EQ(kinds.size(), 2U) << head.file << ": " << head.title;
    };
    for (const auto& rule : rules.rules) check(*rule.head);
    for (const auto& rule : rules.correlations) check(*rule.head);
}

TEST(ShippedRules, the_guide_says_which_threat_each_sees) {
    const auto guide = base::read_file("docs/guide/rules.md");
    ASSERT_TRUE(guide.ok());
    const auto files = base::list_files(rules_folder);
    ASSERT_TRUE(files.ok());
    std::set<std::string> named, there;
    size_t threats = 0;
    for (const auto line : base::split(*guide, '\n')) {
        if (!line.starts_with("| ") || line.find("| `") == std::string_view::npos) continue;
        threats++;
        for (const auto word : base::split(line, '`'))
            if (word.find('/') != std::string_view::npos) named.emplace(word);
    }
    for (const auto& file : *files) {
        const std::string_view path = std::string_view(file).substr(sizeof "content/rules");
        there.emplace(path.substr(0, path.rfind('.')));
    }
    EXPECT_EQ(threats, 10U);
    EXPECT_EQ(named, there);
}

}  // namespace
}  // namespace ward::cli
