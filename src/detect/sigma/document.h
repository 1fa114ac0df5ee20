// SPDX-License-Identifier: Apache-2.0
// Documents: a file of Sigma YAML cut into its documents, each with its own text, and the readers
// of the kinds of documents: rules, correlations, filters.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/yaml.h"
#include "detect/detector.h"
#include "detect/sigma/rule.h"

namespace ward::detect::sigma {

/// One document of a file, `action: global` and `repeat` already merged in.
struct Document {
    base::YamlNode root;
    std::string text;  // enough to load it again alone
    std::string file;
    base::Diagnostics messages;  // what was wrong with its YAML
};

/// Cuts and parses; a document that is not YAML comes back with messages and a null root.
std::vector<Document> read_documents(std::string_view text, const std::string& file);

/// Title, id, level, tags, ... of any kind of document. Level and title are checked.
model::RuleHead read_head(const Document& document, base::Diagnostics& diagnostics);

/// The log source that a rule or a filter asks for.
LogSourceWanted read_log_source(const Document& document, base::Diagnostics& diagnostics);

/// Named selections of `detection` become tests and nodes, then the condition is read over them.
/// Fills tests, condition and condition_text of `rule`.
void read_detection(const base::YamlNode& detection, const std::string& file,
                    const LoadOptions& options, Rule& rule, base::Diagnostics& diagnostics);

/// A filter: a detection that is put beside that of each rule that it names.
struct Filter {
    std::vector<std::string> rules;  // ids or names; empty: any
    LogSourceWanted log_source;
    Rule detection;  // tests and condition
    std::string text, title;
};
Filter read_filter(const Document& document, const LoadOptions& options,
                   base::Diagnostics& diagnostics);

/// rule AND filter, where the filter names the rule and its log source covers the rule's.
bool apply_filter(const Filter& filter, Rule& rule);

CorrelationRule read_correlation(const Document& document, base::Diagnostics& diagnostics);

}  // namespace ward::detect::sigma
