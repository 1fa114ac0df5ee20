// SPDX-License-Identifier: Apache-2.0
// Runs the examples of rules. An `event` is taken as of its rule's log source; a `raw` line goes
// through the parsers like any log. Each example begins with nothing remembered.
#include "cli/rules/examples.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <set>

#include "detect/correlate/correlator.h"
#include "detect/route.h"
#include "detect/sigma/example.h"
#include "detect/sigma/load.h"
#include "ingest/parser.h"

namespace ward::cli {

namespace {

using detect::sigma::Example;
using detect::sigma::ExampleEvent;
using detect::sigma::LogSourceWanted;

constexpr base::TimeNs examples_begin_ns = 1'767'225'600 * base::second_ns;  // 2026-01-01, any day

class Runner {
public:
    Runner(const std::vector<std::string>& paths, const detect::LoadOptions& options)
        : options_(options) {
        std::vector<detect::RuleReport> reports;
        collection_ = detect::sigma::load(paths, options, reports);
        base::Diagnostics told;
        router_ = detect::Router::load(options.logsources_file, names_, told);
        for (const auto& report : reports)
            if (report.status == detect::RuleReport::Status::rejected) reject(report);
        for (const auto& message : told.all())
            fault(message.place.file, "", message.place.line, message.text);
        for (const auto& rule : collection_.rules) {
            routes_.push_back(router_.add(rule.log_source));
            evaluators_.emplace_back(rule);
        }
    }

    ExampleResults run() {
        for (uint32_t i = 0; i < collection_.rules.size(); i++) {
            const auto& rule = collection_.rules[i];
            run_all(*rule.head, [&](const Example& example) { return meets(i, example); });
        }
        for (const auto& rule : collection_.correlations)
            run_all(*rule.head, [&](const Example& example) { return completes(rule, example); });
        return std::move(results_);
    }

private:
    void fault(const std::string& file, const std::string& rule, int line, std::string text) {
        results_.faults.push_back({file, rule, line, std::move(text)});
    }

    void reject(const detect::RuleReport& report) {
        results_.rejected++;
        for (const auto& message : report.messages.all())
            if (message.severity == base::Severity::error)
                fault(report.file, report.title, message.place.line, message.text);
    }

    template <typename Run>
    void run_all(const model::RuleHead& head, const Run& run) {
        results_.rules++;
        base::Diagnostics diagnostics;
        const auto examples = detect::sigma::read_examples(head.text, head.file, diagnostics);
        for (const auto& message : diagnostics.all())
            fault(head.file, head.title, message.place.line, message.text);
        if (examples.empty()) results_.without_examples++;
        for (size_t i = 0; i < examples.size(); i++) {
            results_.examples++;
            reason_.clear();
            if (run(examples[i]) == examples[i].match) continue;
            const auto* wanted =
                examples[i].match ? "must match, but does not" : "must not match, but does";
            fault(head.file, head.title, examples[i].line,
                  fmt::format("example {} {}{}{}", i + 1, wanted, reason_.empty() ? "" : ": ",
                              reason_));
        }
    }

    // Log sources of events are views that live as long as the process: kept here for ever.
    std::string_view keep(const std::string& text) { return *words_.insert(text).first; }

    model::LogSource source_of(const LogSourceWanted& wanted) {
        model::LogSource source;
        source.format = "example";
        source.product = keep(wanted.product);
        // What a Windows event is, its channel and number must say, as in a real log.
        if (wanted.product == "windows") return source;
        source.category = keep(wanted.category);
        source.service = keep(wanted.service);
        return source;
    }

    // The events that an example's event stands for: one, or what a parser makes of the line.
    model::Batch& read(const ExampleEvent& event, const LogSourceWanted& otherwise) {
        model::Batch& batch = batches_.emplace_back(names_);
        const LogSourceWanted& wanted = event.log_source ? *event.log_source : otherwise;
        model::Event made;
        made.id = {1, next_event_++};
        made.time_ns = examples_begin_ns + event.at_ns;
        if (!event.raw.empty()) {
            parse(event, made, batch);
            return batch;
        }
        made.source = source_of(wanted);
        for (const auto& field : event.fields)
            batch.add(field.name, batch.keep(field.text), field.kind);
        batch.finish(made);
        return batch;
    }

    void parse(const ExampleEvent& event, const model::Event& made, model::Batch& batch) {
        const std::string_view raw = batch.keep(event.raw);
        const auto& parser = ingest::recognise(raw);
        const auto state = parser.make_state();
        ingest::RecordContext context;
        context.record = made.id.record;
        context.first_index = made.id.index;
        context.received_ns = made.time_ns;
        parser.parse(raw, context, state.get(), batch);
        parser.flush(context, state.get(), batch);
        for (auto& one : batch.events()) {
            if (event.at_ns != 0) one.time_ns = made.time_ns;
            if (event.log_source) one.source = source_of(*event.log_source);
        }
    }

    bool meets(uint32_t rule, const Example& example) {
        batches_.clear();
        for (const auto& event : example.events) {
            const auto& batch = read(event, collection_.rules[rule].log_source);
            if (batch.events().empty()) reason_ = "no parser reads an event in it";
            for (const auto& one : batch.events()) {
                if (meets(rule, batch, one)) return true;
                reason_ = detect::explain(collection_.rules[rule].head->text, options_, batch, one,
                                          names_)
                              .reason;
            }
        }
        return false;
    }

    bool meets(uint32_t rule, const model::Batch& batch, const model::Event& event) const {
        const auto* aliases = router_.evaluate(routes_[rule], batch, event);
        return aliases && evaluators_[rule].matches(batch, event, *aliases);
    }

    // A correlation's events are taken as of the log source of whichever rule below it they meet.
    bool completes(const detect::sigma::CorrelationRule& rule, const Example& example) {
        batches_.clear();
        detect::Correlator correlator(collection_);
        model::Findings findings;
        for (const auto& event : example.events) feed(correlator, event, findings);
        return std::ranges::any_of(findings,
                                   [&](const auto& f) { return f.rule->id == rule.head->id; });
    }

    void feed(detect::Correlator& correlator, const ExampleEvent& event,
              model::Findings& findings) {
        std::vector<detect::Matched> matches;
        model::Batch* batch = nullptr;
        for (uint32_t i = 0; i < collection_.rules.size(); i++) {
            if (!correlator.wants(i)) continue;
            if (!batch || event.raw.empty()) {
                if (batch) next_event_--;  // the same event, seen as of another log source
                batch = &read(event, collection_.rules[i].log_source);
            }
            for (const auto& one : batch->events())
                if (meets(i, *batch, one))
                    matches.push_back({i, router_.evaluate(routes_[i], *batch, one)});
        }
        if (batch && !batch->events().empty())
            correlator.feed(*batch, batch->events().front(), 0, matches, findings);
    }

    const detect::LoadOptions& options_;
    model::FieldNames names_;
    detect::Router router_;
    detect::sigma::Collection collection_;
    std::vector<detect::RouteId> routes_;
    std::vector<detect::sigma::Evaluator> evaluators_;
    std::deque<model::Batch> batches_;
    std::set<std::string> words_;
    ExampleResults results_;
    std::string reason_;
    uint32_t next_event_ = 0;
};

}  // namespace

ExampleResults run_examples(const std::vector<std::string>& paths,
                            const detect::LoadOptions& options) {
    return Runner(paths, options).run();
}

}  // namespace ward::cli
