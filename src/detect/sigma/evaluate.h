// SPDX-License-Identifier: Apache-2.0
// The slow literal evaluator: what a rule means, written so that it is obviously right. Used to
// explain findings and as the judge of the fast engine in match/. Never on the hot path.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "detect/sigma/rule.h"
#include "model/batch.h"

namespace ward::detect::sigma {

/// Other names that fields have on the events of a route: rule's field -> event's field (route.h).
/// A field that is not named keeps its name.
using Aliases = std::vector<std::pair<std::string, std::string>>;
std::string_view native_name(const Aliases& aliases, std::string_view field);

/// A regular expression of a rule, compiled. RE2: linear time whatever rule and event say.
class Regex {
public:
    /// Nothing and `error` set if `text` cannot be expressed.
    static std::shared_ptr<const Regex> compile(const std::string& text, std::string& error);
    virtual ~Regex() = default;
    virtual bool found_in(std::string_view text) const = 0;
};

/// True if `value` meets `test`. `regex` may be null unless test.op is regex; `other` are the
/// values of the field that field_pattern names. exists and is_null are not about one value: use
/// holds().
bool value_meets(const Test& test, const model::Field& value, const Regex* regex,
                 std::span<const model::Field> other = {});

/// The values of the field called `name`, or none.
std::span<const model::Field> values_of(const model::Batch& batch, const model::Event& event,
                                        std::string_view name);

std::span<const model::Field> values_of(const model::Batch& batch, const model::Event& event,
                                        model::FieldId field);

/// True if the test holds on the event: any value of the field meets it (of all fields for a
/// keyword); is_null and exists look at presence. Compiles its expression: for single questions.
bool holds(const Test& test, const model::Batch& batch, const model::Event& event,
           const Aliases& aliases = {});

/// One rule ready to be evaluated many times.
class Evaluator {
public:
    explicit Evaluator(const Rule& rule);
    bool matches(const model::Batch& batch, const model::Event& event,
                 const Aliases& aliases = {}) const;
    bool holds(uint32_t test, const model::Batch& batch, const model::Event& event,
               const Aliases& aliases = {}) const;

private:
    const Rule& rule_;
    std::vector<std::shared_ptr<const Regex>> regexes_;  // by test; shared: const and thread-safe
};

/// Whether the rule's condition is true of the event. Does not look at the log source: that is the
/// router's part.
bool matches(const Rule& rule, const model::Batch& batch, const model::Event& event,
             const Aliases& aliases = {});

/// The number that a comparison looks at: the value itself, or the wanted part of its date.
std::optional<double> number_for(const Test& test, const model::Field& value);

}  // namespace ward::detect::sigma
