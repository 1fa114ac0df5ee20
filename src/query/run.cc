// SPDX-License-Identifier: Apache-2.0
// A question from text to answer: parse, lower, ask the store, give values Kusto's types. Never
// hands a text to the store that lowering did not make.
#include <algorithm>

#include "base/json.h"
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

// What came of each source, as a table.
store::Table sources_table(const store::EventStore& store) {
    store::Table out;
    out.columns = {{"Source", "string"},
                   {"Stored", "long"},
                   {"Quarantined", "long"},
                   {"Dropped", "dynamic"},
                   {"LastEventTime", "datetime"}};
    for (const auto& [name, counts] : store.counts()) {
        std::string dropped;
        base::JsonWriter writer(dropped);
        writer.begin_object();
        for (const auto& [reason, count] : counts.dropped) writer.field(reason, count);
        writer.end_object();
        store::Value last;
        if (counts.last_event_ns != base::no_time) last = store::Timestamp{counts.last_event_ns};
        out.rows.push_back({name, static_cast<int64_t>(counts.stored),
                            static_cast<int64_t>(counts.quarantined), store::Dynamic{dropped},
                            last});
    }
    return out;
}

// The narrower of two bounds in nanoseconds.
void narrow(const std::pair<int64_t, int64_t>& ticks, base::TimeNs& from_ns, base::TimeNs& to_ns) {
    constexpr int64_t most = INT64_MAX / 100;
    if (ticks.first > -most && ticks.first < most)
        from_ns = from_ns == base::no_time ? ticks.first * 100
                                           : std::max<int64_t>(from_ns, ticks.first * 100);
    if (ticks.second > -most && ticks.second < most)
        to_ns = to_ns == base::no_time ? ticks.second * 100
                                       : std::min<int64_t>(to_ns, ticks.second * 100);
}

}  // namespace

base::Result<Answer> run(std::string_view kql, store::EventStore& store,
                         const store::QueryLimits& limits, base::TimeNs now_ns,
                         base::Diagnostics& diagnostics, base::TimeNs from_ns, base::TimeNs to_ns,
                         const Surroundings& surroundings) {
    const Query query = parse(kql, diagnostics);
    const auto ask = [&](const Lowering& lowering,
                         const std::string& sql) -> base::Result<store::Table> {
        const std::vector<const store::ScalarFunction*> used(lowering.functions().begin(),
                                                             lowering.functions().end());
        TRY_DO(store.add_functions(used));
        return store.query(sql, {}, limits, from_ns, to_ns);
    };
    Lowering* planning = nullptr;
    Lowering lowering(
        kql, now_ns, diagnostics, [&](const std::string& sql) { return ask(*planning, sql); },
        surroundings.views);
    planning = &lowering;
    if (kql.find("Sources") != std::string_view::npos)
        lowering.add_table("Sources", sources_table(store));
    for (const auto& [name, table] : surroundings.tables) lowering.add_table(name, table);
    Relation plan;
    if (!diagnostics.has_errors()) plan = lowering.query(query);
    if (diagnostics.has_errors())
        return base::Error{base::ErrorKind::usage,
                           "cannot run the query: " + diagnostics.all().front().text};
    Answer answer;
    answer.statistics.sql = lowering.statement(plan);
    narrow(lowering.time_range(), from_ns, to_ns);
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
