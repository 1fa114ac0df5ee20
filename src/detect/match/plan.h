// SPDX-License-Identifier: Apache-2.0
// Plan: the rules of one set of routes, compiled together. Immutable, shared by threads; matcher.h
// runs it. Three kinds of numbers:
//
//   atom   one distinct (field, operator, value): tested once an event, by tables and automata
//   mark   a set of atoms of which one is enough ("Image ends with one of ..."); marks are what
//          rules ask for
//   lazy   a test that only a rule which is looked at pays for (expressions, several wildcards)
//
//   values --tables--> atoms --> marks --triggers--> candidate rules --steps--> matches
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "detect/match/network_table.h"
#include "detect/match/number_bounds.h"
#include "detect/match/text_matcher.h"
#include "detect/route.h"
#include "detect/sigma/evaluate.h"
#include "detect/sigma/rule.h"
#include "model/field.h"

namespace ward::detect::match {

/// Lists of numbers by number, side by side.
class Lists {
public:
    explicit Lists(const std::vector<std::vector<uint32_t>>& lists = {});
    std::span<const uint32_t> operator[](uint32_t at) const {
        return {items_.data() + begins_[at], begins_[at + 1] - begins_[at]};
    }
    size_t size() const { return begins_.size() - 1; }

private:
    std::vector<uint32_t> begins_, items_;
};

/// What is asked of the values of one field.
struct FieldPlan {
    TextMatcher text;
    NumberBounds numbers;
    NetworkTable networks;
    std::optional<uint32_t> present;  // atom: the field is there
    std::optional<uint32_t> valued;   // atom: it has a value that is not null
    bool wants_text = false, wants_number = false, wants_address = false;
};

/// A test on demand, prepared: pieces folded, expression compiled, names resolved.
struct LazyTest {
    const sigma::Test* test = nullptr;
    sigma::Pattern folded;                      // pattern without case
    std::shared_ptr<const sigma::Regex> regex;  // shared: by every test with this text
    size_t bytes_min = 0;                       // regex: shorter values cannot match
    model::FieldId field = model::no_field;
    model::FieldId other = model::no_field;  // field_pattern
    bool keyword = false;                    // of every field
};

/// One step of a rule: ask, then go on at one of two steps.
struct Step {
    static constexpr uint32_t yes = UINT32_MAX, no = UINT32_MAX - 1;  // ends
    uint32_t index = 0;                                               // mark or lazy
    bool is_lazy = false;
    uint32_t on_true = no, on_false = no;
};

struct PlannedRule {
    uint32_t rule = 0;  // index in the collection
    uint32_t first_step = Step::no;
    const sigma::Aliases* aliases = nullptr;
    /// What the rule may wait for: it is false unless a mark of the first set has fired, and unless
    /// one of the second has, and so on. None: it must be looked at for every event.
    std::vector<std::vector<uint32_t>> triggers;
};

struct Plan {
    static constexpr uint32_t no_slot = 0;
    std::vector<uint32_t> slots;    // by field id: index into fields, 0 for none
    std::vector<FieldPlan> fields;  // [0] is asked of every field: keywords
    bool has_keywords = false;
    bool keywords_join = false;    // all keywords are literals anywhere: values can be joined
    size_t keyword_bytes_min = 0;  // where they can: of the shortest
    Lists marks_of_atom;
    size_t marks = 0;
    std::vector<float> mark_costs;  // share of events that fire a mark, estimated
    std::vector<LazyTest> lazy_tests;
    std::vector<Step> steps;
    std::vector<PlannedRule> rules;
    std::vector<uint32_t> always;  // rules that no atom is needed for

    uint32_t slot_of(model::FieldId field) const {
        return field < slots.size() ? slots[field] : no_slot;
    }
    /// False if no keyword can stand in a value of `bytes`; folded it is half longer at most.
    bool asks_keywords(size_t bytes) const {
        return has_keywords && bytes + bytes / 2 >= keyword_bytes_min;
    }
    /// By mark: the rules that wait for it, each for the rarest that it may. `fired`: how often
    /// each mark was seen; empty: estimates decide.
    Lists triggers_by(std::span<const uint32_t> fired) const;
    void fit(AutomatonScratch& scratch) const {
        for (const auto& field : fields) field.text.fit(scratch);
    }
};

/// Compiled expressions by text: rules share them across plans.
using RegexCache = std::unordered_map<std::string, std::shared_ptr<const sigma::Regex>>;

/// A rule as it applies on one route.
struct RoutedRule {
    uint32_t rule = 0;
    const sigma::Aliases* aliases = nullptr;
};

/// Compiles. `collection` and the aliases must outlive the plan.
std::unique_ptr<const Plan> make_plan(const sigma::Collection& collection,
                                      const std::vector<RoutedRule>& rules,
                                      model::FieldNames& names, RegexCache& regexes);

}  // namespace ward::detect::match
