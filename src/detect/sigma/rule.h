// SPDX-License-Identifier: Apache-2.0
// A Sigma rule as it is understood: modifiers applied, values resolved, the condition a tree over
// tests. What sigma/ reads from YAML, what match/ compiles, and what the slow evaluator walks.
// Plain values; nothing here reads files or events.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/finding.h"

namespace ward::detect::sigma {

/// How a test compares. Text comparison ignores case (Unicode simple folding) unless `cased`.
enum class Operator {
    pattern,  // text with wildcards: see Pattern; covers equals, contains, startswith, endswith
    regex,    // RE2 syntax, searched unanchored, case-sensitive unless its own flags say otherwise
    cidr,     // address within a network
    less,
    less_equal,
    greater,
    greater_equal,  // number
    exists,         // the field is present (whatever its value)
    is_null,        // the field is absent or null
    field_pattern,  // fieldref: equals/contains/startswith/endswith the value of another field
};

/// The part of a date that a number is compared with (time modifiers of Sigma 2.1).
enum class TimePart { none, minute, hour, day, week, month, year };

/// Text with wildcards, escapes resolved: literals between stars; '?' is any one character (code
/// point). "a*b" = {anchored_start, anchored_end, pieces {"a", "b"}}; "*x*" = {pieces {"x"}}; "" =
/// both anchors, one empty piece; "*" = no anchor, no piece. Inside a piece, the byte wildcard_one
/// stands for '?' if has_question is set. Pieces are as written: fold them to compare (fold.h).
struct Pattern {
    static constexpr char wildcard_one = '\x01';
    std::vector<std::string> pieces;
    bool anchored_start = true, anchored_end = true;
    bool has_question = false;
};

/// One comparison of one field with one value; a list of values is an `any` node (or `all`) over
/// tests.
struct Test {
    std::string field;  // empty: keyword, compared with every single value of the event
    Operator op = Operator::pattern;
    bool cased = false;
    bool exists_wanted = true;  // exists only
    Pattern pattern;            // pattern
    std::string text;  // regex source with flags as "(?i)..."; cidr text; field_pattern: the other
                       // field's name
    bool other_anchored_start = true,
         other_anchored_end = true;       // field_pattern: equals, startswith, ...
    double number = 0;                    // less .. greater_equal
    TimePart time_part = TimePart::none;  // less .. greater_equal: of this part of the field's date
    std::string path;                     // for people: "selection.Image|endswith"
    int line = 0, column = 0;
};

/// The condition. Two-valued: an absent field makes a test false, so `negate` over it is true.
struct Node {
    enum class Kind { all, any, negate, test, constant };
    Kind kind = Kind::test;
    std::vector<Node> children;  // all, any: at least one; negate: one
    uint32_t test = 0;           // index into Rule::tests
    bool value = false;          // constant
};

/// The log source that a rule asks for; empty parts ask for nothing.
struct LogSourceWanted {
    std::string product, category, service;
    auto operator<=>(const LogSourceWanted&) const = default;
};

struct Rule {
    std::shared_ptr<const model::RuleHead>
        head;          // shared: findings keep it after the rule set is gone
    std::string name;  // for correlations to refer to
    LogSourceWanted log_source;
    std::vector<Test> tests;
    Node condition;
    std::string condition_text;
    bool alerts = true;  // false: only feeds correlations that do not `generate`
};

struct CorrelationRule {
    enum class Kind {
        event_count,
        value_count,
        temporal,
        temporal_ordered,
        value_sum,
        value_avg,
        value_percentile,
        value_median
    };
    enum class Compare { less, less_equal, greater, greater_equal, equal, not_equal };
    struct Bound {
        Compare compare = Compare::greater_equal;
        double value = 1;
    };
    struct Alias {
        std::string name;
        std::vector<std::pair<std::string, std::string>> fields;  // rule reference -> field
    };
    std::shared_ptr<const model::RuleHead> head;  // shared: as above
    std::string name;
    Kind kind = Kind::event_count;
    std::vector<std::string> rules;  // references: id or name of rules or of other correlations
    std::vector<std::string> group_by;
    std::vector<Alias> aliases;
    int64_t timespan_ns = 0;
    std::vector<Bound> bounds;  // all must hold
    std::string field;          // value_*: the field counted or summed
    double percentile = 50;
    bool generate = false;       // referred rules also alert on their own
    std::string condition_text;  // temporal with a condition over rule names (Sigma 2.1 extended)
};

/// All rules of a set of files, filters applied, references resolved by name.
struct Collection {
    std::vector<Rule> rules;
    std::vector<CorrelationRule> correlations;
};

}  // namespace ward::detect::sigma
