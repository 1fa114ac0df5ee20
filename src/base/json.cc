// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <cmath>

#include "base/text.h"

namespace ward::base {

std::string_view Json::text(std::string_view otherwise) const {
    const auto* v = std::get_if<std::string>(&value_);
    return v ? std::string_view(*v) : otherwise;
}

int64_t Json::integer(int64_t otherwise) const {
    if (const auto* v = std::get_if<int64_t>(&value_)) return *v;
    const auto* real = std::get_if<double>(&value_);
    if (real && std::abs(*real) < 9e18) return static_cast<int64_t>(*real);
    return otherwise;
}

double Json::real(double otherwise) const {
    if (const auto* v = std::get_if<double>(&value_)) return *v;
    if (const auto* v = std::get_if<int64_t>(&value_)) return static_cast<double>(*v);
    return otherwise;
}

bool Json::boolean(bool otherwise) const {
    const auto* v = std::get_if<bool>(&value_);
    return v ? *v : otherwise;
}

const Json::Array& Json::array() const {
    static const Array none;
    const auto* v = std::get_if<Array>(&value_);
    return v ? *v : none;
}

const Json::Object& Json::object() const {
    static const Object none;
    const auto* v = std::get_if<Object>(&value_);
    return v ? *v : none;
}

const Json& Json::operator[](std::string_view name) const {
    static const Json none;
    const Json* found = &none;
    for (const auto& [key, value] : object())
        if (key == name) found = &value;
    return *found;
}

bool Json::has(std::string_view name) const {
    for (const auto& member : object())
        if (member.first == name) return true;
    return false;
}

Json& Json::set(std::string name, Json value) {
    if (!is_object()) value_ = Object{};
    auto& members = std::get<Object>(value_);
    for (auto& [key, old] : members)
        if (key == name) return old = std::move(value);
    return members.emplace_back(std::move(name), std::move(value)).second;
}

void Json::push(Json value) {
    if (!is_array()) value_ = Array{};
    std::get<Array>(value_).push_back(std::move(value));
}

static Json from_dom(const simdjson::dom::element& element) {
    using simdjson::dom::element_type;
    switch (element.type()) {
        case element_type::OBJECT: {
            Json::Object out;
            const simdjson::dom::object members = element.get_object().value_unsafe();
            for (const auto field : members)
                out.emplace_back(std::string(field.key), from_dom(field.value));
            return out;
        }
        case element_type::ARRAY: {
            Json::Array out;
            const simdjson::dom::array items = element.get_array().value_unsafe();
            for (const auto item : items) out.push_back(from_dom(item));
            return out;
        }
        case element_type::STRING:
            return std::string(element.get_string().value_unsafe());
        case element_type::INT64:
            return element.get_int64().value_unsafe();
        case element_type::UINT64:
            return static_cast<double>(element.get_uint64().value_unsafe());
        case element_type::DOUBLE:
            return element.get_double().value_unsafe();
        case element_type::BOOL:
            return element.get_bool().value_unsafe();
        case element_type::NULL_VALUE:
            return {};
    }
    return {};
}

Result<Json> parse_json(std::string_view text) {
    constexpr size_t depth_max = 64;
    simdjson::dom::parser parser;
    simdjson::dom::element element;
    if (parser.allocate(text.size() + 64, depth_max) != simdjson::SUCCESS)
        return Error{ErrorKind::limit, "cannot read JSON: it is too large"};
    const auto code = parser.parse(text.data(), text.size()).get(element);
    if (code != simdjson::SUCCESS)
        return Error{ErrorKind::usage,
                     fmt::format("cannot read JSON: {}", to_lower(simdjson::error_message(code)))};
    return from_dom(element);
}

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    const bool valid = is_valid_utf8(text);
    std::string mended;
    if (!valid) {
        for (size_t i = 0; i < text.size();) {
            size_t length = 1;
            for (const size_t n : {size_t{1}, size_t{2}, size_t{3}, size_t{4}})
                if (i + n <= text.size() && is_valid_utf8(text.substr(i, n))) {
                    length = n;
                    break;
                }
            if (is_valid_utf8(text.substr(i, length)))
                mended += text.substr(i, length);
            else
                append_utf8(mended, 0xFFFD);
            i += length;
        }
        text = mended;
    }
    size_t start = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text, start, i - start);
        start = i + 1;
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                out += fmt::format("\\u{:04x}", c);
        }
    }
    out.append(text, start, text.size() - start);
    out += '"';
}

void JsonWriter::comma() {
    if (wants_comma_) out_ += ',';
    wants_comma_ = true;
}
JsonWriter& JsonWriter::open(char c) {
    comma();
    out_ += c;
    wants_comma_ = false;
    return *this;
}
JsonWriter& JsonWriter::close(char c) {
    out_ += c;
    wants_comma_ = true;
    return *this;
}
JsonWriter& JsonWriter::key(std::string_view name) {
    comma();
    append_json_string(out_, name);
    out_ += ':';
    wants_comma_ = false;
    return *this;
}
JsonWriter& JsonWriter::value(std::string_view text) {
    comma();
    append_json_string(out_, text);
    return *this;
}
JsonWriter& JsonWriter::value(int64_t number) {
    comma();
    fmt::format_to(std::back_inserter(out_), "{}", number);
    return *this;
}
JsonWriter& JsonWriter::value(uint64_t number) {
    comma();
    fmt::format_to(std::back_inserter(out_), "{}", number);
    return *this;
}
JsonWriter& JsonWriter::value(double number) {
    if (!std::isfinite(number)) return null();
    comma();
    fmt::format_to(std::back_inserter(out_), "{}", number);
    return *this;
}
JsonWriter& JsonWriter::value(bool yes) {
    comma();
    out_ += yes ? "true" : "false";
    return *this;
}
JsonWriter& JsonWriter::null() {
    comma();
    out_ += "null";
    return *this;
}
JsonWriter& JsonWriter::raw(std::string_view json) {
    comma();
    out_ += json;
    return *this;
}

JsonWriter& JsonWriter::value(const Json& tree) {
    if (tree.is_object()) {
        begin_object();
        for (const auto& [name, member] : tree.object()) key(name).value(member);
        return end_object();
    }
    if (tree.is_array()) {
        begin_array();
        for (const auto& item : tree.array()) value(item);
        return end_array();
    }
    if (tree.is_string()) return value(tree.text());
    if (tree.is_bool()) return value(tree.boolean());
    if (tree.is_integer()) return value(tree.integer());
    if (tree.is_number()) return value(tree.real());
    return null();
}

static std::string indented(std::string_view compact, int indent) {
    std::string out;
    int depth = 0;
    bool quoted = false;
    const auto line = [&] { out += '\n', out.append(static_cast<size_t>(depth * indent), ' '); };
    for (size_t i = 0; i < compact.size(); ++i) {
        const char c = compact[i];
        if (quoted) {
            out += c;
            if (c == '\\') out += compact[++i];
            if (c == '"') quoted = false;
        } else if (c == '{' || c == '[') {
            out += c;
            const bool empty = compact[i + 1] == '}' || compact[i + 1] == ']';
            if (empty)
                out += compact[++i];
            else
                ++depth, line();
        } else if (c == '}' || c == ']') {
            --depth, line(), out += c;
        } else if (c == ',') {
            out += c, line();
        } else {
            out += c;
            if (c == ':') out += ' ';
            quoted = c == '"';
        }
    }
    return out;
}

std::string to_json(const Json& value, int indent) {
    std::string out;
    JsonWriter(out).value(value);
    return indent > 0 ? indented(out, indent) : out;
}

}  // namespace ward::base
