// SPDX-License-Identifier: Apache-2.0
// Rules and events made from a stream of choices, for the test and the fuzz target that hold the
// fast engine against the slow evaluator. Few words, so that they meet often; odd ones, so that
// folding, wildcards and kinds of values are met too.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "base/check.h"
#include "detect/match/matcher.h"
#include "detect/sigma/pattern.h"

namespace ward::detect::match {

class GeneratedCase {
public:
    /// `choose(n)` gives a number below n; what it gives decides everything.
    explicit GeneratedCase(std::function<uint32_t(uint32_t)> choose) : choose_(std::move(choose)) {
        const uint32_t rules = 1 + choose_(12);
        for (uint32_t i = 0; i < rules; i++) collection_.rules.push_back(make_rule());
        if (choose_(6) == 0) collection_.rules.push_back(make_crowd());
        const uint32_t events = 1 + choose_(8);
        for (uint32_t i = 0; i < events; i++) add_event();
    }

    /// True if both engines find the same; else `difference()` says what differs.
    bool agrees() {
        std::vector<RoutedRule> routed;
        for (uint32_t i = 0; i < collection_.rules.size(); i++)
            routed.push_back({i, &aliases_[i % aliases_.size()]});
        RegexCache regexes;
        const auto plan = make_plan(collection_, routed, names_, regexes);
        Matcher matcher;
        PlanRun run = matcher.fit(*plan);
        for (const auto& event : batch_.events()) {
            std::vector<bool> found(collection_.rules.size());
            for (const uint32_t at : matcher.match(run, batch_, event))
                found[plan->rules[at].rule] = true;
            for (uint32_t i = 0; i < routed.size(); i++) {
                const auto& rule = collection_.rules[i];
                if (sigma::matches(rule, batch_, event, *routed[i].aliases) == found[i]) continue;
                describe(rule, event, found[i]);
                return false;
            }
        }
        return true;
    }
    const std::string& difference() const { return difference_; }

private:
    std::string word() {
        static constexpr std::string_view words[] = {
            "a",           "b",           "ab",     "A",    "cmd.exe", "\\cmd.exe", "C:\\",
            "K",           "\u212A",      "\u017F", "s",    "\u00E9",  "\u00C9",    "\u00DF",
            "\u0130",      "i",           "1",      "22",   "-3.5",    "10.0.0.1",  "::1",
            "2001:db8::5", "192.168.7.9", " -enc ", "true", "\n",      "*",         "?",
            "\xC3",        "\x82\xAC",    "abcabc", "-",
        };
        return std::string(words[choose_(std::size(words))]);
    }
    std::string text() {
        std::string out;
        for (uint32_t i = choose_(4); i > 0; i--) out += word();
        return out;
    }
    std::string field() {
        static constexpr std::string_view fields[] = {"A", "B", "C", "D"};
        return std::string(fields[choose_(std::size(fields))]);
    }

    sigma::Pattern pattern() {
        sigma::Text tokens;
        for (uint32_t i = choose_(5); i > 0; i--) {
            using Kind = sigma::Token::Kind;
            const uint32_t kind = choose_(6);
            if (kind == 0) tokens.push_back({Kind::star, {}});
            if (kind == 1) tokens.push_back({Kind::question, {}});
            if (kind > 1) tokens.push_back({Kind::literal, word()});
        }
        return sigma::to_pattern(tokens);
    }
    std::string regex() {
        static constexpr std::string_view expressions[] = {
            "a",       "(?i)cmd\\.exe$",  "^a.*b",      "(?:ab|\\\\cmd)",  "[^a]b",    "(?i)k",
            "\u00E9",  "(?i)\u00C9",      "a{2,}",      "-enc\\s",         "^$",       ".{3,}",
            "[ab]{2}", "(a|b)(c|d)*",     "\\d+\\.\\d", "(?i)(s|cmd).exe", "\\bab\\b", "(?s).\n",
            ".{5}|a",  "(?i)stra\u00DFe", "\\x{130}",   "[\u0130]",        "i",        ".{2,}",
        };
        return std::string(expressions[choose_(std::size(expressions))]);
    }

    sigma::Test make_test() {
        using sigma::Operator;
        sigma::Test test;
        test.field = choose_(8) == 0 ? "" : field();
        test.op = static_cast<Operator>(choose_(10));
        if (choose_(2) == 0) test.op = Operator::pattern;
        test.cased = choose_(4) == 0;
        test.exists_wanted = choose_(2) == 0;
        if (test.op == Operator::pattern) test.pattern = pattern();
        if (test.op == Operator::regex) test.text = regex();
        static constexpr std::string_view networks[] = {
            "10.0.0.0/8", "192.168.7.9", "::/0", "2001:db8::/32", "0.0.0.0/0", "10.0.0.1/32"};
        if (test.op == Operator::cidr) test.text = networks[choose_(std::size(networks))];
        if (test.op == Operator::field_pattern) test.text = field();
        test.other_anchored_start = choose_(2) == 0;
        test.other_anchored_end = choose_(2) == 0;
        static constexpr double numbers[] = {-4, -3.5, 0, 1, 22, 22.5};
        test.number = numbers[choose_(std::size(numbers))];
        if (test.op >= Operator::less && test.op <= Operator::greater_equal && choose_(4) == 0)
            test.time_part = sigma::TimePart::hour;
        return test;
    }

    sigma::Node make_node(sigma::Rule& rule, uint32_t depth) {
        using Kind = sigma::Node::Kind;
        sigma::Node node;
        const uint32_t kind = depth == 0 ? 5 : choose_(7);
        if (kind >= 4) {
            node.kind = kind == 6 && choose_(4) == 0 ? Kind::constant : Kind::test;
            node.value = choose_(2) == 0;
            node.test = static_cast<uint32_t>(rule.tests.size());
            rule.tests.push_back(make_test());
            return node;
        }
        node.kind = kind == 0 ? Kind::negate : kind % 2 == 1 ? Kind::all : Kind::any;
        for (uint32_t i = kind == 0 ? 1 : 1 + choose_(4); i > 0; i--)
            node.children.push_back(make_node(rule, depth - 1));
        return node;
    }

    sigma::Rule make_rule() {
        sigma::Rule rule;
        rule.condition = make_node(rule, 3);
        return rule;
    }

    // So many literals that the field is searched by the index, not by the automaton.
    sigma::Rule make_crowd() {
        sigma::Rule rule;
        rule.condition.kind = sigma::Node::Kind::any;
        constexpr uint32_t crowd = 210;
        for (uint32_t i = 0; i < crowd; i++) {
            sigma::Test test;
            test.field = "A";
            test.pattern = sigma::to_pattern({{sigma::Token::Kind::star, {}},
                                              {sigma::Token::Kind::literal, std::to_string(i * 7)},
                                              {sigma::Token::Kind::star, {}}});
            rule.condition.children.emplace_back().test = i;
            rule.tests.push_back(std::move(test));
        }
        return rule;
    }

    void add_event() {
        for (uint32_t i = choose_(7); i > 0; i--) {
            const uint32_t kind = choose_(8);
            if (kind == 0)
                batch_.add(field(), "", model::ValueKind::null);
            else if (kind == 1)
                batch_.add(field(), batch_.keep(word()), model::ValueKind::boolean);
            else if (kind == 2)
                batch_.add(field(), batch_.keep(std::to_string(choose_(30))),
                           model::ValueKind::integer);
            else
                batch_.add(field(), batch_.keep(text()));
        }
        batch_.finish({});
    }

    void describe(const sigma::Rule& rule, const model::Event& event, bool found) {
        difference_ = found ? "only the fast engine matches:" : "only the slow evaluator matches:";
        for (const auto& test : rule.tests)
            difference_ += "\n  test " + test.field + " op " +
                           std::to_string(static_cast<int>(test.op)) +
                           (test.cased ? " cased '" : " '") + sigma::describe(test.pattern) +
                           "' '" + test.text + "' " + std::to_string(test.number);
        for (const auto& value : batch_.fields(event))
            difference_ += "\n  value " + std::string(names_.name(value.id)) + " = '" +
                           std::string(value.text()) + "'";
    }

    std::function<uint32_t(uint32_t)> choose_;
    model::FieldNames names_;
    sigma::Collection collection_;
    model::Batch batch_{names_};
    std::vector<sigma::Aliases> aliases_ = {{}, {{"A", "B"}, {"D", "E"}}};
    std::string difference_;
};

}  // namespace ward::detect::match
