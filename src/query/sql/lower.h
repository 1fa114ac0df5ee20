// SPDX-License-Identifier: Apache-2.0
// Lowering: the tree of a query becomes checked SQL of the store. Names and types are resolved
// here; what is unknown or not executable is refused by name, never passed through.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/diagnostics.h"
#include "base/result.h"
#include "query/sql/relation.h"
#include "query/syntax/tree.h"
#include "query/tables.h"
#include "store/event_store.h"

namespace ward::query {

constexpr size_t sql_bytes_max = size_t{4} << 20;  // names for names may grow; texts may not
constexpr int lowering_depth_max = 60;             // functions within functions, queries in queries
constexpr int work_max = 200'000;                  // expressions looked at, functions unfolded

/// Asks the store while planning (pivot, bag_unpack: their columns are in the data).
using Probe = std::function<base::Result<store::Table>(const std::string& sql)>;

struct Scope;
struct Binding {
    std::variant<Typed, Relation, const Let*> value;
    const Scope* scope = nullptr;  // of a function: where it was written
};
struct Scope {
    std::map<std::string, Binding> names;
    const Scope* parent = nullptr;
};

class Lowering {
public:
    Lowering(std::string_view text, base::TimeNs now_ns, base::Diagnostics& diagnostics,
             Probe probe = {}, const Tables* views = nullptr);
    Relation query(const Query& query);
    /// The whole statement: relations that are named, then the result.
    std::string statement(const Relation& relation) const;
    /// A table that the caller holds in memory (Sources, Incidents).
    void add_table(const std::string& name, const store::Table& table);
    /// The range of event times that every reading of the store keeps within, in ticks; the ends of
    /// int64 where there is none.
    std::pair<int64_t, int64_t> time_range() const;
    /// What `condition` says of the event time of `in`.
    void note_time(const Expression& condition, const Relation& in);
    /// Functions that the SQL calls.
    const std::set<const store::ScalarFunction*>& functions() const { return functions_; }

    // What operators and functions build with.
    Typed fail(size_t at, std::string text, std::string hint = {});
    bool failed() const { return diagnostics_.has_errors(); }
    std::string fresh() { return "c" + std::to_string(next_++); }
    int64_t now_ticks() const { return now_ticks_; }
    std::string_view text() const { return text_; }

    Relation pipeline(const Pipeline& pipeline, const Relation* input = nullptr);
    void apply(const Operator& one, Relation& in);
    Relation source(const Expression& source);
    bool is_table(const Expression& source) const;
    const Binding* lookup(const std::string& name) const;
    void bind(const std::string& name, Binding binding) {
        scope_->names.insert_or_assign(name, std::move(binding));
    }
    /// Every table and view that a pattern of names fits.
    std::vector<std::pair<std::string, Relation>> tables(const std::string& pattern);

    Typed expression(const Expression& value, Relation& in);
    Typed constant(const Expression& value);
    /// A condition for WHERE: as plain as it can be, so that the store can prune.
    std::string condition(const Expression& value, Relation& in);
    Typed aggregate(const Expression& value, Relation& in);
    /// Whether calls of aggregates may stand in expressions now; gives what was before.
    bool set_aggregating(bool now) { return std::exchange(aggregating_, now); }
    /// Names of the groups of the summarize that is lowered: arg_max(x, *) leaves them out.
    std::vector<std::string> grouped;
    Typed compare(const std::string& operation, Typed left, Typed right, size_t at);
    /// `sql` of one type as another: what tostring(), tolong() and the like do.
    std::string convert(const Typed& value, std::string_view type);
    /// The value as JSON text, NULL if it is null.
    std::string packed(const Typed& value);
    /// The call of a function of ours; `name` must be in function/.
    std::string native(std::string_view name, const std::string& arguments);
    Typed member(const Typed& root, const std::string& key);

    /// A new column without a name beside the others.
    Typed hoist(Relation& in, const std::string& sql, const std::string& type);
    /// The id of the number of each row, in the order that rows have now.
    std::string row_number(Relation& in);
    /// OVER (...) of a window function in that order, within groups; `more` parts it further.
    std::string window(Relation& in, const std::string& more = {});
    /// A relation that is used more than once.
    Relation shared(const Relation& in, bool is_materialized = false);
    /// in | invoke call
    Relation invoke(const Call& call, const Relation& in, size_t at);
    void wrap(Relation& in, const std::string& tail);  // SELECT * FROM (in) tail
    std::string name_of(const Expression& value);      // empty: it has none of its own
    std::string unique(const std::vector<ColumnPlan>& columns, const std::string& name);
    base::Result<store::Table> probe(const Relation& in);

private:
    friend struct Nested;
    void statements(const std::vector<Let>& lets);
    void define(const Let& let);
    Relation named(const std::string& name, size_t at);
    Relation event_table(std::string_view table);
    const Let* view(const std::string& name) const;
    std::optional<int64_t> constant_time(const Expression& value);
    Relation datatable(const Datatable& table, size_t at);
    Relation function_table(const Call& call, size_t at);
    bool enter(const Let& let, const Binding& binding, const Call& call, Relation& in, size_t at,
               const Relation* first = nullptr);
    Relation lead(const Operator& one);
    Relation pattern(const Let& let, const Binding& binding, const Call& call,
                     const std::string& path, size_t at);

    Typed node(const Literal& v, const Expression& at, Relation& in);
    Typed node(const Name& v, const Expression& at, Relation& in);
    Typed node(const Call& v, const Expression& at, Relation& in);
    Typed node(const Binary& v, const Expression& at, Relation& in);
    Typed node(const Unary& v, const Expression& at, Relation& in);
    Typed node(const ListTest& v, const Expression& at, Relation& in);
    Typed node(const Member& v, const Expression& at, Relation& in);
    Typed node(const Assign& v, const Expression& at, Relation& in);
    Typed node(const Subquery& v, const Expression& at, Relation& in);
    Typed node(const Datatable& v, const Expression& at, Relation& in);
    Typed node(const Declaration& v, const Expression& at, Relation& in);
    Typed node(const GraphPart& v, const Expression& at, Relation& in);

    Typed arithmetic(const std::string& op, Typed left, Typed right, size_t at);
    Typed text_test(std::string operation, const Typed& left, const Typed& right, size_t at);
    Typed any_column(const Binary& v, const Expression& at, Relation& in);
    Typed in_list(const std::string& op, const Typed& left, const ListTest& v, Relation& in);
    std::string one_in(const std::string& op, const Typed& left, const Expression& item,
                       Relation& in);
    std::string to_string_sql(const Typed& value);
    Typed user_function(const Let& let, const Binding& binding, const Call& call, Relation& in,
                        size_t at);
    Typed built_in(const Call& call, const Expression& at, Relation& in);

    std::string_view text_;
    int64_t now_ticks_;
    base::Diagnostics& diagnostics_;
    Probe probe_;
    const Tables* views_;
    std::vector<std::pair<int64_t, int64_t>> ranges_;  // of each reading
    std::deque<Scope> scopes_;
    Scope* scope_;
    std::vector<std::pair<std::string, std::string>> shared_;  // name, "AS (SQL)"
    std::set<const store::ScalarFunction*> functions_;
    size_t next_ = 0;
    int depth_ = 0, work_ = 0;
    bool aggregating_ = false;
};

/// Bounds the depth of lowering; `too_deep` has been reported then.
struct Nested {
    Nested(Lowering& lowering, size_t at);
    ~Nested() { --lowering.depth_; }
    Nested(const Nested&) = delete;
    Nested& operator=(const Nested&) = delete;
    Lowering& lowering;
    bool is_too_deep;
};

}  // namespace ward::query
