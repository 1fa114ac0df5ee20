// SPDX-License-Identifier: Apache-2.0
// Lowering: the tree of a query becomes checked SQL of the store. Names and types are resolved
// here; what is unknown or not executable yet is refused by name, never passed through.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/diagnostics.h"
#include "query/syntax/tree.h"

namespace ward::query {

// Datetimes and timespans are BIGINT ticks of 100 ns (datetimes since 1970) inside the SQL.
struct Typed {
    std::string sql, type;
    const std::string* text = nullptr;  // of a text literal: its value
};
struct ColumnPlan {
    std::string name, id, type;  // id: the name inside the SQL
};
struct Relation {
    std::string sql;
    std::vector<ColumnPlan> columns;
};

constexpr size_t sql_bytes_max = size_t{4} << 20;  // names for names may grow; texts may not

std::string quoted(std::string_view text);
/// `sql` of one type as another: what tostring(), tolong() and the like do.
std::string convert(const Typed& value, std::string_view type);

class Lowering {
public:
    Lowering(std::string_view text, base::TimeNs now_ns, base::Diagnostics& diagnostics)
        : text_(text), now_ticks_(now_ns / 100), diagnostics_(diagnostics) {}
    Relation query(const Query& query);

private:
    Typed fail(size_t at, std::string text, std::string hint = {});
    std::string fresh() { return "c" + std::to_string(next_++); }

    // operator.cc
    Relation pipeline(const Pipeline& pipeline);
    Relation source(const Expression& source);
    Relation table(const Name& name, size_t at);
    Relation datatable(const Datatable& table);
    Relation range(const Operator& one);
    void apply(const Operator& one, Relation& in);
    void project(const Operator& one, Relation& in);
    void choose(const Operator& one, Relation& in);
    void summarize(const Operator& one, Relation& in);
    std::string order(const std::vector<Item>& items, const Relation& in);
    std::string name_of(const Expression& value, size_t index);
    std::string unique(const Relation& in, const std::string& name);

    // expression.cc
    Typed expression(const Expression& value, const Relation& in);
    Typed node(const Literal& v, const Expression& at, const Relation& in);
    Typed node(const Name& v, const Expression& at, const Relation& in);
    Typed node(const Call& v, const Expression& at, const Relation& in);
    Typed node(const Binary& v, const Expression& at, const Relation& in);
    Typed node(const Unary& v, const Expression& at, const Relation& in);
    Typed node(const ListTest& v, const Expression& at, const Relation& in);
    Typed node(const Member& v, const Expression& at, const Relation& in);
    Typed node(const Assign& v, const Expression& at, const Relation& in);
    Typed node(const Subquery& v, const Expression& at, const Relation& in);
    Typed node(const Datatable& v, const Expression& at, const Relation& in);
    Typed node(const Declaration& v, const Expression& at, const Relation& in);
    Typed node(const GraphPart& v, const Expression& at, const Relation& in);
    Typed text_test(std::string operation, const Typed& left, const Typed& right, size_t at);
    Typed compare(const std::string& operation, Typed left, Typed right, size_t at);
    Typed aggregate(const Call& call, const Expression& at, const Relation& in);

    std::string_view text_;
    int64_t now_ticks_;
    base::Diagnostics& diagnostics_;
    std::map<std::string, const Pipeline*> lets_;
    size_t next_ = 0;
    int depth_ = 0;
};

}  // namespace ward::query
