// SPDX-License-Identifier: Apache-2.0
// Loading rules: what is wrong is named with its place, and the others load.
#include "detect/sigma/load.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace ward::detect::sigma {
namespace {

using Status = RuleReport::Status;

std::string rule(std::string_view detection) {
    return fmt::format("title: t\nlogsource: {{product: test}}\ndetection:\n{}\n", detection);
}

// The first message as "line:column text (hint)".
std::string first_message(const std::string& text, const LoadOptions& options = {}) {
    std::vector<RuleReport> reports;
    load_text(text, "r.yml", options, reports);
    for (const auto& report : reports)
        for (const auto& message : report.messages.all())
            return fmt::format("{}:{} {} ({})", message.place.line, message.place.column,
                               message.text, message.hint);
    return "none";
}

TEST(Load, names_what_is_wrong_with_place_and_hint) {
    const auto f = [](std::string_view detection, std::string_view want) {
        const std::string got = first_message(rule(detection));
        EXPECT_NE(got.find(want), std::string::npos) << detection << "\n" << got;
    };
    f("  s: {A|contain: x}\n  condition: s", "4:7 unknown modifier 'contain' (did you mean");
    f("  s: {A: x}\n  condition: s and filtr\n  filter: {A: y}",
      "5:20 cannot read condition: no selection is called 'filtr' (did you mean 'filter'?)");
    f("  s: {A: x}\n  condition: s and", "it ends too early");
    f("  s: {A: x}\n  condition: (s", "5:14 cannot read condition: '(' is never closed");
    f("  s: {A: x}\n  condition: s)", "unexpected ')'");
    f("  s: {A: x}\n  condition: s s", "unexpected 's'");
    f("  s: {A: x}\n  condition: 2 of s*", "'2 of' is not known");
    f("  s: {A: x}\n  condition: s | count() > 3", "aggregations");
    f("  s: {A: x}", "there is no condition");
    f("  s: {A|re: 'a(b'}\n  condition: s", "4:13 cannot read regular expression");
    f("  s: {A|re: '(?=a)b'}\n  condition: s", "cannot read regular expression");
    f("  s: {A|contains|re: a}\n  condition: s", "modifier 're' cannot follow 'contains'");
    f("  s: {A|cidr: 10.0.0.1/8}\n  condition: s", "did you mean 10.0.0.0/8?");
    f("  s: {A|cidr: 10.0.0.0/33}\n  condition: s", "no prefix length");
    f("  s: {A|gt: many}\n  condition: s", "wants a number, not 'many'");
    f("  s: {A|exists: maybe}\n  condition: s", "wants true or false");
    f("  s: {A|base64: 'a*'}\n  condition: s", "cannot encode a wildcard");
    f("  s: {A|expand: '%who%'}\n  condition: s", "placeholder '%who%' has no values");
    f("  s: {A|i: a}\n  condition: s", "goes with 're'");
    f("  s: {A: []}\n  condition: s", "empty list");
    f("  s: {}\n  condition: s", "'s' is empty");
    f("  s: {A: {B: c}}\n  condition: s", "wants plain values");
}

TEST(Load, limits) {
    std::string list = "  s:\n    A:\n";
    for (size_t i = 0; i < list_values_max; i++) list += "      - v\n";
    EXPECT_EQ(first_message(rule(list + "  condition: s")), "none");
    EXPECT_NE(first_message(rule(list + "      - v\n  condition: s")), "none");
    for (size_t i = 0; i < 9 * list_values_max; i++) list += "      - v\n";
    EXPECT_NE(first_message(rule(list + "  condition: s")), "none");
    list.resize(list.size() - 9 * list_values_max * std::string_view("      - v\n").size());
    const auto nested = [](size_t depth) {
        return rule("  s: {A: x}\n  condition: '" + std::string(depth, '(') + "s" +
                    std::string(depth, ')') + "'");
    };
    EXPECT_EQ(first_message(nested(condition_depth_max - 1)), "none");
    EXPECT_NE(first_message(nested(condition_depth_max)).find("nested deeper"), std::string::npos);
    EXPECT_NE(first_message(nested(condition_depth_max * 10)).find("nested deeper"),
              std::string::npos);
    std::string repeated = "s";
    for (int i = 0; i < 30; i++) repeated += " or s";
    EXPECT_NE(first_message(rule(list + "  condition: " + repeated)).find("it grows over"),
              std::string::npos);
    EXPECT_NE(first_message(rule("  s: {A|windash: ' -a -b -c -d -e -f'}\n  condition: s"))
                  .find("variants"),
              std::string::npos);
    EXPECT_NE(first_message(rule("  s: {A|re: '((a{1,999}){1,999}){1,999}'}\n  condition: s")),
              "none");
}

TEST(Load, texts_have_a_size) {
    const auto f = [](size_t limit, auto make, std::string_view want) {
        EXPECT_EQ(first_message(make(limit)), "none") << want;
        for (const size_t over : {limit + 1, limit * 10})
            EXPECT_NE(first_message(make(over)).find(want), std::string::npos) << over;
    };
    const auto condition = [](size_t bytes) {
        return rule("  s: {A: x}\n  condition: 's" + std::string(bytes - 1, ' ') + "'");
    };
    const auto expression = [](size_t bytes) {
        return rule("  s: {A|re: '" + std::string(bytes, 'a') + "'}\n  condition: s");
    };
    const auto file = [](size_t bytes) {
        const std::string text = rule("  s: {A: x}\n  condition: s");
        return text + "#" + std::string(bytes - text.size() - 1, 'x');
    };
    f(condition_bytes_max, condition, "too long");
    f(regex_bytes_max, expression, "over the limit");
    f(rule_file_bytes_max, file, "larger than");
}

TEST(Load, a_file_holds_so_many_documents) {
    const auto told = [](size_t documents) {
        std::string text;
        for (size_t i = 0; i < documents; i++)
            text += fmt::format("{}{}", i > 0 ? "---\n" : "",
                                rule(fmt::format("  s: {{A: '{}'}}\n  condition: s", i)));
        return first_message(text);
    };
    EXPECT_EQ(told(rule_documents_max), "none");
    EXPECT_NE(told(rule_documents_max + 1).find("documents"), std::string::npos);
}

TEST(Load, one_bad_document_leaves_the_others) {
    std::vector<RuleReport> reports;
    const auto good = rule("  s: {A: x}\n  condition: s");
    const auto rules =
        load_text("id: one\n" + good + "---\nid: two\ntitle: [\n---\nid: three\n" + good, "r.yml",
                  {}, reports);
    ASSERT_EQ(reports.size(), 3U);
    EXPECT_EQ(reports[0].status, Status::loaded);
    EXPECT_EQ(reports[1].status, Status::rejected);
    EXPECT_EQ(reports[2].status, Status::loaded);
    ASSERT_EQ(rules.rules.size(), 2U);
    EXPECT_EQ(rules.rules[1].head->id, "three");
    EXPECT_EQ(rules.rules[1].tests[0].line, 15);
    EXPECT_TRUE(rules.rules[1].head->text.starts_with("id: three\n"));
}

TEST(Load, global_and_repeated_documents) {
    std::vector<RuleReport> reports;
    const auto rules = load_text(
        "action: global\ntitle: shared\nlogsource: {product: test}\n---\n"
        "id: a\ndetection: {s: {A: x}, condition: s}\n---\n"
        "action: repeat\nid: b\ndetection: {s: {A: y}}\n",
        "r.yml", {}, reports);
    ASSERT_EQ(rules.rules.size(), 2U);
    EXPECT_EQ(rules.rules[1].head->title, "shared");
    EXPECT_EQ(rules.rules[1].condition_text, "s");
    std::vector<RuleReport> again;
    const auto alone = load_text(rules.rules[0].head->text, "r.yml", {}, again);
    ASSERT_EQ(alone.rules.size(), 1U);
    EXPECT_EQ(alone.rules[0].head->id, "a");
}

TEST(Load, an_id_is_used_once) {
    const auto text = "id: same\n" + rule("  s: {A: x}\n  condition: s");
    EXPECT_NE(first_message(text + "---\n" + text).find("id same is already used"),
              std::string::npos);
}

TEST(Load, filters_are_put_beside_their_rules) {
    const auto f = [](std::string_view filter, Status status, std::string_view condition) {
        std::vector<RuleReport> reports;
        const auto rules = load_text(
            fmt::format("name: base\n{}---\ntitle: f\nlogsource: {{product: test}}\nfilter: {}\n",
                        rule("  s: {A: x}\n  condition: s"), filter),
            "r.yml", {}, reports);
        ASSERT_EQ(reports.size(), 2U);
        EXPECT_EQ(reports[1].status, status) << filter;
        ASSERT_EQ(rules.rules.size(), 1U);
        EXPECT_EQ(rules.rules[0].condition_text, condition);
    };
    f("{rules: [base], x: {B: y}, condition: not x}", Status::loaded, "(s) and (not x)");
    f("{rules: any, x: {B: y}, condition: not x}", Status::loaded, "(s) and (not x)");
    f("{rules: [base], x: {B: y}, condition: x}", Status::warned, "(s) and (x)");
    f("{rules: [other], x: {B: y}, condition: not x}", Status::warned, "s");
    f("{rules: [base], x: {B: y}, condition: nosuch}", Status::rejected, "s");
}

TEST(Load, correlations_stand_on_rules_that_load) {
    const auto f = [](std::string_view body, std::string_view want) {
        const std::string got =
            first_message(fmt::format("name: base\n{}---\ntitle: c\nname: c\ncorrelation: {{{}}}\n",
                                      rule("  s: {A: x}\n  condition: s"), body));
        EXPECT_NE(got.find(want), std::string::npos) << body << "\n" << got;
    };
    const std::string most = "rules: [base], group-by: [U], timespan: 5m";
    f(most + ", type: event_count, condition: {gte: 3}", "none");
    f(most + ", type: event_count, condition: {gt: 3, lte: 9}", "none");
    f(most + ", type: event_cuont, condition: {gte: 3}", "unknown correlation type");
    f(most + ", type: event_count", "says no number");
    f(most + ", type: event_count, condition: {more: 3}", "unknown key 'more'");
    f(most + ", type: value_count, condition: {gte: 3}", "names no field");
    f("rules: [base], timespan: 5x, type: temporal", "'5x' is no timespan");
    f("rules: [base], timespan: 0s, type: temporal", "'0s' is no timespan");
    f("rules: [nosuch], timespan: 5m, type: temporal", "no rule is called 'nosuch'");
    f("rules: [c], timespan: 5m, type: temporal", "refers to itself");
    f("rules: [base], timespan: 5m, type: temporal, condition: base and x",
      "no selection is called 'x'");
}

TEST(Load, hostile_text_ends_in_messages) {
    for (const std::string& text :
         {std::string("\0\1\2", 3), std::string("---\n---\n---"), std::string(100, '['),
          std::string("a: &a [*a]"), std::string("title: x\ncorrelation: 5"),
          std::string("title: x\nfilter: [1]\nlogsource: 7"),
          std::string("title: [x]\ndetection: [[[[[[[[[[[[1]]]]]]]]]]]]")}) {
        std::vector<RuleReport> reports;
        EXPECT_TRUE(load_text(text, "r.yml", {}, reports).rules.empty()) << text;
    }
}

}  // namespace
}  // namespace ward::detect::sigma
