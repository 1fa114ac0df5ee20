// SPDX-License-Identifier: Apache-2.0
#include "base/toml.h"

#define TOML_EXCEPTIONS 0
// What its parser takes for impossible is possible in hostile text: an error, not the end.
#define TOML_ASSERT(condition) \
    if (!(condition)) throw std::logic_error(#condition)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wterminate"  // in parts of it that parsing does not reach
#include <toml++/toml.h>
#include <stdexcept>
#pragma GCC diagnostic pop
#include <sstream>

namespace ward::base {

namespace {

struct Converter {
    TomlDocument& out;
    const std::string& file;

    Json convert(const toml::node& node, const std::string& path) {
        const auto& begin = node.source().begin;
        out.places[path] = {file, static_cast<int>(begin.line), static_cast<int>(begin.column)};
        if (const auto* table = node.as_table()) {
            Json json{Json::Object{}};
            for (const auto& [key, value] : *table) {
                const std::string name(key.str());
                json.set(name, convert(value, path.empty() ? name : path + "." + name));
            }
            return json;
        }
        if (const auto* array = node.as_array()) {
            Json json{Json::Array{}};
            for (const auto& item : *array) json.push(convert(item, path + "[]"));
            return json;
        }
        if (const auto* text = node.as_string()) return Json(text->get());
        if (const auto* integer = node.as_integer()) return Json(int64_t{integer->get()});
        if (const auto* real = node.as_floating_point()) return Json(real->get());
        if (const auto* yes = node.as_boolean()) return Json(yes->get());
        std::ostringstream text;
        node.visit([&](const auto& value) {
            if constexpr (toml::is_date<decltype(value)> || toml::is_time<decltype(value)> ||
                          toml::is_date_time<decltype(value)>)
                text << value.get();
        });
        return Json(text.str());
    }
};

}  // namespace

TomlDocument parse_toml(std::string_view text, const std::string& file, Diagnostics& diagnostics) {
    TomlDocument out;
    toml::parse_result result;
    try {
        result = toml::parse(text);
    } catch (const std::logic_error&) {
        diagnostics.error({file, 1, 1}, "cannot read TOML: a key is broken");
        return out;
    }
    if (!result) {
        const auto& error = result.error();
        diagnostics.error({file, static_cast<int>(error.source().begin.line),
                           static_cast<int>(error.source().begin.column)},
                          "cannot read TOML: " + std::string(error.description()));
        return out;
    }
    out.root = Converter{out, file}.convert(result.table(), "");
    return out;
}

}  // namespace ward::base
