// SPDX-License-Identifier: Apache-2.0
// Statements and pipelines: lets become names in scopes, operators become nested selects.
#include "query/sql/lower.h"

#include <algorithm>

#include "base/text.h"
#include "query/pipe/list.h"
#include "query/syntax/lexer.h"

namespace ward::query {

Nested::Nested(Lowering& lowering, size_t at) : lowering(lowering) {
    is_too_deep = ++lowering.depth_ > lowering_depth_max || ++lowering.work_ > work_max;
    if (is_too_deep && !lowering.failed())
        lowering.fail(at, "the query is nested too deeply, or is defined by itself");
}

Lowering::Lowering(std::string_view text, base::TimeNs now_ns, base::Diagnostics& diagnostics,
                   Probe probe, const Tables* views)
    : text_(text),
      now_ticks_(now_ns / 100),
      diagnostics_(diagnostics),
      probe_(std::move(probe)),
      views_(views) {
    scopes_.emplace_back();
    scope_ = &scopes_.back();
}

Typed Lowering::fail(size_t at, std::string text, std::string hint) {
    diagnostics_.error(place_of(text_, at), std::move(text), std::move(hint));
    return {"NULL", "long"};
}

Relation Lowering::query(const Query& query) {
    statements(query.lets);
    if (failed()) return {};
    if (query.results.empty())
        return fail(0, "the query asks nothing: it has no table and no print"), Relation{};
    if (query.results.size() > 1)
        return fail(0, "several results in one query cannot run yet"), Relation{};
    return pipeline(*query.results.front());
}

std::string Lowering::statement(const Relation& relation) const {
    std::string out;
    for (const auto& [name, sql] : shared_) out += (out.empty() ? "WITH " : ", ") + name + sql;
    const std::string list = relation.columns.empty() ? "NULL" : columns_of(relation);
    return out + (out.empty() ? "" : " ") + "SELECT " + list + " FROM (" + relation.sql + ")";
}

void Lowering::statements(const std::vector<Let>& lets) {
    for (const Let& let : lets) {
        if (failed()) return;
        define(let);
    }
}

void Lowering::define(const Let& let) {
    if (let.is_function) return bind(let.name, {&let, scope_});
    if (!let.value) return;
    const Nested nested(*this, let.begin);
    if (nested.is_too_deep) return;
    const Pipeline& value = *let.value;
    if (value.operators.empty() && value.source && !is_table(*value.source))
        return bind(let.name, {constant(*value.source)});
    Relation table = shared(pipeline(value));
    table.name = let.name;
    bind(let.name, {std::move(table)});
}

const Binding* Lowering::lookup(const std::string& name) const {
    for (const Scope* scope = scope_; scope != nullptr; scope = scope->parent)
        if (const auto found = scope->names.find(name); found != scope->names.end())
            return &found->second;
    return nullptr;
}

Relation Lowering::lead(const Operator& one) {
    Relation out;
    const LeadingPipe* pipe = leading_pipe(one.keyword);
    if (pipe == nullptr) {
        fail(one.begin, "the operator '" + one.keyword + "' cannot run without a table before it");
        return out;
    }
    return pipe->lead(*this, one);
}

Relation Lowering::pipeline(const Pipeline& pipeline, const Relation* input) {
    const Nested nested(*this, pipeline.operators.empty() ? 0 : pipeline.operators[0].begin);
    if (nested.is_too_deep) return {};
    Relation out;
    size_t first = 0;
    if (pipeline.source) {
        out = source(*pipeline.source);
    } else if (input != nullptr) {
        out = *input;
    } else if (!pipeline.operators.empty()) {
        out = lead(pipeline.operators.front());
        first = 1;
    } else {
        fail(0, "management commands are not run");
    }
    for (size_t i = first; i < pipeline.operators.size() && !failed(); ++i)
        apply(pipeline.operators[i], out);
    return out;
}

void Lowering::apply(const Operator& one, Relation& in) {
    const Pipe* pipe = pipe_of(one.keyword);
    if (pipe == nullptr)
        return void(fail(one.begin, "the operator '" + one.keyword + "' cannot run yet"));
    pipe->apply(*this, one, in);
    if (in.sql.size() > sql_bytes_max) fail(one.begin, "the query grows too large");
}

void Lowering::wrap(Relation& in, const std::string& tail) {
    in.sql = "SELECT * FROM (" + in.sql + ")" + tail;
}

Typed Lowering::hoist(Relation& in, const std::string& sql, const std::string& type) {
    const std::string id = fresh();
    in.sql = "SELECT *, " + sql + " AS " + id + " FROM (" + in.sql + ")";
    return {id, type};
}

std::string Lowering::row_number(Relation& in) {
    if (in.row.empty()) in.row = hoist(in, "row_number() OVER ()", "long").sql;
    return in.row;
}

std::string Lowering::window(Relation& in, const std::string& more) {
    const std::string row = row_number(in);
    std::string parts;
    for (const auto& id : in.groups) parts += (parts.empty() ? "" : ", ") + id;
    if (!more.empty()) parts += (parts.empty() ? "" : ", ") + more;
    return "OVER (" + (parts.empty() ? "" : "PARTITION BY " + parts + " ") + "ORDER BY " + row +
           ")";
}

Relation Lowering::shared(const Relation& in, bool is_materialized) {
    if (!is_materialized && in.sql.size() < 200 && in.sql.find(" FROM (") == std::string::npos)
        return in;
    const std::string name = "t" + std::to_string(next_++);
    shared_.emplace_back(name, (is_materialized ? " AS MATERIALIZED (" : " AS (") + in.sql + ")");
    Relation out = in;
    out.sql = "SELECT * FROM " + name;
    return out;
}

std::string Lowering::unique(const std::vector<ColumnPlan>& columns, const std::string& name) {
    std::string out = name;
    for (int n = 1; std::ranges::find(columns, out, &ColumnPlan::name) != columns.end(); ++n)
        out = name + std::to_string(n);
    return out;
}

base::Result<store::Table> Lowering::probe(const Relation& in) {
    if (!probe_) return base::Error{base::ErrorKind::usage, "no data to ask"};
    return probe_(statement(in));
}

}  // namespace ward::query
