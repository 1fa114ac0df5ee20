// SPDX-License-Identifier: Apache-2.0
// Writes the JSON texts that the store keeps of an event, left to right. A number is written as the
// source wrote it where that is JSON, else as text. It never reads JSON.
#include "store/event_json.h"

#include <algorithm>

#include "base/hash.h"
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

// Writes the values from `at` on that share one name; returns what follows.
size_t append_run(std::string& out, std::span<const model::Field> fields, size_t at) {
    size_t end = at + 1;
    while (end < fields.size() && fields[end].id == fields[at].id) ++end;
    if (end == at + 1) {
        append_json_value(out, fields[at].kind, fields[at].text());
        return end;
    }
    for (size_t i = at; i < end; ++i) {
        out += i == at ? '[' : ',';
        append_json_value(out, fields[i].kind, fields[i].text());
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

}  // namespace

void append_json_value(std::string& out, ValueKind kind, std::string_view text) {
    const bool numeric = kind == ValueKind::integer || kind == ValueKind::real;
    const bool boolean = kind == ValueKind::boolean && (text == "true" || text == "false");
    if (kind == ValueKind::null) {
        out += "null";
    } else if (boolean || (numeric && is_json_number(text))) {
        out += text;
    } else {
        base::append_json_string(out, text);
    }
}

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

// Lays out one level after the other. The depth of paths is bounded by the length of a name, and
// mappings make them.
class OcsfJson::Maker {
public:
    Maker(std::span<const model::Field> fields, std::vector<Piece>& pieces)
        : fields_(fields), pieces_(pieces) {}

    void run(const model::FieldNames& names) {
        std::vector<Attribute> attributes;
        attributes.reserve(fields_.size());
        for (size_t at = 0; at < fields_.size(); ++at)
            if (at == 0 || fields_[at].id != fields_[at - 1].id)
                attributes.push_back({names.name(fields_[at].id), at});
        std::sort(attributes.begin(), attributes.end(), before);
        level(attributes, 0);
        pieces_.push_back({std::move(literal_), 0, 0});
    }

private:
    // The attributes whose paths begin with the `prefix` bytes of the first one's, as an object or
    // list.
    void level(std::span<const Attribute> attributes, size_t prefix) {
        const auto segment = [prefix](const Attribute& a) {
            return a.path.substr(prefix, a.path.find('.', prefix) - prefix);
        };
        const auto first = segment(attributes.front());
        const bool list = !first.empty() && skip_digits(first, 0) == first.size();
        literal_ += list ? '[' : '{';
        for (size_t i = 0; i < attributes.size();) {
            const auto name = segment(attributes[i]);
            size_t end = i + 1;
            while (end < attributes.size() && segment(attributes[end]) == name) ++end;
            if (i > 0) literal_ += ',';
            if (!list) base::append_json_string(literal_, name), literal_ += ':';
            const size_t whole = prefix + name.size();
            // "a" beside "a.b" cannot both be: the object wins.
            const size_t inner = attributes[i].path.size() == whole && end > i + 1 ? i + 1 : i;
            if (attributes[inner].path.size() == whole)
                value(attributes[inner].at);
            else
                level(attributes.subspan(inner, end - inner), whole + 1);
            i = end;
        }
        literal_ += list ? ']' : '}';
    }

    void value(size_t at) {
        size_t end = at + 1;
        while (end < fields_.size() && fields_[end].id == fields_[at].id) ++end;
        pieces_.push_back(
            {std::move(literal_), static_cast<uint32_t>(at), static_cast<uint32_t>(end - at)});
        literal_.clear();
    }

    std::span<const model::Field> fields_;
    std::vector<Piece>& pieces_;
    std::string literal_;
};

void OcsfJson::append(std::string& out, const model::Batch& batch, const model::Event& event) {
    const auto fields = batch.ocsf(event);
    if (fields.empty()) return;
    ids_.clear();
    for (const model::Field& field : fields) ids_.push_back(field.id);
    const std::string_view bytes(reinterpret_cast<const char*>(ids_.data()),
                                 ids_.size() * sizeof(model::FieldId));
    if (shapes_.size() >= shapes_max) shapes_.clear();
    Shape& shape = shapes_[base::hash64(bytes)];
    if (shape.ids != ids_) {
        shape = {ids_, {}};
        Maker(fields, shape.pieces).run(batch.names());
    }
    for (const Piece& piece : shape.pieces) {
        out += piece.before;
        if (piece.count > 0) append_run(out, fields, piece.at);
    }
}

void append_ocsf_json(std::string& out, const model::Batch& batch, const model::Event& event) {
    OcsfJson().append(out, batch, event);
}

}  // namespace ward::store
