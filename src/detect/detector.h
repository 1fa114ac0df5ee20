// SPDX-License-Identifier: Apache-2.0
// Detection: batches of events in, findings out. Rules are compiled once into a RuleSet; a Detector
// runs it and holds correlation state.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"
#include "model/batch.h"
#include "model/finding.h"

namespace ward::detect {

/// What became of one rule of a file.
struct RuleReport {
    enum class Status { loaded, warned, rejected };
    std::string id, title, file;
    Status status = Status::loaded;
    base::Diagnostics messages;
};

struct LoadOptions {
    std::string logsources_file;  // content/logsources.yaml: routing of Sigma log sources to events
    std::vector<std::pair<std::string, std::vector<std::string>>>
        placeholders;  // |expand: name -> values
};

/// All enabled rules, compiled together. Immutable and shared by threads after load.
class RuleSet {
public:
    virtual ~RuleSet() = default;
    /// Loads every .yml/.yaml below `paths` (files, folders). A rule that cannot load is reported
    /// and left out; the others run.
    static std::shared_ptr<const RuleSet> load(const std::vector<std::string>& paths,
                                               const LoadOptions& options, model::FieldNames& names,
                                               std::vector<RuleReport>& reports);
    virtual size_t size() const = 0;  // rules that run, correlations included
    virtual std::shared_ptr<const model::RuleHead> find(std::string_view id) const = 0;
    virtual std::vector<std::shared_ptr<const model::RuleHead>> heads() const = 0;
};

struct DetectorOptions {
    bool entities = true;  // false: findings stay without; for callers that only print them
};

/// Runs a rule set over batches. One owner, one thread; several detectors may share a RuleSet.
class Detector {
public:
    virtual ~Detector() = default;
    static std::unique_ptr<Detector> make(std::shared_ptr<const RuleSet> rules,
                                          const DetectorOptions& options = {});

    /// Appends findings in event order; each (rule, event) at most once. Correlation findings come
    /// at the event that completes them.
    virtual void match(const model::Batch& batch, model::Findings& out) = 0;
    /// Single-event rules only; correlations see nothing. For threads that match parts of one
    /// stream; then correlate() in order.
    virtual void match_events(const model::Batch& batch, model::Findings& out) = 0;
    virtual void correlate(const model::Batch& batch, model::Findings& matches) = 0;

    /// Correlation state as bytes, to be stored with the journal position, and back. Bounded;
    /// oldest groups are left out first.
    virtual std::string save() const = 0;
    virtual base::Result<void> restore(std::string_view bytes) = 0;
};

/// One test of a rule beside the value that met it or did not.
struct TestReport {
    std::string path;    // "selection.Image|endswith"
    std::string wanted;  // "one of '\whoami.exe', '\net.exe'"
    std::string value;   // what the event has, or "(absent)"
    bool met = false;
};

struct Explanation {
    bool matched = false;
    bool routed = true;     // false: the event is not of the rule's log source
    std::string reason;     // one sentence
    std::string condition;  // the rule's condition text
    std::vector<TestReport> tests;
};

/// Why `rule` (YAML text) does or does not match the event, by the slow literal evaluator.
Explanation explain(std::string_view rule_text, const LoadOptions& options,
                    const model::Batch& batch, const model::Event& event, model::FieldNames& names);

/// Entities of an event from its OCSF attributes and, without them, from well-known native fields.
std::vector<model::Entity> entities_of(const model::Batch& batch, const model::Event& event);

}  // namespace ward::detect
