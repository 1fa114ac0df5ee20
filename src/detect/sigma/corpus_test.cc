// SPDX-License-Identifier: Apache-2.0
// Sigma on recorded cases: the conformance cases and the SigmaHQ rules of the corpus, by the slow
// evaluator. Without the corpus these tests say that they are skipped.
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "detect/sigma/evaluate.h"
#include "detect/sigma/load.h"

namespace ward::detect::sigma {
namespace {

std::string corpus() {
    if (const char* set = std::getenv("WARD_CORPUS")) return set;
    const char* home = std::getenv("HOME");
    return std::string(home ? home : "") + "/.cache/ward-corpus";
}

void add_value(model::Batch& batch, const std::string& name, const base::Json& value) {
    using model::ValueKind;
    if (value.is_array()) {
        for (const auto& item : value.array()) add_value(batch, name, item);
    } else if (value.is_object()) {
        for (const auto& [key, member] : value.object()) add_value(batch, name + "." + key, member);
    } else if (value.is_string()) {
        batch.add(name, batch.keep(value.text()));
    } else if (value.is_null()) {
        batch.add(name, "", ValueKind::null);
    } else {
        const auto kind = value.is_bool()      ? ValueKind::boolean
                          : value.is_integer() ? ValueKind::integer
                                               : ValueKind::real;
        batch.add(name, batch.keep(base::to_json(value)), kind);
    }
}

TEST(SigmaConformance, semantics) {
    const std::string path = corpus() + "/sigma-conformance/semantics.jsonl";
    if (!base::exists(path)) GTEST_SKIP() << "no corpus at " << path;
    const auto text = base::read_file(path);
    ASSERT_TRUE(text.ok());
    size_t cases = 0;
    for (const auto line : base::split(*text, '\n')) {
        if (line.empty()) continue;
        const auto parsed = base::parse_json(line);
        ASSERT_TRUE(parsed.ok());
        const base::Json& spec = *parsed;
        if (spec["ambiguous"].boolean()) continue;
        cases++;
        std::vector<RuleReport> reports;
        const auto rules = load_text(spec["rule"].text(), "rule.yml", {}, reports);
        ASSERT_EQ(reports.size(), 1U) << spec["id"].text();
        const bool rejected = reports[0].status == RuleReport::Status::rejected;
        EXPECT_EQ(rejected, spec["must_reject"].boolean()) << spec["id"].text();
        if (rejected) continue;
        for (const auto& check : spec["checks"].array()) {
            model::FieldNames names;
            model::Batch batch(names);
            for (const auto& [key, value] : check["event"].object()) add_value(batch, key, value);
            const auto* event = batch.finish({});
            ASSERT_NE(event, nullptr);
            EXPECT_EQ(matches(rules.rules[0], batch, *event), check["match"].boolean())
                << spec["id"].text() << ": " << base::to_json(check["event"]);
        }
    }
    EXPECT_GE(cases, 100U);
}

TEST(SigmaHq, every_rule_without_placeholders_loads) {
    const std::string root = corpus() + "/sigma-rules";
    if (!base::exists(root)) GTEST_SKIP() << "no corpus at " << root;
    std::vector<std::string> paths;
    for (const auto folder : {"/rules", "/rules-emerging-threats", "/rules-threat-hunting",
                              "/rules-compliance", "/rules-placeholder"})
        paths.push_back(root + folder);
    std::vector<RuleReport> reports;
    const auto rules = load(paths, {}, reports);
    EXPECT_GT(rules.rules.size(), 3700U);
    size_t placeholders = 0;
    for (const auto& report : reports) {
        if (report.status != RuleReport::Status::rejected) continue;
        const auto& message = report.messages.all().front();
        const bool placeholder = message.text.starts_with("placeholder");
        placeholders += placeholder ? 1 : 0;
        EXPECT_TRUE(placeholder) << base::render(message);
    }
    EXPECT_EQ(placeholders, 25U);
}

}  // namespace
}  // namespace ward::detect::sigma
