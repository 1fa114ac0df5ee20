// SPDX-License-Identifier: Apache-2.0
// An answer as text: JSON, NDJSON, CSV, and a table for the terminal. The last step of a query.
// Lets no cell steer a terminal or start a formula in a spreadsheet.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/json.h"
#include "base/text.h"
#include "query/function/time_text.h"
#include "query/query.h"

namespace ward::query {

namespace {

constexpr size_t cell_width_max = 120;

template <class... Ts>
struct Overloaded : Ts... {
    using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

std::string plain(const store::Value& value) {
    return std::visit(
        Overloaded{[](std::monostate) { return std::string(); },
                   [](bool yes) { return std::string(yes ? "true" : "false"); },
                   [](int64_t number) { return fmt::format("{}", number); },
                   [](double number) {
                       std::string text = real_text(number);
                       return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
                   },
                   [](const std::string& text) { return text; },
                   [](const store::Timestamp& time) { return base::format_rfc3339(time.ns); },
                   [](const store::Dynamic& json) {
                       if (!json.json.starts_with('"')) return json.json;
                       const auto text = base::parse_json(json.json);
                       return text.ok() ? std::string(text->text()) : json.json;
                   }},
        value);
}

void write(base::JsonWriter& writer, const store::Value& value) {
    std::visit(
        Overloaded{
            [&](std::monostate) { writer.null(); }, [&](bool yes) { writer.value(yes); },
            [&](int64_t number) { writer.value(number); },
            [&](double number) {
                if (std::isfinite(number))
                    writer.value(number);
                else
                    writer.value(std::isnan(number) ? "NaN"
                                 : number > 0       ? "Infinity"
                                                    : "-Infinity");
            },
            [&](const std::string& text) { writer.value(text); },
            [&](const store::Timestamp& time) { writer.value(base::format_rfc3339(time.ns)); },
            [&](const store::Dynamic& json) { writer.raw(json.json); }},
        value);
}

std::string csv_cell(const store::Value& value, std::string_view type = "string") {
    std::string text = plain(value);
    const bool is_text = type == "string" || type == "dynamic";
    if (is_text && !text.empty() &&
        std::string_view("=+-@\t\r\n").find(text[0]) != std::string::npos)
        text.insert(0, "'");
    // Semicolons and tabs part cells too where a spreadsheet's language says so.
    if (text.find_first_of(",;\t\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

// Characters as a terminal counts them, near enough: bytes that begin one.
size_t width_of(std::string_view text) {
    return static_cast<size_t>(
        std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string fit(std::string text, size_t width) {
    if (width_of(text) <= width) return text + std::string(width - width_of(text), ' ');
    size_t seen = 0, at = 0;
    for (; at < text.size(); ++at) {
        if ((text[at] & 0xC0) == 0x80) continue;
        if (++seen >= width) break;
    }
    return text.substr(0, at) + "…";
}

// The widest columns give way until the line fits.
void shrink(std::vector<size_t>& widths, size_t width) {
    size_t sum = 0;
    for (const size_t one : widths) sum += one + 2;
    while (sum > width + 2) {
        const auto widest = std::ranges::max_element(widths);
        if (widest == widths.end() || *widest <= 4) return;
        --*widest, --sum;
    }
}

}  // namespace

std::string to_json(const Answer& answer) {
    std::string out;
    base::JsonWriter writer(out);
    writer.begin_object().key("columns").begin_array();
    for (const auto& head : answer.table.columns)
        writer.begin_object().field("name", head.name).field("type", head.type).end_object();
    writer.end_array().key("rows").begin_array();
    for (const auto& row : answer.table.rows) {
        writer.begin_array();
        for (const auto& value : row) write(writer, value);
        writer.end_array();
    }
    writer.end_array().key("statistics").begin_object();
    writer.field("seconds", answer.statistics.seconds).field("rows", answer.statistics.rows);
    writer.field("truncated", answer.table.truncated).end_object().end_object();
    return out;
}

std::string to_ndjson(const store::Table& table) {
    std::string out;
    for (const auto& row : table.rows) {
        base::JsonWriter writer(out);
        writer.begin_object();
        for (size_t i = 0; i < row.size() && i < table.columns.size(); ++i) {
            writer.key(table.columns[i].name);
            write(writer, row[i]);
        }
        writer.end_object();
        out += '\n';
    }
    return out;
}

std::string to_csv(const store::Table& table) {
    std::string out;
    for (size_t i = 0; i < table.columns.size(); ++i) {
        if (i > 0) out += ',';
        out += csv_cell(table.columns[i].name);
    }
    out += "\r\n";
    for (const auto& row : table.rows) {
        for (size_t i = 0; i < row.size(); ++i) {
            if (i > 0) out += ',';
            out += csv_cell(row[i], i < table.columns.size() ? table.columns[i].type : "string");
        }
        out += "\r\n";
    }
    return out;
}

std::string to_text_table(const store::Table& table, size_t width) {
    std::vector<std::vector<std::string>> lines(1);
    for (const auto& head : table.columns) lines[0].push_back(base::printable(head.name));
    for (const auto& row : table.rows) {
        lines.emplace_back();
        for (const auto& value : row) lines.back().push_back(base::printable(plain(value)));
    }
    std::vector<size_t> widths(table.columns.size(), 1);
    for (const auto& line : lines)
        for (size_t i = 0; i < line.size() && i < widths.size(); ++i)
            widths[i] = std::max(widths[i], std::min(width_of(line[i]), cell_width_max));
    shrink(widths, width);
    std::string out;
    for (const auto& line : lines) {
        std::string text;
        for (size_t i = 0; i < line.size() && i < widths.size(); ++i)
            text += fit(line[i], widths[i]) + "  ";
        while (text.ends_with(' ')) text.pop_back();
        out += text + '\n';
    }
    return out;
}

}  // namespace ward::query
