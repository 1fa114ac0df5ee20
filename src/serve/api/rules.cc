// SPDX-License-Identifier: Apache-2.0
// /api/v1/rules: what runs, what could not be loaded and why.
#include "base/text.h"
#include "serve/api/routes.h"

namespace ward::serve {

namespace {

using access::Role;

void write_report(base::JsonWriter& json, const detect::RuleReport& report) {
    json.begin_object().field("id", report.id).field("title", report.title);
    json.field("file", report.file).key("messages").begin_array();
    for (const auto& one : report.messages.all()) {
        json.begin_object().field("line", one.place.line).field("column", one.place.column);
        json.field("text", one.text).field("hint", one.hint).end_object();
    }
    json.end_array().end_object();
}

base::Result<std::string> rules(const ApiParts& parts, const Request& request) {
    TRY(const auto wanted, page_of(request));
    const auto heads = parts.rules->heads();
    const size_t from = wanted.cursor.empty()
                            ? 0
                            : static_cast<size_t>(base::parse_integer(wanted.cursor).value_or(0));
    const size_t to = std::min(heads.size(), from + wanted.limit);
    std::string out;
    base::JsonWriter json(out);
    json.begin_object().field("loaded", static_cast<uint64_t>(parts.rules->size()));
    json.key("rules").begin_array();
    for (size_t i = from; i < to; i++) write_rule(json, *heads[i], false);
    json.end_array().key("rejected").begin_array();
    if (from == 0)
        for (const auto& report : parts.rule_reports)
            if (report.status == detect::RuleReport::Status::rejected) write_report(json, report);
    json.end_array();
    if (to < heads.size()) json.field("next", std::to_string(to));
    json.end_object();
    return out;
}

base::Result<std::string> rule(const ApiParts& parts, const Request& request) {
    const auto found = parts.rules->find(request.parameter("id"));
    if (!found) return base::Error{base::ErrorKind::not_found, "no such rule is loaded"};
    std::string out;
    base::JsonWriter json(out);
    write_rule(json, *found, true);
    return out;
}

}  // namespace

std::vector<Route> rule_routes(const Parts& parts) {
    return {
        {"GET", "/api/v1/rules", Role::viewer, true,
         answering_json([parts](const Request& request) { return rules(*parts, request); })},
        {"GET", "/api/v1/rules/{id}", Role::viewer, true,
         answering_json([parts](const Request& request) { return rule(*parts, request); })},
    };
}

}  // namespace ward::serve
