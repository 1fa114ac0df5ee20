// SPDX-License-Identifier: Apache-2.0
// What a query says of event time, so that days without such events are never opened. A bound is
// used only where every reading of the store has one; it is a help, the condition itself stays.
#include <algorithm>

#include "query/function/time_text.h"
#include "query/sql/lower.h"

namespace ward::query {

namespace {

bool names(const Expression& value, const Relation& in) {
    const auto* name = std::get_if<Name>(&value.node);
    return name != nullptr && std::ranges::any_of(in.columns, [&](const ColumnPlan& column) {
               return column.id == in.time && column.name == name->text;
           });
}

int64_t one_more(int64_t ticks) {
    return ticks < INT64_MAX ? ticks + 1 : ticks;
}

std::string turned(const std::string& op) {
    return op == "<" ? ">" : op == "<=" ? ">=" : op == ">" ? "<" : op == ">=" ? "<=" : op;
}

}  // namespace

// The moment that an expression without columns means; nothing if it is none.
std::optional<int64_t> Lowering::constant_time(const Expression& value) {
    if (const auto* name = std::get_if<Name>(&value.node); name && !lookup(name->text))
        return std::nullopt;
    if (const auto* both = std::get_if<Binary>(&value.node)) {
        const auto left = constant_time(*both->left), right = constant_time(*both->right);
        if (!left || !right) return std::nullopt;
        int64_t out = 0;
        const bool over = both->operation == "+"   ? __builtin_add_overflow(*left, *right, &out)
                          : both->operation == "-" ? __builtin_sub_overflow(*left, *right, &out)
                                                   : true;
        return over ? std::nullopt : std::optional(out);
    }
    const auto* call = std::get_if<Call>(&value.node);
    const bool known = std::holds_alternative<Literal>(value.node) ||
                       std::holds_alternative<Name>(value.node) ||
                       (call && (call->function == "ago" || call->function == "now"));
    if (!known) return std::nullopt;
    const Typed typed = constant(value);
    if (call && call->function == "now" && call->arguments.empty()) return now_ticks_;
    if (typed.type != "datetime" && typed.type != "timespan") return std::nullopt;
    return typed.text ? parse_long(*typed.text) : std::nullopt;
}

void Lowering::note_time(const Expression& condition, const Relation& in) {
    if (in.time.empty() || in.reading >= ranges_.size()) return;
    auto& [from, to] = ranges_[in.reading];
    if (const auto* test = std::get_if<ListTest>(&condition.node)) {
        if (test->operation != "between" || !names(*test->left, in)) return;
        const auto low = constant_time(*test->items[0]);
        auto high = constant_time(*test->items[1]);
        const auto* span = std::get_if<Literal>(&test->items[1]->node);
        if (low && high && span && span->type == "timespan") high = *low + *high;
        if (low) from = std::max(from, *low);
        if (high) to = std::min(to, one_more(*high));
        return;
    }
    const auto* both = std::get_if<Binary>(&condition.node);
    if (!both) return;
    if (both->operation == "and") return note_time(*both->left, in), note_time(*both->right, in);
    const bool left = names(*both->left, in);
    if (!left && !names(*both->right, in)) return;
    const std::string op = left ? both->operation : turned(both->operation);
    const auto bound = constant_time(left ? *both->right : *both->left);
    if (!bound) return;
    if (op == ">" || op == ">=" || op == "==") from = std::max(from, *bound);
    if (op == "<" || op == "<=" || op == "==") to = std::min(to, one_more(*bound));
}

std::pair<int64_t, int64_t> Lowering::time_range() const {
    std::pair<int64_t, int64_t> out{INT64_MAX, INT64_MIN};
    for (const auto& [from, to] : ranges_) {
        out.first = std::min(out.first, from);
        out.second = std::max(out.second, to);
    }
    return ranges_.empty() ? std::pair(INT64_MIN, INT64_MAX) : out;
}

// Rows in memory become VALUES; texts are quoted like any other.
void Lowering::add_table(const std::string& name, const store::Table& table) {
    Relation out;
    out.name = name;
    for (const auto& head : table.columns) out.columns.push_back({head.name, fresh(), head.type});
    const auto text = [](const store::Value& value, const std::string& type) -> std::string {
        const std::string cast(sql_type(type));
        if (const auto* number = std::get_if<int64_t>(&value)) return std::to_string(*number);
        if (const auto* real = std::get_if<double>(&value)) return quoted(real_text(*real));
        if (const auto* yes = std::get_if<bool>(&value)) return *yes ? "TRUE" : "FALSE";
        if (const auto* words = std::get_if<std::string>(&value)) return quoted(*words);
        if (const auto* json = std::get_if<store::Dynamic>(&value)) return quoted(json->json);
        if (const auto* time = std::get_if<store::Timestamp>(&value))
            return std::to_string(time->ns / 100);
        return type == "string" ? "''" : "NULL";
    };
    std::string rows, casts, nulls;
    for (const auto& row : table.rows) {
        rows += rows.empty() ? "(" : ", (";
        for (size_t i = 0; i < row.size() && i < out.columns.size(); ++i)
            rows += (i > 0 ? ", " : "") + text(row[i], out.columns[i].type);
        rows += ")";
    }
    for (const auto& column : out.columns) {
        casts += (casts.empty() ? "CAST(" : ", CAST(") + column.id + " AS " +
                 std::string(sql_type(column.type)) + ") AS " + column.id;
        nulls += nulls.empty() ? "(NULL" : ", NULL";
    }
    out.sql = "SELECT " + casts + " FROM (VALUES " + (rows.empty() ? nulls + ")" : rows) +
              ") AS t(" + columns_of(out) + ")" + (rows.empty() ? " WHERE FALSE" : "");
    bind(name, {std::move(out)});
}

}  // namespace ward::query
