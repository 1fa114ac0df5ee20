// SPDX-License-Identifier: Apache-2.0
// A question from text to answer: parse, lower, ask the store, give values Kusto's types. Never
// hands a text to the store that lowering did not make.
#include <fmt/format.h>

#include "query/query.h"
#include "query/sql/lower.h"
#include "query/syntax/parser.h"

namespace ward::query {

namespace {

std::string timespan_text(int64_t ticks) {
    const bool negative = ticks < 0;
    const auto t = negative ? 0 - static_cast<uint64_t>(ticks) : static_cast<uint64_t>(ticks);
    const uint64_t seconds = t / 10'000'000, days = seconds / 86'400;
    std::string out = negative ? "-" : "";
    if (days > 0) out += fmt::format("{}.", days);
    out += fmt::format("{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    return t % 10'000'000 == 0 ? out : out + fmt::format(".{:07}", t % 10'000'000);
}

void retype(store::Value& value, const std::string& type) {
    const auto* ticks = std::get_if<int64_t>(&value);
    if (type == "datetime" && ticks) {
        const bool fits = *ticks > INT64_MIN / 100 && *ticks < INT64_MAX / 100;
        value =
            fits ? store::Value(store::Timestamp{*ticks * 100}) : store::Value(std::monostate());
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
    Relation plan;
    if (!diagnostics.has_errors()) plan = Lowering(kql, now_ns, diagnostics).query(query);
    if (diagnostics.has_errors())
        return base::Error{base::ErrorKind::usage,
                           "cannot run the query: " + diagnostics.all().front().text};
    Answer answer;
    answer.statistics.sql = plan.sql;
    TRY(answer.table, store.query(plan.sql, {}, limits, from_ns, to_ns));
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
