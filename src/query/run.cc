// SPDX-License-Identifier: Apache-2.0
// A question from text to answer: parse, lower, ask the store, give values Kusto's types. Never
// hands a text to the store that lowering did not make.
#include <fmt/format.h>

#include "query/function/time_text.h"
#include "query/query.h"
#include "query/sql/lower.h"
#include "query/syntax/parser.h"

namespace ward::query {

namespace {

void retype(store::Value& value, const std::string& type) {
    const auto* ticks = std::get_if<int64_t>(&value);
    if (type == "datetime" && ticks) {
        // Years that nanoseconds cannot hold are shown, not lost.
        const bool fits = *ticks > INT64_MIN / 100 && *ticks < INT64_MAX / 100;
        value = fits ? store::Value(store::Timestamp{*ticks * 100})
                     : store::Value(datetime_text(*ticks));
    } else if (type == "timespan" && ticks) {
        value = timespan_text(*ticks);
    } else if (auto* text = std::get_if<std::string>(&value); type == "dynamic" && text) {
        value = store::Dynamic{std::move(*text)};
    }
}

}  // namespace

base::Result<Answer> run(std::string_view kql, store::EventStore& store,
                         const store::QueryLimits& limits, base::TimeNs now_ns,
                         base::Diagnostics& diagnostics, base::TimeNs from_ns, base::TimeNs to_ns) {
    const Query query = parse(kql, diagnostics);
    const auto ask = [&](const Lowering& lowering,
                         const std::string& sql) -> base::Result<store::Table> {
        const std::vector<const store::ScalarFunction*> used(lowering.functions().begin(),
                                                             lowering.functions().end());
        TRY_DO(store.add_functions(used));
        return store.query(sql, {}, limits, from_ns, to_ns);
    };
    Lowering* planning = nullptr;
    Lowering lowering(kql, now_ns, diagnostics,
                      [&](const std::string& sql) { return ask(*planning, sql); });
    planning = &lowering;
    Relation plan;
    if (!diagnostics.has_errors()) plan = lowering.query(query);
    if (diagnostics.has_errors())
        return base::Error{base::ErrorKind::usage,
                           "cannot run the query: " + diagnostics.all().front().text};
    Answer answer;
    answer.statistics.sql = lowering.statement(plan);
    TRY(answer.table, ask(lowering, answer.statistics.sql));
    answer.table.columns.clear();
    for (const auto& column : plan.columns)
        answer.table.columns.push_back({column.name, column.type});
    for (auto& row : answer.table.rows)
        for (size_t i = 0; i < row.size() && i < plan.columns.size(); ++i)
            retype(row[i], plan.columns[i].type);
    answer.statistics.rows = answer.table.rows.size();
    return answer;
}

}  // namespace ward::query
