// SPDX-License-Identifier: Apache-2.0
// OTLP: values are wrapped in their type ({"stringValue":"x"}) and attributes are lists of key and
// value; both are undone here by moving pieces of text. No piece is read twice at one level.
#include "ingest/parse/json/otlp.h"

#include "ingest/parse/json/document.h"
#include "model/event.h"

namespace ward::ingest::json {

namespace {

void append_any(std::string& out, std::string_view value, size_t depth);

// {"values":[...]}: its elements one by one.
template <typename Append>
void append_values(std::string& out, std::string_view list, Append append) {
    Elements elements(member_of(list, "values"));
    bool first = true;
    while (const auto element = elements.next()) {
        if (element->is_unclosed) break;
        if (!first) out += ',';
        first = false;
        append(element->text);
    }
}

// "intValue":"5" is a number in quotes, because JSON's numbers are too small for it.
std::string_view without_quotes(std::string_view text) {
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') return text;
    const std::string_view inner = text.substr(1, text.size() - 2);
    const size_t first = inner.starts_with('-') ? 1 : 0;
    const bool is_number = inner.size() > first &&
                           inner.find_first_not_of("0123456789", first) == std::string_view::npos;
    return is_number ? inner : text;
}

void append_pair(std::string& out, std::string_view pair, size_t depth) {
    const std::string_view key = member_of(pair, "key");
    out += key.starts_with('"') ? key : "\"\"";
    out += ':';
    append_any(out, member_of(pair, "value"), depth);
}

void append_any(std::string& out, std::string_view value, size_t depth) {
    Members members(value);
    const auto member = members.next();
    if (!member || depth > model::event_depth_max) {
        out += value.starts_with('{') || value.empty() ? "null" : value;
    } else if (member->name == "arrayValue") {
        out += '[';
        append_values(out, member->value,
                      [&](std::string_view each) { append_any(out, each, depth + 1); });
        out += ']';
    } else if (member->name == "kvlistValue") {
        out += '{';
        append_values(out, member->value,
                      [&](std::string_view each) { append_pair(out, each, depth + 1); });
        out += '}';
    } else {
        out += member->name == "intValue" ? without_quotes(member->value) : member->value;
    }
}

void append_attributes(std::string& out, std::string_view list, std::string_view prefix) {
    if (!list.starts_with('[')) return;
    Elements elements(list);
    while (const auto element = elements.next()) {
        const std::string_view key = member_of(element->text, "key");
        if (element->is_unclosed || !key.starts_with('"')) continue;
        out += ",\"", out += prefix, out += key.substr(1), out += ':';
        append_any(out, member_of(element->text, "value"), 1);
    }
}

}  // namespace

void append_otlp_record(std::string& out, std::string_view record, std::string_view resource) {
    const size_t begin = out.size();
    Members members(record);
    while (const auto member = members.next()) {
        if (member->name == "attributes") {
            append_attributes(out, member->value, "");
            continue;
        }
        out += ",\"", out += member->name, out += "\":";
        if (member->name == "body")
            append_any(out, member->value, 1);
        else
            out += member->value;
    }
    append_attributes(out, member_of(resource, "attributes"), "resource.");
    if (out.size() == begin) out += '{';
    out[begin] = '{';  // the first comma
    out += '}';
}

}  // namespace ward::ingest::json
