// SPDX-License-Identifier: Apache-2.0
// SQL of the tables and views. Everything in it comes from our own lists; no text from outside.
#include "store/duckdb/schema.h"

#include <fmt/format.h>

#include <algorithm>

#include "store/duckdb/derived.h"
#include "store/duckdb/event_rows.h"

namespace ward::store::duckdb {

namespace {

// Large texts that differ from row to row; everything else compresses better by dictionary.
bool is_large(std::string_view column) {
    constexpr std::string_view large[] = {"raw", "raw_binary", "field_values"};
    return std::find(std::begin(large), std::end(large), column) != std::end(large);
}

std::string create_table(const std::string& catalog, std::string_view name,
                         const std::vector<Column>& columns) {
    std::string out = fmt::format("CREATE TABLE {}.main.{} (", catalog, name);
    for (size_t i = 0; i < columns.size(); ++i) {
        if (i > 0) out += ", ";
        out += fmt::format("{} {}", quoted(columns[i].name), columns[i].type);
        if (is_large(columns[i].name)) out += " USING COMPRESSION zstd";
    }
    return out + ")";
}

std::string union_of(const std::vector<std::string>& days, const std::string& newest,
                     std::string_view select, std::string_view table, const std::string& where) {
    if (days.empty())
        return fmt::format("SELECT {} FROM {}.main.{} WHERE false", select, newest, table);
    std::string out;
    for (const auto& day : days) {
        if (!out.empty()) out += " UNION ALL BY NAME ";
        out += fmt::format("SELECT {} FROM {}.main.{}{}", select, day, table, where);
    }
    return out;
}

}  // namespace

constexpr std::string_view raw_sql = "coalesce(raw, raw_binary::VARCHAR)";

std::vector<std::string> create_tables(const std::string& catalog) {
    const auto findings = finding_columns();
    return {
        create_table(catalog, "events", stored_event_columns()),
        create_table(catalog, "quarantine", stored_quarantine_columns()),
        create_table(catalog, "findings", {findings.begin(), findings.end()}),
        fmt::format("CREATE TABLE {}.main.rules (hash VARCHAR, id VARCHAR, title VARCHAR, level "
                    "VARCHAR, tags VARCHAR, description VARCHAR, false_positives VARCHAR, file "
                    "VARCHAR, text VARCHAR)",
                    catalog),
        fmt::format("CREATE TABLE {}.main.state (position UBIGINT, min_ns BIGINT, max_ns BIGINT, "
                    "timeless BOOLEAN, counts VARCHAR, detector BLOB, last_row UBIGINT, "
                    "detector_position UBIGINT)",
                    catalog),
    };
}

std::vector<std::string> create_views(const std::vector<std::string>& days,
                                      const std::string& newest, base::TimeNs from_ns,
                                      base::TimeNs to_ns,
                                      const std::vector<std::string>& all_days) {
    const std::string made =
        fmt::format(", format('{{:016x}}-{{:x}}', record, idx) AS event_id, {} AS raw", raw_sql);
    const std::string event = fmt::format(
        "* EXCLUDE (raw, raw_binary, layout, field_values){}, {} AS native, {} AS ocsf, {} AS "
        "sentence",
        made, native_sql, ocsf_sql, sentence_sql);
    const std::string reject = "* EXCLUDE (raw, raw_binary)" + made;
    std::string where;
    if (from_ns != base::no_time) where += fmt::format(" WHERE time_ns >= {}", from_ns);
    if (to_ns != base::no_time)
        where += fmt::format(" {} time_ns < {}", where.empty() ? "WHERE" : "AND", to_ns);
    const auto view = [](std::string_view name, const std::string& body) {
        return fmt::format("CREATE OR REPLACE TEMP VIEW {} AS {}", name, body);
    };
    std::string received = where;
    for (size_t at = 0; (at = received.find("time_ns", at)) != std::string::npos; at += 11)
        received.replace(at, 7, "received_ns");
    return {
        view("kept", union_of(days, newest, "*", "events", where)),
        view("events", union_of(days, newest, event, "events", where)),
        view("findings", union_of(all_days, newest, "*", "findings", where)),
        view("quarantine", union_of(all_days, newest, reject, "quarantine", received)),
    };
}

}  // namespace ward::store::duckdb

namespace ward::store {

std::string_view dear_sql(std::string_view column) {
    if (column == "raw") return duckdb::raw_sql;
    if (column == "native") return duckdb::native_sql;
    if (column == "ocsf") return duckdb::ocsf_sql;
    return column == "sentence" ? duckdb::sentence_sql : "";
}

}  // namespace ward::store
