// SPDX-License-Identifier: Apache-2.0
// Writes findings and rules as rows and reads them back. Lists go as JSON.
#include "store/duckdb/finding_rows.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"

namespace ward::store::duckdb {

namespace {

using base::Json;

// Order of finding_columns().
enum Place : size_t {
    row_at,
    id_at,
    rule_id_at,
    title_at,
    level_at,
    level_number_at,
    tags_at,
    rule_hash_at,
    time_at,
    event_at,
    events_at,
    correlation_at,
    entities_at,
    sentence_at,
};

std::string list_text(const std::vector<std::string>& list) {
    Json out(Json::Array{});
    for (const auto& one : list) out.push(one);
    return base::to_json(out);
}

std::vector<std::string> list_of(const std::string& text) {
    std::vector<std::string> out;
    const auto json = base::parse_json(text);
    if (!json.ok()) return out;
    for (const auto& one : json->array()) out.emplace_back(one.text());
    return out;
}

std::string correlation_text(const model::Correlation& correlation) {
    Json group(Json::Object{});
    for (const auto& [name, value] : correlation.group) group.set(name, value);
    Json out;
    out.set("kind", correlation.kind), out.set("group", std::move(group));
    out.set("value", correlation.value);
    return base::to_json(out);
}

std::optional<model::Correlation> correlation_of(const std::string& text) {
    const auto json = base::parse_json(text);
    if (text.empty() || !json.ok()) return {};
    model::Correlation out;
    out.kind = (*json)["kind"].text();
    const auto& value = (*json)["value"];
    out.value = value.is_integer() ? static_cast<double>(value.integer()) : value.real();
    for (const auto& [name, one] : (*json)["group"].object())
        out.group.emplace_back(name, std::string(one.text()));
    return out;
}

std::string entities_text(const std::vector<model::Entity>& entities) {
    Json out(Json::Array{});
    for (const auto& entity : entities) {
        Json one;
        one.set("kind", model::to_text(entity.kind)), one.set("value", entity.value);
        out.push(std::move(one));
    }
    return base::to_json(out);
}

std::vector<model::Entity> entities_of(const std::string& text) {
    std::vector<model::Entity> out;
    const auto json = base::parse_json(text);
    if (!json.ok()) return out;
    for (const auto& one : json->array())
        if (const auto kind = model::parse_entity_kind(one["kind"].text()))
            out.push_back({*kind, std::string(one["value"].text())});
    return out;
}

void set_text(Appender& to, size_t column, std::string_view text) {
    to.set(column, base::is_valid_utf8(text) ? std::string(text) : base::printable(text));
}

}  // namespace

std::string text_in(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* json = std::get_if<Dynamic>(&value)) return json->json;
    return {};
}

int64_t number_in(const Value& value, int64_t otherwise) {
    const auto* number = std::get_if<int64_t>(&value);
    return number != nullptr ? *number : otherwise;
}

std::string hash_of(const model::RuleHead& rule) {
    return base::hash128_hex(rule.id + '\n' + rule.title + '\n' + rule.text);
}

void append_rule(const model::RuleHead& rule, const std::string& hash, Appender& to) {
    const std::string texts[] = {hash,
                                 rule.id,
                                 rule.title,
                                 std::string(model::to_text(rule.level)),
                                 list_text(rule.tags),
                                 rule.description,
                                 list_text(rule.false_positives),
                                 rule.file,
                                 rule.text};
    for (size_t i = 0; i < std::size(texts); ++i) set_text(to, i, texts[i]);
    to.end_row();
}

model::RuleHead to_rule(const std::vector<Value>& row) {
    model::RuleHead out;
    out.id = text_in(row[0]), out.title = text_in(row[1]);
    out.level = model::parse_level(text_in(row[2])).value_or(model::Level::medium);
    out.tags = list_of(text_in(row[3])), out.description = text_in(row[4]);
    out.false_positives = list_of(text_in(row[5]));
    out.file = text_in(row[6]), out.text = text_in(row[7]);
    return out;
}

void append_finding(const model::Finding& finding, uint64_t row, Appender& to) {
    static const model::RuleHead unknown;
    const auto& rule = finding.rule ? *finding.rule : unknown;
    to.set_number(row_at, static_cast<int64_t>(row));
    set_text(to, id_at, finding.id);
    set_text(to, rule_id_at, rule.id);
    set_text(to, title_at, rule.title);
    set_text(to, level_at, model::to_text(rule.level));
    to.set_number(level_number_at, static_cast<int64_t>(rule.level));
    set_text(to, tags_at, list_text(rule.tags));
    set_text(to, rule_hash_at, hash_of(rule));
    if (finding.time_ns != base::no_time) to.set_number(time_at, finding.time_ns);
    set_text(to, event_at, finding.event.text());
    std::vector<std::string> events;
    for (const auto& id : finding.events) events.push_back(id.text());
    set_text(to, events_at, list_text(events));
    if (finding.correlation) set_text(to, correlation_at, correlation_text(*finding.correlation));
    set_text(to, entities_at, entities_text(finding.entities));
    set_text(to, sentence_at, finding.sentence);
    to.end_row();
}

model::Finding to_finding(const std::vector<Value>& row, const RuleHeads& rules) {
    model::Finding out;
    out.id = text_in(row[id_at]);
    out.rule = rules(text_in(row[rule_hash_at]));
    out.time_ns = number_in(row[time_at], base::no_time);
    out.event = model::EventId::parse(text_in(row[event_at])).value_or(model::EventId{});
    for (const auto& text : list_of(text_in(row[events_at])))
        if (const auto id = model::EventId::parse(text)) out.events.push_back(*id);
    out.correlation = correlation_of(text_in(row[correlation_at]));
    out.entities = entities_of(text_in(row[entities_at]));
    out.sentence = text_in(row[sentence_at]);
    return out;
}

}  // namespace ward::store::duckdb
