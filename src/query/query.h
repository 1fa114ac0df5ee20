// SPDX-License-Identifier: Apache-2.0
// Query: KQL in, a table out. Lexer and parser with recovery, typed tree, checked plan, SQL of the
// store. Read only by construction.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/diagnostics.h"
#include "base/result.h"
#include "query/tables.h"
#include "store/event_store.h"

namespace ward::query {

struct Statistics {
    double seconds = 0;
    uint64_t rows = 0;
    std::string sql;  // what ran, for people who want to see it
};

struct Answer {
    store::Table table;
    Statistics statistics;
};

/// What a query may name beside the store's own tables.
struct Surroundings {
    const Tables* views = nullptr;
    std::map<std::string, store::Table> tables = {};  // Incidents, ...: rows in memory
};

/// Runs `kql` over `store`. `now_ns` is what now() and ago() mean. Errors in the text go to
/// `diagnostics` (then the result is a usage error).
base::Result<Answer> run(std::string_view kql, store::EventStore& store,
                         const store::QueryLimits& limits, base::TimeNs now_ns,
                         base::Diagnostics& diagnostics, base::TimeNs from_ns = base::no_time,
                         base::TimeNs to_ns = base::no_time, const Surroundings& surroundings = {});

/// Syntax only.
void check(std::string_view kql, base::Diagnostics& diagnostics);

/// A table for a machine or a person. CSV defuses formulas; `table` fits `width` columns and shows
/// control bytes harmlessly.
std::string to_json(
    const Answer& answer);  // {"columns":[{"name","type"}],"rows":[[...]],"statistics":{...}}
std::string to_ndjson(const store::Table& table);
std::string to_csv(const store::Table& table);
std::string to_text_table(const store::Table& table, size_t width);

}  // namespace ward::query
