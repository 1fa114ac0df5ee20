// SPDX-License-Identifier: Apache-2.0
// Detector: routes each event to its plan, runs it, makes findings, and feeds correlations. A
// finding is a function of the rule and its events; no clock is read here.
#include "detect/detector.h"

#include "base/check.h"
#include "detect/compiled_rules.h"
#include "detect/correlate/correlator.h"
#include "detect/entities.h"
#include "detect/match/matcher.h"

namespace ward::detect {

namespace {

class PlanDetector final : public Detector {
public:
    PlanDetector(std::shared_ptr<const CompiledRules> rules, const DetectorOptions& options)
        : options_(options),
          rules_(std::move(rules)),
          routes_(rules_->router()),
          entities_(rules_->names()),
          correlator_(rules_->collection()) {}

    void match(const model::Batch& batch, model::Findings& out) override {
        uint32_t batch_index = 0;
        for (const model::Event& event : batch.events()) {
            find(batch, event);
            add_findings(batch, event, batch_index, false, out);
            if (!matched_.empty()) correlate(batch, event, batch_index, out);
            batch_index++;
        }
    }

    void match_events(const model::Batch& batch, model::Findings& out) override {
        uint32_t batch_index = 0;
        for (const model::Event& event : batch.events()) {
            find(batch, event);
            add_findings(batch, event, batch_index++, true, out);
        }
    }

    void correlate(const model::Batch& batch, model::Findings& matches) override {
        if (correlator_.is_empty()) return;
        model::Findings out;
        for (size_t i = 0; i < matches.size();) {
            const uint32_t batch_index = matches[i].batch_index;
            const model::Event& event = batch.events()[batch_index];
            matched_.clear();
            for (; i < matches.size() && matches[i].batch_index == batch_index; i++) {
                const uint32_t rule = rules_->rule_of(*matches[i].rule);
                if (correlator_.wants(rule))
                    matched_.push_back(
                        {rule, rules_->router().evaluate(rules_->route_of(rule), batch, event)});
                if (rules_->collection().rules[rule].alerts) out.push_back(std::move(matches[i]));
            }
            correlate(batch, event, batch_index, out);
        }
        matches = std::move(out);
    }

    std::string save() const override { return correlator_.save(); }
    base::Result<void> restore(std::string_view bytes) override {
        return correlator_.restore(bytes);
    }

private:
    match::PlanRun& run_of(const RouteSet& set) {
        if (runs_.size() <= set.id) runs_.resize(set.id + 1);
        auto& run = runs_[set.id];
        if (!run) run.emplace(matcher_.fit(rules_->plan_for(set)));
        return *run;
    }

    // Fills matched_.
    void find(const model::Batch& batch, const model::Event& event) {
        matched_.clear();
        const RouteSet& set = routes_.of(batch, event);
        if (set.routes.empty()) return;
        match::PlanRun& run = run_of(set);
        for (const uint32_t at : matcher_.match(run, batch, event)) {
            const auto& rule = run.plan().rules[at];
            matched_.push_back({rule.rule, rule.aliases});
        }
    }

    // `all`: also of rules that only feed correlations.
    void add_findings(const model::Batch& batch, const model::Event& event, uint32_t batch_index,
                      bool all, model::Findings& out) const {
        const size_t before = out.size();
        for (const Matched& matched : matched_) {
            const sigma::Rule& rule = rules_->collection().rules[matched.rule];
            if (!rule.alerts && !(all && correlator_.wants(matched.rule))) continue;
            model::Finding& finding = out.emplace_back();
            finding.rule = rule.head;
            finding.event = event.id;
            finding.batch_index = batch_index;
            finding.time_ns = event.time_ns;
            if (rule.alerts) finding.id = model::finding_id(rule.head->id, event.id, {});
        }
        add_entities(batch, event, before, out);
    }

    void add_entities(const model::Batch& batch, const model::Event& event, size_t from,
                      model::Findings& out) const {
        if (from == out.size() || !options_.entities) return;
        const auto entities = entities_.of(batch, event);
        for (size_t i = from; i < out.size(); i++) out[i].entities = entities;
    }

    void correlate(const model::Batch& batch, const model::Event& event, uint32_t batch_index,
                   model::Findings& out) {
        const size_t before = out.size();
        correlator_.feed(batch, event, batch_index, matched_, out);
        add_entities(batch, event, before, out);
    }

    const DetectorOptions options_;
    std::shared_ptr<const CompiledRules> rules_;  // shared: several detectors run one set
    RouteFinder routes_;
    EntityFinder entities_;
    Correlator correlator_;
    match::Matcher matcher_;
    std::vector<std::optional<match::PlanRun>> runs_;  // by RouteSet::id
    std::vector<Matched> matched_;
};

}  // namespace

std::unique_ptr<Detector> Detector::make(std::shared_ptr<const RuleSet> rules,
                                         const DetectorOptions& options) {
    auto compiled = std::dynamic_pointer_cast<const CompiledRules>(std::move(rules));
    CHECK(compiled != nullptr);
    return std::make_unique<PlanDetector>(std::move(compiled), options);
}

}  // namespace ward::detect
