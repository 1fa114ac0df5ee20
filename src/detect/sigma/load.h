// SPDX-License-Identifier: Apache-2.0
// Loading: files of Sigma YAML become a Collection (rule.h). Everything wrong with a rule is
// reported with its place; one bad rule never stops the others. Reads files, compiles nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "detect/detector.h"
#include "detect/sigma/rule.h"

namespace ward::detect::sigma {

/// Limits on what a rule may ask for, each with its reason. Over one of them the rule is rejected.
constexpr size_t rule_file_bytes_max = 4 << 20;    // the largest real file has 150 KiB
constexpr size_t rule_documents_max = 10'000;      // in one file
constexpr size_t list_values_max = 20'000;         // the longest real list has 4,432 values
constexpr size_t rule_tests_max = 100'000;         // after windash, base64offset and expand
constexpr size_t value_variants_max = 3'125;       // of one value: five dash forms of five dashes
constexpr size_t condition_depth_max = 64;         // parentheses and negations
constexpr size_t condition_bytes_max = 64 * 1024;  // of the condition's text
constexpr size_t condition_nodes_max = 400'000;    // of the tree: selections named repeatedly
constexpr size_t regex_bytes_max = 64 * 1024;      // of a regular expression's text
constexpr int64_t regex_program_bytes_max = 8 << 20;  // RE2's memory for one expression

/// Loads every .yml and .yaml at or below `paths`, in order of path. One report a document: rules,
/// correlations and filters. Filters are applied and references resolved over the whole set.
Collection load(const std::vector<std::string>& paths, const LoadOptions& options,
                std::vector<RuleReport>& reports);

/// The same for one text that came from `file`.
Collection load_text(std::string_view text, const std::string& file, const LoadOptions& options,
                     std::vector<RuleReport>& reports);

}  // namespace ward::detect::sigma
