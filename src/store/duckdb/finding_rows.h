// SPDX-License-Identifier: Apache-2.0
// Findings as rows and back. A finding cites its rule by the hash of the rule as it was.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "model/finding.h"
#include "store/duckdb/appender.h"

namespace ward::store::duckdb {

using RuleHeads = std::function<std::shared_ptr<const model::RuleHead>(const std::string& hash)>;

std::string hash_of(const model::RuleHead& rule);
void append_rule(const model::RuleHead& rule, const std::string& hash, Appender& to);
void append_finding(const model::Finding& finding, uint64_t row, Appender& to);

/// A row of `findings` (all its columns, in their order) as a finding.
model::Finding to_finding(const std::vector<Value>& row, const RuleHeads& rules);
/// A row of `rules` (all columns after the hash) as a rule's head.
model::RuleHead to_rule(const std::vector<Value>& row);

std::string text_in(const Value& value);
int64_t number_in(const Value& value, int64_t otherwise);

}  // namespace ward::store::duckdb
