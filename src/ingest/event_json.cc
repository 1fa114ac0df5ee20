// SPDX-License-Identifier: Apache-2.0
// Event JSON: written left to right into one string, no tree on the way. Numbers go out as they
// came in where that is JSON; anything else goes out as text.
#include "ingest/event_json.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"

namespace ward::ingest {

namespace {

using base::JsonWriter;
using model::ValueKind;

size_t skip_digits(std::string_view text, size_t at) {
    while (at < text.size() && base::is_digit(text[at])) ++at;
    return at;
}

// RFC 8259, section 6. Parsers of other formats may call "007" or "+1" a number.
bool is_json_number(std::string_view text) {
    size_t at = !text.empty() && text.front() == '-' ? 1 : 0;
    const size_t first = at;
    at = skip_digits(text, at);
    if (at == first || (text[first] == '0' && at > first + 1)) return false;
    if (at < text.size() && text[at] == '.') {
        const size_t fraction = at + 1;
        at = skip_digits(text, fraction);
        if (at == fraction) return false;
    }
    if (at < text.size() && base::lower(text[at]) == 'e') {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
        const size_t exponent = at;
        at = skip_digits(text, at);
        if (at == exponent) return false;
    }
    return at == text.size();
}

void append_value(std::string& out, const model::Field& field) {
    const std::string_view text = field.text();
    const bool is_number = field.kind == ValueKind::integer || field.kind == ValueKind::real;
    if (field.kind == ValueKind::null) {
        out += "null";
    } else if (is_number && is_json_number(text)) {
        out += text;
    } else if (field.kind == ValueKind::boolean && (text == "true" || text == "false")) {
        out += text;
    } else {
        base::append_json_string(out, text);
    }
}

// The fields from `at` on that have the same name, as a value or a list; returns what follows.
size_t append_run(std::string& out, std::span<const model::Field> fields, size_t at) {
    size_t end = at + 1;
    while (end < fields.size() && fields[end].id == fields[at].id) ++end;
    if (end == at + 1) return append_value(out, fields[at]), end;
    out += '[';
    for (size_t i = at; i < end; ++i) {
        if (i > at) out += ',';
        append_value(out, fields[i]);
    }
    out += ']';
    return end;
}

void write_place(JsonWriter& writer, const model::Event& event) {
    writer.field("file", event.source_name).field("index", event.index);
    if (event.record_id >= 0) writer.field("record_id", event.record_id);
    if (event.time_ns != base::no_time)
        writer.field("time", base::format_rfc3339(event.time_ns, event.time_digits));
}

}  // namespace

void append_native(std::string& out, const model::Batch& batch, const model::Event& event) {
    const auto fields = batch.fields(event);
    out += '{';
    for (size_t at = 0; at < fields.size();) {
        if (at > 0) out += ',';
        base::append_json_string(out, batch.names().name(fields[at].id));
        out += ':';
        at = append_run(out, fields, at);
    }
    out += '}';
}

void append_ocsf(std::string& out, const model::Batch& batch, const model::Event& event) {
    if (event.ocsf_count == 0)
        out += "{}";
    else
        store::append_ocsf_json(out, batch, event);
}

void append_event_name(std::string& out, const model::Event& event) {
    JsonWriter writer(out);
    writer.begin_object();
    write_place(writer, event);
    writer.end_object();
}

void append_event_line(std::string& out, const model::Batch& batch, const model::Event& event,
                       std::string_view sentence, store::OcsfJson* kept) {
    JsonWriter writer(out);
    writer.begin_object().field("type", "event");
    write_place(writer, event);
    writer.key("source").begin_object().field("format", event.source.format);
    if (!event.source.product.empty()) writer.field("product", event.source.product);
    if (!event.source.category.empty()) writer.field("category", event.source.category);
    if (!event.source.service.empty()) writer.field("service", event.source.service);
    writer.end_object();
    std::string part;
    append_native(part, batch, event);
    writer.key("native").raw(part);
    if (event.ocsf_count > 0) {
        part.clear();
        if (kept != nullptr)
            kept->append(part, batch, event);
        else
            append_ocsf(part, batch, event);
        writer.key("ocsf").raw(part);
    }
    if (!sentence.empty()) writer.field("sentence", sentence);
    writer.end_object();
    out += '\n';
}

std::string reason_of(const model::Reject& reject) {
    std::string out(to_text(reject.reason));
    if (!reject.detail.empty()) out += ": ", out += reject.detail;
    return out;
}

void append_problem_line(std::string& out, const model::Reject& reject) {
    JsonWriter writer(out);
    writer.begin_object().field("type", "problem").field("file", reject.source_name);
    writer.field("index", reject.index).field("offset", reject.offset);
    writer.field("reason", reason_of(reject)).end_object();
    out += '\n';
}

void append_problem_line(std::string& out, std::string_view file, std::string_view reason) {
    JsonWriter writer(out);
    writer.begin_object().field("type", "problem").field("file", file);
    writer.field("reason", reason).end_object();
    out += '\n';
}

}  // namespace ward::ingest
