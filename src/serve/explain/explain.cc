// SPDX-License-Identifier: Apache-2.0
// The event is read anew from its raw bytes by the parser that read it, and held against what was
// stored; only where the two differ do the stored fields decide.
#include "serve/explain/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "base/yaml.h"
#include "ingest/reader.h"

namespace ward::serve {

namespace {

using Fields = std::set<std::pair<std::string, std::string>>;

// One event in a batch of its own.
struct Rebuilt {
    std::unique_ptr<model::Batch> batch;
    const model::Event* event = nullptr;
    Basis basis = Basis::fields;
};

Fields fields_of(const model::Batch& batch, const model::Event& event) {
    Fields out;
    for (const auto& field : batch.fields(event))
        out.emplace(batch.names().name(field.id), field.text());
    return out;
}

model::LogSource source_of(const store::StoredEvent& stored, model::Batch& batch) {
    return {batch.keep(stored.format), batch.keep(stored.product), batch.keep(stored.category),
            batch.keep(stored.service)};
}

Rebuilt from_fields(const store::StoredEvent& stored, model::FieldNames& names) {
    Rebuilt out{std::make_unique<model::Batch>(names), nullptr, Basis::fields};
    model::Batch& batch = *out.batch;
    for (const auto& [name, value] : stored.native) batch.add(name, batch.keep(value));
    model::Event event;
    event.id = stored.id, event.time_ns = stored.time_ns, event.received_ns = stored.received_ns;
    event.source = source_of(stored, batch);
    event.source_name = batch.keep(stored.source_name);
    event.raw = batch.keep(stored.raw);
    out.event = batch.finish(event);
    return out;
}

// What the raw bytes alone give, if a parser of that name reads them as one event.
Rebuilt from_raw(const store::StoredEvent& stored, model::FieldNames& names) {
    Rebuilt out{std::make_unique<model::Batch>(names), nullptr, Basis::raw};
    ingest::RecordReader reader(names, nullptr);
    base::StoredRecord record;
    record.begin = stored.id.record;
    record.source = stored.source_name, record.format = stored.format;
    record.received_ns = stored.received_ns;
    record.payload = stored.raw;
    reader.read(std::move(record), *out.batch);
    reader.flush(*out.batch);
    if (out.batch->events().size() != 1) return out;
    model::Event& event = out.batch->events().front();
    event.source = source_of(stored, *out.batch);
    out.event = &event;
    return out;
}

Rebuilt rebuild(const store::StoredEvent& stored, model::FieldNames& names) {
    Rebuilt raw = from_raw(stored, names);
    if (!raw.event) return from_fields(stored, names);
    const Fields now = fields_of(*raw.batch, *raw.event);
    const Fields then(stored.native.begin(), stored.native.end());
    if (now == then) return raw;
    Rebuilt out = from_fields(stored, names);
    if (std::ranges::includes(then, now)) out.basis = Basis::envelope;
    return out;
}

base::Result<store::StoredEvent> event_of(const ExplainParts& parts, const model::EventId& id) {
    TRY(auto found, parts.events.event(id));
    if (!found) return base::Error{base::ErrorKind::not_found, "no event is called " + id.text()};
    return std::move(*found);
}

base::Result<ExplainedEvent> explain_on(const ExplainParts& parts,
                                        std::shared_ptr<const model::RuleHead> rule,
                                        store::StoredEvent stored) {
    const Rebuilt rebuilt = rebuild(stored, parts.names);
    if (!rebuilt.event)
        return base::Error{base::ErrorKind::corrupt,
                           "cannot read the event " + stored.id.text() + " again"};
    ExplainedEvent out;
    out.explanation =
        detect::explain(rule->text, parts.options, *rebuilt.batch, *rebuilt.event, parts.names);
    out.event = std::move(stored), out.rule = std::move(rule), out.basis = rebuilt.basis;
    return out;
}

std::vector<std::string> references_of(const model::RuleHead& rule) {
    base::Diagnostics ignored;  // it was said when the rule was loaded
    std::vector<std::string> out;
    for (const auto& document : base::parse_yaml(rule.text, rule.file, ignored)) {
        const auto* correlation = document.find("correlation");
        const auto* rules = correlation ? correlation->find("rules") : nullptr;
        if (!rules) continue;
        if (rules->is_scalar()) out.push_back(rules->text);
        for (const auto& item : rules->items) out.push_back(item.text);
    }
    return out;
}

bool is_named(const model::RuleHead& rule, const std::string& name) {
    if (rule.id == name || rule.title == name) return true;
    if (rule.text.find(name) == std::string::npos) return false;
    base::Diagnostics ignored;  // likewise
    const auto documents = base::parse_yaml(rule.text, rule.file, ignored);
    return std::ranges::any_of(documents,
                               [&](const auto& one) { return one.text_of("name") == name; });
}

std::shared_ptr<const model::RuleHead> find_rule(const ExplainParts& parts,
                                                 const std::string& name) {
    if (!parts.rules) return nullptr;
    if (auto rule = parts.rules->find(name)) return rule;
    for (const auto& rule : parts.rules->heads())
        if (is_named(*rule, name)) return rule;
    return nullptr;
}

// Each event of a correlation by the first of its rules that it meets.
base::Result<void> explain_parts(const ExplainParts& parts, Explained& out) {
    std::vector<std::shared_ptr<const model::RuleHead>> rules;
    for (const auto& reference : references_of(*out.rule))
        if (auto rule = find_rule(parts, reference)) rules.push_back(std::move(rule));
    auto events = out.finding->events;
    if (events.empty()) events.push_back(out.finding->event);
    for (const auto& id : events) {
        if (out.events.size() == explained_events_max) {
            out.events_left_out = events.size() - explained_events_max;
            return {};
        }
        TRY(auto stored, event_of(parts, id));
        ExplainedEvent best{stored, nullptr, {}, Basis::fields};
        best.explanation.reason = "the rules that this correlation counts are not loaded now";
        for (const auto& rule : rules) {
            TRY(best, explain_on(parts, rule, stored));
            if (best.explanation.matched) break;
        }
        out.events.push_back(std::move(best));
    }
    return {};
}

}  // namespace

std::string_view to_text(Basis basis) {
    static constexpr std::string_view names[] = {"raw", "envelope", "fields"};
    return names[static_cast<size_t>(basis)];
}

base::Result<Explained> explain_finding(const ExplainParts& parts, const std::string& finding_id) {
    TRY(auto finding, parts.events.finding(finding_id));
    if (!finding)
        return base::Error{base::ErrorKind::not_found,
                           fmt::format("no finding is called '{}'", base::printable(finding_id))};
    Explained out;
    out.rule = finding->rule;
    out.finding = std::move(finding);
    if (out.finding->correlation) {
        TRY_DO(explain_parts(parts, out));
        return out;
    }
    TRY(auto stored, event_of(parts, out.finding->event));
    TRY(auto explained, explain_on(parts, out.rule, std::move(stored)));
    out.events.push_back(std::move(explained));
    return out;
}

base::Result<Explained> explain_event(const ExplainParts& parts, const std::string& rule,
                                      const std::string& event_id) {
    Explained out;
    out.rule = find_rule(parts, rule);
    if (!out.rule)
        return base::Error{base::ErrorKind::not_found,
                           fmt::format("no rule is called '{}'", base::printable(rule))};
    const auto id = model::EventId::parse(event_id);
    if (!id)
        return base::Error{base::ErrorKind::usage,
                           fmt::format("'{}' is no event id", base::printable(event_id))};
    TRY(auto stored, event_of(parts, *id));
    TRY(auto explained, explain_on(parts, out.rule, std::move(stored)));
    out.events.push_back(std::move(explained));
    return out;
}

}  // namespace ward::serve
