// SPDX-License-Identifier: Apache-2.0
// The operators' functions, for list.cc. Each is what Pipe::apply or LeadingPipe::lead says.
#pragma once

#include "query/sql/lower.h"

namespace ward::query {

void where(Lowering& l, const Operator& one, Relation& in);
void extend(Lowering& l, const Operator& one, Relation& in);
void project(Lowering& l, const Operator& one, Relation& in);
void choose(Lowering& l, const Operator& one, Relation& in);
void rename_columns(Lowering& l, const Operator& one, Relation& in);
void reorder(Lowering& l, const Operator& one, Relation& in);
void by_names(Lowering& l, const Operator& one, Relation& in);
void count(Lowering& l, const Operator& one, Relation& in);
void summarize(Lowering& l, const Operator& one, Relation& in);
void distinct(Lowering& l, const Operator& one, Relation& in);
void sort(Lowering& l, const Operator& one, Relation& in);
void top(Lowering& l, const Operator& one, Relation& in);
void take(Lowering& l, const Operator& one, Relation& in);
void sample(Lowering& l, const Operator& one, Relation& in);
void sample_distinct(Lowering& l, const Operator& one, Relation& in);
void serialize(Lowering& l, const Operator& one, Relation& in);
void join(Lowering& l, const Operator& one, Relation& in);
void lookup_join(Lowering& l, const Operator& one, Relation& in);
void union_pipe(Lowering& l, const Operator& one, Relation& in);
void mv_expand(Lowering& l, const Operator& one, Relation& in);
void mv_apply(Lowering& l, const Operator& one, Relation& in);
void parse_pattern_pipe(Lowering& l, const Operator& one, Relation& in);
void parse_kv_pipe(Lowering& l, const Operator& one, Relation& in);
void make_series(Lowering& l, const Operator& one, Relation& in);
void top_hitters(Lowering& l, const Operator& one, Relation& in);
void top_nested(Lowering& l, const Operator& one, Relation& in);
void partition(Lowering& l, const Operator& one, Relation& in);
void search_pipe(Lowering& l, const Operator& one, Relation& in);
void evaluate(Lowering& l, const Operator& one, Relation& in);
void reduce(Lowering& l, const Operator& one, Relation& in);
void getschema(Lowering& l, const Operator& one, Relation& in);
void name_relation(Lowering& l, const Operator& one, Relation& in);
void invoke(Lowering& l, const Operator& one, Relation& in);
void consume(Lowering& l, const Operator& one, Relation& in);
void pass(Lowering& l, const Operator& one, Relation& in);
void assert_schema(Lowering& l, const Operator& one, Relation& in);
void scan(Lowering& l, const Operator& one, Relation& in);

Relation print(Lowering& l, const Operator& one);
Relation range_lead(Lowering& l, const Operator& one);
Relation union_lead(Lowering& l, const Operator& one);
Relation search_lead(Lowering& l, const Operator& one);
Relation find_lead(Lowering& l, const Operator& one);

/// Relations one under the other; columns meet by name and type.
struct Part {
    std::string name;
    Relation relation;
};
Relation unite(Lowering& l, std::vector<Part> parts, const std::string& source_column, bool inner);
/// " ORDER BY ..." of sort's items.
std::string order_of(Lowering& l, const std::vector<Item>& items, Relation& in);
/// A column's type changed or made; takes the place of one of the same name.
void put_column(Lowering& l, Relation& in, const std::string& name, const Typed& value);
/// Aggregates by groups; what summarize does once its clauses are known.
void aggregate_by(Lowering& l, const std::vector<Item>& values, const std::vector<Item>& groups,
                  Relation& in);

}  // namespace ward::query
