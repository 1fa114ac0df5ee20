// SPDX-License-Identifier: Apache-2.0
// Calls: functions of one's own are unfolded, the language's own come from function/. What neither
// knows is refused by name.
#include <algorithm>

#include "base/text.h"
#include "query/function/list.h"
#include "query/sql/lower.h"

namespace ward::query {

// A scope for the call with its arguments bound; the caller puts the old one back.
bool Lowering::enter(const Let& let, const Binding& binding, const Call& call, Relation& in,
                     size_t at, const Relation* first) {
    std::map<std::string, Binding> names;
    size_t next = 0;
    std::map<std::string, const Expression*> given;
    std::vector<const Expression*> placed;
    for (const auto& argument : call.arguments) {
        if (const auto* assign = std::get_if<Assign>(&argument->node))
            given[assign->names.front()] = assign->value.get();
        else
            placed.push_back(argument.get());
    }
    for (const Parameter& parameter : let.parameters) {
        const auto& [name, type] = parameter.declaration;
        const Expression* value = nullptr;
        if (first != nullptr && &parameter == &let.parameters.front()) {
            names.insert_or_assign(name, Binding{shared(*first)});
            continue;
        }
        if (const auto found = given.find(name); found != given.end())
            value = found->second;
        else if (next < placed.size())
            value = placed[next++];
        else
            value = parameter.otherwise.get();
        if (value == nullptr)
            return fail(at, "'" + let.name + "' wants a value for '" + name + "'"), false;
        if (type == "table") {
            names.insert_or_assign(name, Binding{shared(source(*value))});
            continue;
        }
        Typed typed = expression(*value, in);
        const std::string wanted = kusto_type(type);
        if (!wanted.empty() && typed.type != wanted)
            typed = {convert(typed, wanted), wanted, typed.text};
        names.insert_or_assign(name, Binding{std::move(typed)});
    }
    if (next < placed.size())
        return fail(at, "'" + let.name + "' does not take " + std::to_string(placed.size()) +
                            " arguments"),
               false;
    scopes_.push_back({std::move(names), binding.scope});
    scope_ = &scopes_.back();
    statements(let.lets);
    return !failed();
}

Typed Lowering::user_function(const Let& let, const Binding& binding, const Call& call,
                              Relation& in, size_t at) {
    Scope* before = scope_;
    Typed out{"NULL", "long"};
    if (enter(let, binding, call, in, at) && let.value) {
        Relation none;
        if (let.value->operators.empty() && let.value->source)
            out = expression(*let.value->source, none);
        else
            fail(at, "'" + let.name + "' makes a table, not a value", "use toscalar()");
    }
    scope_ = before;
    return out;
}

Typed Lowering::node(const Call& v, const Expression& at, Relation& in) {
    if (const Binding* binding = lookup(v.function))
        if (const auto* let = std::get_if<const Let*>(&binding->value)) {
            const Binding copy = *binding;
            return user_function(**let, copy, v, in, at.begin);
        }
    return built_in(v, at, in);
}

Typed Lowering::built_in(const Call& call, const Expression& at, Relation& in) {
    const std::string& f = call.function;
    if (aggregating_ && is_aggregate(f)) {
        aggregating_ = false;
        const Typed out = aggregate(at, in);
        aggregating_ = true;
        return out;
    }
    if (const Special* special = special_function(f)) return special->lower(*this, call, at, in);
    std::vector<Typed> a;
    for (const auto& one : call.arguments) a.push_back(expression(*one, in));
    if (failed()) return {"NULL", "long"};
    bool is_known = false;
    for (const Function* one : functions_named(f)) {
        is_known = true;
        if (one->takes(a.size())) return call_of(*this, *one, a);
    }
    if (is_known)
        return fail(at.begin,
                    "'" + f + "' does not take " + std::to_string(a.size()) + " arguments");
    if (is_aggregate(f))
        return fail(at.begin, "the aggregate '" + f + "' can only stand in summarize");
    const std::string near = base::nearest(f, function_names());
    return fail(at.begin, "the function '" + f + "' is unknown or cannot run yet",
                near.empty() ? "" : "did you mean '" + near + "'?");
}

// An aggregate, or an expression over aggregates: max(x) - min(x), round(avg(x), 2).
Typed Lowering::aggregate(const Expression& value, Relation& in) {
    const Nested nested(*this, value.begin);
    if (nested.is_too_deep) return {"NULL", "long"};
    if (const auto* call = std::get_if<Call>(&value.node)) {
        if (!lookup(call->function) && is_aggregate(call->function)) {
            if (const auto* special = special_aggregate(call->function))
                return special->lower(*this, *call, value, in);
            return plain_aggregate(*this, *call, value, in);
        }
    }
    return over_aggregates(*this, value, in);
}

}  // namespace ward::query
