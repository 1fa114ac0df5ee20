// SPDX-License-Identifier: Apache-2.0
// JSON: a value tree for small documents (requests, configuration, playbooks) and an appending
// writer for everything that goes out. Events never pass through the tree: ingest/parse/json reads
// them straight into a batch.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace ward::base {

/// One JSON value. Objects keep the order of their members; a repeated name keeps the last.
class Json {
public:
    using Array = std::vector<Json>;
    using Object = std::vector<std::pair<std::string, Json>>;

    Json() = default;
    Json(bool value) : value_(value) {}                            // NOLINT(implicit)
    Json(int value) : value_(static_cast<int64_t>(value)) {}       // NOLINT(implicit)
    Json(int64_t value) : value_(value) {}                         // NOLINT(implicit)
    Json(uint64_t value) : value_(static_cast<int64_t>(value)) {}  // NOLINT(implicit)
    Json(double value) : value_(value) {}                          // NOLINT(implicit)
    Json(const char* value) : value_(std::string(value)) {}        // NOLINT(implicit)
    Json(std::string value) : value_(std::move(value)) {}          // NOLINT(implicit)
    Json(std::string_view value) : value_(std::string(value)) {}   // NOLINT(implicit)
    Json(Array value) : value_(std::move(value)) {}                // NOLINT(implicit)
    Json(Object value) : value_(std::move(value)) {}               // NOLINT(implicit)

    bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
    bool is_object() const { return std::holds_alternative<Object>(value_); }
    bool is_array() const { return std::holds_alternative<Array>(value_); }
    bool is_string() const { return std::holds_alternative<std::string>(value_); }
    bool is_number() const { return is_integer() || std::holds_alternative<double>(value_); }
    bool is_integer() const { return std::holds_alternative<int64_t>(value_); }
    bool is_bool() const { return std::holds_alternative<bool>(value_); }

    /// The value as asked for, or `otherwise` if it is of another kind. Never throws.
    std::string_view text(std::string_view otherwise = {}) const;
    int64_t integer(int64_t otherwise = 0) const;
    double real(double otherwise = 0) const;
    bool boolean(bool otherwise = false) const;
    const Array& array() const;    // empty if it is none
    const Object& object() const;  // empty if it is none

    /// The member called `name`; a null value if there is none.
    const Json& operator[](std::string_view name) const;
    bool has(std::string_view name) const;
    /// Sets or replaces a member; a null value becomes an object first.
    Json& set(std::string name, Json value);
    void push(Json value);  // a null value becomes an array first

private:
    std::variant<std::monostate, bool, int64_t, double, std::string, Array, Object> value_;
};

/// Reads one JSON document (RFC 8259, UTF-8). Depth is limited to 64. The error says what and at
/// which byte.
Result<Json> parse_json(std::string_view text);

/// Compact text of a value; `indent` > 0 for people.
std::string to_json(const Json& value, int indent = 0);

/// Appends `text` as a JSON string with quotes. Invalid UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

/// Writes one JSON text from left to right into a string that the caller owns; puts the commas
/// itself. Must be used in a valid order.
class JsonWriter {
public:
    explicit JsonWriter(std::string& out) : out_(out) {}
    JsonWriter& begin_object() { return open('{'); }
    JsonWriter& end_object() { return close('}'); }
    JsonWriter& begin_array() { return open('['); }
    JsonWriter& end_array() { return close(']'); }
    JsonWriter& key(std::string_view name);
    JsonWriter& value(std::string_view text);
    JsonWriter& value(const char* text) { return value(std::string_view(text)); }
    JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
    JsonWriter& value(int64_t number);
    JsonWriter& value(uint64_t number);
    JsonWriter& value(int number) { return value(static_cast<int64_t>(number)); }
    JsonWriter& value(unsigned number) { return value(static_cast<uint64_t>(number)); }
    JsonWriter& value(double number);
    JsonWriter& value(bool yes);
    JsonWriter& value(const Json& tree);
    JsonWriter& null();
    JsonWriter& raw(std::string_view json);  // a JSON text that is already written
    template <typename T>
    JsonWriter& field(std::string_view name, const T& v) {
        return key(name).value(v);
    }

private:
    JsonWriter& open(char c);
    JsonWriter& close(char c);
    void comma();
    std::string& out_;
    bool wants_comma_ = false;
};

}  // namespace ward::base
