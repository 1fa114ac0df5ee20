// SPDX-License-Identifier: Apache-2.0
#include "serve/api/json.h"

#include "base/text.h"

namespace ward::serve {

namespace {

void write_texts(base::JsonWriter& json, std::string_view name,
                 const std::vector<std::string>& texts) {
    json.key(name).begin_array();
    for (const auto& text : texts) json.value(text);
    json.end_array();
}

// One member per name; a list where the event has several values.
void write_native(base::JsonWriter& json, const store::StoredEvent& event) {
    json.key("native").begin_object();
    const auto& native = event.native;
    for (size_t i = 0; i < native.size();) {
        size_t end = i + 1;
        while (end < native.size() && native[end].first == native[i].first) end++;
        json.key(native[i].first);
        if (end - i > 1) json.begin_array();
        for (size_t k = i; k < end; k++) json.value(native[k].second);
        if (end - i > 1) json.end_array();
        i = end;
    }
    json.end_object();
}

void write_correlation(base::JsonWriter& json, const model::Finding& finding) {
    const auto& correlation = *finding.correlation;
    json.key("correlation").begin_object().field("kind", correlation.kind);
    json.key("group").begin_object();
    for (const auto& [name, value] : correlation.group) json.field(name, value);
    json.end_object().field("value", correlation.value).end_object();
}

}  // namespace

void write_time(base::JsonWriter& json, std::string_view name, base::TimeNs time) {
    if (time != base::no_time) json.field(name, base::format_rfc3339(time));
}

void write_rule(base::JsonWriter& json, const model::RuleHead& rule, bool with_text) {
    json.begin_object().field("id", rule.id).field("title", rule.title);
    json.field("level", model::to_text(rule.level));
    write_texts(json, "tags", rule.tags);
    if (with_text) {
        json.field("description", rule.description);
        write_texts(json, "false_positives", rule.false_positives);
        json.field("file", rule.file).field("text", rule.text);
    }
    json.end_object();
}

void write_finding(base::JsonWriter& json, const model::Finding& finding) {
    json.begin_object().field("id", finding.id);
    if (finding.rule) write_rule(json.key("rule"), *finding.rule, false);
    write_time(json, "time", finding.time_ns);
    json.field("event", finding.event.text());
    json.key("events").begin_array();
    for (const auto& event : finding.events) json.value(event.text());
    json.end_array();
    if (finding.correlation) write_correlation(json, finding);
    json.key("entities").begin_array();
    for (const auto& entity : finding.entities) {
        json.begin_object().field("kind", model::to_text(entity.kind));
        json.field("value", entity.value).end_object();
    }
    json.end_array().field("sentence", finding.sentence).end_object();
}

void write_event(base::JsonWriter& json, const store::StoredEvent& event) {
    json.begin_object().field("id", event.id.text());
    write_time(json, "time", event.time_ns);
    write_time(json, "received_time", event.received_ns);
    json.key("source").begin_object().field("name", event.source_name);
    json.field("format", event.format).field("product", event.product);
    json.field("category", event.category).field("service", event.service).end_object();
    write_native(json, event);
    if (!event.ocsf_json.empty()) json.key("ocsf").raw(event.ocsf_json);
    json.field("sentence", event.sentence).field("raw", event.raw);
    if (!base::is_valid_utf8(event.raw)) json.field("raw_base64", base64_encode(event.raw));
    json.end_object();
}

std::string base64_encode(std::string_view bytes) {
    static constexpr char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (size_t i = 0; i < bytes.size(); i += 3) {
        uint32_t group = 0;
        for (size_t k = 0; k < 3; k++)
            group =
                group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (size_t k = 0; k < 4; k++)
            out += i + k <= bytes.size() ? digits[group >> (18 - 6 * k) & 63] : '=';
    }
    return out;
}

}  // namespace ward::serve
