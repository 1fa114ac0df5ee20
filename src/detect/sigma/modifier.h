// SPDX-License-Identifier: Apache-2.0
// Modifiers: what stands after the '|' of a field name. Each is applied in turn to a value while
// the rule loads; what comes out are plain tests.
//
//   CommandLine|windash|contains: ' -enc '   ->   one value in five variants, each "* -enc *"
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "base/yaml.h"
#include "detect/detector.h"
#include "detect/sigma/pattern.h"
#include "detect/sigma/rule.h"

namespace ward::detect::sigma {

/// A value of a rule on its way through the modifiers.
struct Value {
    enum class Kind { text, number, boolean, null, regex, cidr, compare, exists, reference };
    Kind kind = Kind::text;
    std::string raw;  // as written
    Text text;        // text: the tokens; number and boolean: their spelling as one literal
    double number = 0;
    Operator op = Operator::pattern;  // compare
    TimePart time_part = TimePart::none;
    bool wanted = true;                             // exists
    std::string flags;                              // regex: letters of "(?ims)"
    bool any_before = false, any_after = false;     // reference, regex: contains & co.
    bool anchor_start = false, anchor_end = false;  // regex: startswith, endswith
};

/// The modifiers of one field, understood.
struct Chain {
    std::vector<std::string> names;  // in order, without all, cased and neq
    bool all = false, cased = false, negate = false;
    bool has(std::string_view name) const;
};

/// Where and with what values are modified.
struct ModifierContext {
    const LoadOptions& options;
    base::Diagnostics& diagnostics;
    base::Place place;
};

/// Reads "contains|all"; unknown names and combinations that mean nothing are errors.
Chain parse_chain(const std::vector<std::string_view>& names, ModifierContext& context);

/// The value of a YAML scalar or null.
Value read_value(const base::YamlNode& node);

/// All variants of `value` after the chain, at least one; none after an error.
std::vector<Value> apply(const Chain& chain, Value value, ModifierContext& context);

}  // namespace ward::detect::sigma
