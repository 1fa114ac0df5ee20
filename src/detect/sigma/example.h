// SPDX-License-Identifier: Apache-2.0
// Examples that rules carry: events that must match and events that must not.
//
//   tests:
//     - {match: true, event: {Image: C:\x.exe}}
//     - {match: false, raw: 'log line as received'}
//     - match: true
//       events: [{at: 0s, event: {...}}, {at: 90s, event: {...}}]
//     - match: true
//       events: [{repeat: 20, every: 2s, event: {port: '10{n}'}}]     {n} counts from 1
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/diagnostics.h"
#include "detect/sigma/rule.h"
#include "model/batch.h"

namespace ward::detect::sigma {

constexpr size_t examples_max = 1'000;         // of one rule
constexpr size_t example_events_max = 10'000;  // of one example, repeated ones counted

/// One value of an example's event, flat: "a.b" for nested mappings, a name again for a list.
struct ExampleField {
    std::string name, text;
    model::ValueKind kind = model::ValueKind::text;
};

struct ExampleEvent {
    base::TimeNs at_ns = 0;  // from the example's begin
    std::vector<ExampleField> fields;
    std::string raw;  // instead of fields: to be read by a parser
    std::optional<LogSourceWanted> log_source;
};

struct Example {
    bool match = true;
    std::vector<ExampleEvent> events;
    int line = 0;
};

/// The examples of a rule's text. What is wrong goes to `diagnostics`; the others are given.
std::vector<Example> read_examples(std::string_view rule_text, const std::string& file,
                                   base::Diagnostics& diagnostics);

}  // namespace ward::detect::sigma
