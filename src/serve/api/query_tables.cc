// SPDX-License-Identifier: Apache-2.0
// What queries may name beside the events: Incidents, from the state, when a query speaks of it.
#include "base/json.h"
#include "serve/api/routes.h"

namespace ward::serve {

namespace {

constexpr size_t incidents_max = 1000;  // the queue's top; older ones are closed or small

std::string entities_json(const model::Incident& incident) {
    std::string out;
    base::JsonWriter writer(out);
    writer.begin_array();
    for (const auto& one : incident.entities)
        writer.begin_object()
            .field("kind", model::to_text(one.kind))
            .field("value", one.value)
            .end_object();
    writer.end_array();
    return out;
}

std::string tactics_json(const model::Incident& incident) {
    std::string out;
    base::JsonWriter writer(out);
    writer.begin_array();
    for (const auto& one : incident.tactics) writer.value(one);
    writer.end_array();
    return out;
}

store::Value time_value(base::TimeNs time) {
    return time == base::no_time ? store::Value() : store::Value(store::Timestamp{time});
}

std::vector<store::Value> row_of(const model::Incident& one) {
    return {one.id,
            one.title,
            std::string(model::to_text(one.severity_override.value_or(one.severity))),
            one.score,
            one.confidence,
            std::string(model::to_text(one.status)),
            std::string(model::to_text(one.verdict)),
            one.owner,
            time_value(one.first_ns),
            time_value(one.last_ns),
            time_value(one.last_ns),
            static_cast<int64_t>(one.finding_count),
            store::Dynamic{tactics_json(one)},
            store::Dynamic{entities_json(one)}};
}

}  // namespace

std::map<std::string, store::Table> tables_for(std::string_view kql, const ApiParts& parts) {
    std::map<std::string, store::Table> out;
    if (kql.find("Incidents") == std::string_view::npos) return out;
    store::Table& table = out["Incidents"];
    table.columns = {
        {"IncidentId", "string"}, {"Title", "string"},           {"Severity", "string"},
        {"Score", "real"},        {"Confidence", "real"},        {"Status", "string"},
        {"Verdict", "string"},    {"Owner", "string"},           {"FirstTime", "datetime"},
        {"LastTime", "datetime"}, {"TimeGenerated", "datetime"}, {"FindingCount", "long"},
        {"Tactics", "dynamic"},   {"Entities", "dynamic"}};
    const auto page = parts.incidents.list("", "", incidents_max);
    if (!page.ok()) return out;
    for (const auto& one : page->incidents) table.rows.push_back(row_of(one));
    return out;
}

}  // namespace ward::serve
