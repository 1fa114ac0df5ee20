// SPDX-License-Identifier: Apache-2.0
// Every operator that runs.
#include "query/pipe/list.h"

#include <algorithm>

#include "query/pipe/pipes.h"

namespace ward::query {

namespace {

constexpr Pipe pipes[] = {
    {"where", where},
    {"filter", where},
    {"extend", extend},
    {"project", project},
    {"project-away", choose},
    {"project-keep", choose},
    {"project-rename", rename_columns},
    {"project-reorder", reorder},
    {"project-by-names", by_names},
    {"count", count},
    {"summarize", summarize},
    {"distinct", distinct},
    {"sort", sort},
    {"order", sort},
    {"top", top},
    {"take", take},
    {"limit", take},
    {"sample", sample},
    {"sample-distinct", sample_distinct},
    {"serialize", serialize},
    {"join", join},
    {"lookup", lookup_join},
    {"union", union_pipe},
    {"mv-expand", mv_expand},
    {"mvexpand", mv_expand},
    {"mv-apply", mv_apply},
    {"mvapply", mv_apply},
    {"parse", parse_pattern_pipe},
    {"parse-where", parse_pattern_pipe},
    {"parse-kv", parse_kv_pipe},
    {"make-series", make_series},
    {"top-hitters", top_hitters},
    {"top-nested", top_nested},
    {"partition", partition},
    {"search", search_pipe},
    {"evaluate", evaluate},
    {"reduce", reduce},
    {"getschema", getschema},
    {"as", name_relation},
    {"invoke", invoke},
    {"consume", consume},
    {"render", pass},
    {"assert-schema", assert_schema},
    {"scan", scan},
};
constexpr LeadingPipe leading[] = {
    {"print", print},        {"range", range_lead}, {"union", union_lead},
    {"search", search_lead}, {"find", find_lead},
};

}  // namespace

const Pipe* pipe_of(std::string_view keyword) {
    const auto* found = std::ranges::find(pipes, keyword, &Pipe::keyword);
    return found == std::end(pipes) ? nullptr : found;
}

const LeadingPipe* leading_pipe(std::string_view keyword) {
    const auto* found = std::ranges::find(leading, keyword, &LeadingPipe::keyword);
    return found == std::end(leading) ? nullptr : found;
}

std::vector<std::string_view> pipe_names() {
    std::vector<std::string_view> out;
    for (const auto& one : pipes) out.push_back(one.keyword);
    for (const auto& one : leading)
        if (pipe_of(one.keyword) == nullptr) out.push_back(one.keyword);
    std::ranges::sort(out);
    return out;
}

const Clause* clause_of(const Operator& one, std::string_view word) {
    const auto found = std::ranges::find(one.clauses, word, &Clause::word);
    return found == one.clauses.end() ? nullptr : &*found;
}

std::string option_of(const Operator& one, std::string_view name) {
    for (const auto& [key, value] : one.options) {
        if (key != name) continue;
        if (const auto* word = std::get_if<Name>(&value->node)) return word->text;
        if (const auto* literal = std::get_if<Literal>(&value->node)) return literal->text;
    }
    return "";
}

}  // namespace ward::query
