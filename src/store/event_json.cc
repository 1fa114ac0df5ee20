// SPDX-License-Identifier: Apache-2.0
// Writes the JSON texts that the store keeps of an event, left to right. A number is written as the
// source wrote it where that is JSON, else as text. It never reads JSON.
#include "store/event_json.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace ward::store {

namespace {

using model::ValueKind;

size_t skip_digits(std::string_view text, size_t at) {
    while (at < text.size() && base::is_digit(text[at])) ++at;
    return at;
}

// Integers and decimals without exponent (RFC 8259, section 6); the rest goes out as text.
bool is_json_number(std::string_view text) {
    const size_t first = !text.empty() && text.front() == '-' ? 1 : 0;
    size_t at = skip_digits(text, first);
    if (at == first || (text[first] == '0' && at > first + 1)) return false;
    if (at == text.size()) return true;
    if (text[at] != '.') return false;
    const size_t fraction = at + 1;
    at = skip_digits(text, fraction);
    return at > fraction && at == text.size();
}

void append_value(std::string& out, const model::Field& field) {
    const auto text = field.text();
    const bool numeric = field.kind == ValueKind::integer || field.kind == ValueKind::real;
    const bool boolean = field.kind == ValueKind::boolean && (text == "true" || text == "false");
    if (field.kind == ValueKind::null) {
        out += "null";
    } else if (boolean || (numeric && is_json_number(text))) {
        out += text;
    } else {
        base::append_json_string(out, text);
    }
}

// Writes the values from `at` on that share one name; returns what follows.
size_t append_run(std::string& out, std::span<const model::Field> fields, size_t at) {
    size_t end = at + 1;
    while (end < fields.size() && fields[end].id == fields[at].id) ++end;
    if (end == at + 1) {
        append_value(out, fields[at]);
        return end;
    }
    for (size_t i = at; i < end; ++i) {
        out += i == at ? '[' : ',';
        append_value(out, fields[i]);
    }
    out += ']';
    return end;
}

struct Attribute {
    std::string_view path;
    size_t at;
};

// Paths in the order of the tree: '.' before everything else.
bool before(const Attribute& a, const Attribute& b) {
    return std::lexicographical_compare(
        a.path.begin(), a.path.end(), b.path.begin(), b.path.end(), [](char x, char y) {
            return (x == '.' ? 0 : static_cast<unsigned char>(x) + 1) <
                   (y == '.' ? 0 : static_cast<unsigned char>(y) + 1);
        });
}

// Writes the attributes whose paths begin with the `prefix` bytes of the first one's, as an object
// or list. The depth of paths is bounded by the length of a name, and mappings make them.
void append_level(std::string& out, std::span<const model::Field> fields,
                  std::span<const Attribute> level, size_t prefix) {
    const auto segment = [prefix](const Attribute& a) {
        return a.path.substr(prefix, a.path.find('.', prefix) - prefix);
    };
    const auto first = segment(level.front());
    const bool list = !first.empty() && skip_digits(first, 0) == first.size();
    out += list ? '[' : '{';
    for (size_t i = 0; i < level.size();) {
        const auto name = segment(level[i]);
        size_t end = i + 1;
        while (end < level.size() && segment(level[end]) == name) ++end;
        if (i > 0) out += ',';
        if (!list) base::append_json_string(out, name), out += ':';
        // "a" beside "a.b" cannot both be: the object wins.
        const size_t inner =
            level[i].path.size() == prefix + name.size() && end > i + 1 ? i + 1 : i;
        if (level[inner].path.size() == prefix + name.size())
            append_run(out, fields, level[inner].at);
        else
            append_level(out, fields, level.subspan(inner, end - inner), prefix + name.size() + 1);
        i = end;
    }
    out += list ? ']' : '}';
}

}  // namespace

void append_native_json(std::string& out, const model::Batch& batch, const model::Event& event) {
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

void append_ocsf_json(std::string& out, const model::Batch& batch, const model::Event& event) {
    const auto fields = batch.ocsf(event);
    if (fields.empty()) return;
    std::vector<Attribute> attributes;
    attributes.reserve(fields.size());
    for (size_t at = 0; at < fields.size(); ++at)
        if (at == 0 || fields[at].id != fields[at - 1].id)
            attributes.push_back({batch.names().name(fields[at].id), at});
    std::sort(attributes.begin(), attributes.end(), before);
    append_level(out, fields, attributes, 0);
}

}  // namespace ward::store
