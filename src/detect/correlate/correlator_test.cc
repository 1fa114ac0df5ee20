// SPDX-License-Identifier: Apache-2.0
// Correlations: conformance cases of the corpus, own tables, and state that survives a restart.
#include "detect/correlate/correlator.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "detect/sigma/load.h"

namespace ward::detect {
namespace {

using Firsts = std::map<std::string, int>;  // "rule User=bob" -> index of its first alert

struct Stream {
    model::FieldNames names;
    sigma::Collection rules;
    std::vector<sigma::Evaluator> evaluators;
    std::vector<RuleReport> reports;
    uint32_t count = 0;
    std::vector<model::Finding> findings;
    Firsts firsts;

    explicit Stream(std::string_view text) {
        rules = sigma::load_text(text, "rules.yml", {}, reports);
        for (const auto& rule : rules.rules) evaluators.emplace_back(rule);
    }

    void feed(Correlator& correlator, double seconds, const base::Json& fields) {
        model::Batch batch(names);
        for (const auto& [key, value] : fields.object()) {
            const auto text = value.is_string() ? std::string(value.text()) : base::to_json(value);
            batch.add(key, batch.keep(text));
        }
        model::Event event;
        event.id = {1, count};
        event.time_ns = static_cast<base::TimeNs>(seconds * 1e9);
        const auto* finished = batch.finish(event);
        std::vector<Matched> matches;
        for (uint32_t i = 0; i < evaluators.size(); i++)
            if (evaluators[i].matches(batch, *finished)) matches.push_back({i, nullptr});
        model::Findings out;
        correlator.feed(batch, *finished, 0, matches, out);
        for (auto& finding : out) {
            std::string key = finding.rule->title;
            for (const auto& [name, value] : finding.correlation->group)
                key += " " + name + "=" + value;
            firsts.emplace(key, static_cast<int>(count));
            findings.push_back(std::move(finding));
        }
        count++;
    }
};

TEST(CorrelationConformance, first_alerts) {
    const char* set = std::getenv("WARD_CORPUS");
    const char* home = std::getenv("HOME");
    const std::string path =
        (set ? std::string(set) : std::string(home ? home : "") + "/.cache/ward-corpus") +
        "/sigma-conformance/correlation.jsonl";
    if (!base::exists(path)) GTEST_SKIP() << "no corpus at " << path;
    const auto text = base::read_file(path);
    ASSERT_TRUE(text.ok());
    for (const auto line : base::split(*text, '\n')) {
        if (line.empty()) continue;
        const auto spec = base::parse_json(line);
        ASSERT_TRUE(spec.ok());
        Stream stream((*spec)["rules"].text());
        Correlator correlator(stream.rules);
        for (const auto& event : (*spec)["events"].array())
            stream.feed(correlator, event["t"].real(static_cast<double>(event["t"].integer())),
                        event["event"]);
        Firsts want;
        for (const auto& alert : (*spec)["expect_first_alerts"].array()) {
            std::string key(alert["rule"].text());
            for (const auto& [name, value] : alert["group"].object())
                key += " " + name + "=" + std::string(value.text());
            want.emplace(key, static_cast<int>(alert["first_event"].integer()));
        }
        EXPECT_EQ(stream.firsts, want) << (*spec)["id"].text();
    }
}

constexpr const char* base_rules = R"(title: knock
name: knock
logsource: {product: test}
detection: {s: {kind: knock}, condition: s}
---
title: enter
name: enter
logsource: {product: test}
detection: {s: {kind: enter}, condition: s}
---
)";

// Events as "second kind who size"; alerts as "first index" by group.
Firsts run(const std::string& correlation, const std::vector<std::string>& events) {
    Stream stream(base_rules + correlation);
    for (const auto& report : stream.reports)
        for (const auto& message : report.messages.all()) ADD_FAILURE() << base::render(message);
    Correlator correlator(stream.rules);
    for (const auto& text : events) {
        const auto words = base::split(text, ' ');
        base::Json event;
        event.set("kind", words[1]);
        if (words.size() > 2) event.set("who", words[2]);
        if (words.size() > 3) event.set("size", words[3]);
        stream.feed(correlator, *base::parse_real(words[0]), event);
    }
    return stream.firsts;
}

std::string correlate(std::string_view body) {
    return fmt::format("title: c\ncorrelation: {{timespan: 10s, group-by: [who], {}}}\n", body);
}

TEST(Correlator, kinds_and_windows) {
    const auto f = [](std::string_view body, std::vector<std::string> events, Firsts want) {
        EXPECT_EQ(run(correlate(body), events), want) << body;
    };
    const auto count = "type: event_count, rules: [knock], condition: {gte: 2}";
    f(count, {"0 knock a", "10 knock a"}, {});  // the window is open at its begin
    f(count, {"0 knock a", "9.9 knock a"}, {{"c who=a", 1}});
    f(count, {"0 knock a", "1 knock b", "2 knock"}, {});
    f(count, {"100 knock a", "95 knock a"}, {{"c who=a", 1}});
    f(count, {"100 knock a", "50 knock a", "52 knock a"}, {{"c who=a", 2}});
    f("type: value_sum, rules: [knock], condition: {field: size, gt: 10}",
      {"0 knock a 6", "1 knock a x", "2 knock a 5"}, {{"c who=a", 2}});
    f("type: value_percentile, rules: [knock], condition: {field: size, percentile: 90, gt: 90}",
      {"0 knock a 1", "1 knock a 100"}, {{"c who=a", 1}});
    f("type: temporal, rules: [knock, enter]", {"0 enter a", "5 knock a"}, {{"c who=a", 1}});
    f("type: temporal_ordered, rules: [knock, enter]", {"0 enter a", "5 knock a"}, {});
    f("type: temporal_ordered, rules: [enter, knock]", {"9 knock a", "5 enter a"},
      {{"c who=a", 1}});
    f("type: temporal, rules: [knock, enter], condition: knock and not enter", {"0 knock a"},
      {{"c who=a", 0}});
}

TEST(Correlator, one_finding_a_window_with_its_events) {
    Stream stream(base_rules + correlate("type: event_count, rules: [knock], condition: {gte: 3}"));
    Correlator correlator(stream.rules);
    base::Json event;
    event.set("kind", "knock");
    event.set("who", "a");
    for (int second = 0; second < 25; second++) stream.feed(correlator, second, event);
    ASSERT_EQ(stream.findings.size(), 3U);  // at 2, 12 and 22
    EXPECT_EQ(stream.findings[0].events.size(), 3U);
    EXPECT_EQ(stream.findings[1].events.size(), 10U);
    EXPECT_EQ(stream.findings[0].correlation->value, 3);
    EXPECT_NE(stream.findings[0].id, stream.findings[1].id);
    EXPECT_FALSE(stream.rules.rules[0].alerts);  // it only feeds the correlation
    EXPECT_TRUE(stream.rules.rules[1].alerts);
}

TEST(Correlator, state_survives_a_restart) {
    Stream stream(base_rules + correlate("type: event_count, rules: [knock], condition: {gte: 3}"));
    base::Json event;
    event.set("kind", "knock");
    event.set("who", "a");
    Correlator first(stream.rules);
    stream.feed(first, 1, event);
    stream.feed(first, 2, event);
    const std::string saved = first.save();
    Correlator second(stream.rules);
    ASSERT_TRUE(second.restore(saved).ok());
    EXPECT_EQ(second.save(), saved);
    stream.feed(second, 3, event);
    EXPECT_EQ(stream.findings.size(), 1U);
    for (size_t bytes = 1; bytes < saved.size(); bytes++)
        (void)Correlator(stream.rules).restore(std::string_view(saved).substr(0, bytes)).ok();
    EXPECT_FALSE(second.restore("nonsense").ok());
}

TEST(Correlator, busy_groups_are_bounded) {
    Stream stream(base_rules +
                  correlate("type: event_count, rules: [knock], condition: {gte: 1000000}"));
    Correlator correlator(stream.rules);
    base::Json event;
    event.set("kind", "knock");
    event.set("who", "a");
    for (size_t i = 0; i < group_entries_max + 1; i++)
        stream.feed(correlator, static_cast<double>(i) / 1e6, event);
    EXPECT_GT(correlator.dropped(), 0U);
}

}  // namespace
}  // namespace ward::detect
