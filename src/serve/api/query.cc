// SPDX-License-Identifier: Apache-2.0
// /api/v1/query: KQL in, a table out.
#include "query/query.h"

#include "base/text.h"
#include "serve/api/routes.h"

namespace ward::serve {

namespace {

using access::Role;
using base::Json;

constexpr int64_t rows_default = 100'000, rows_max = 100'000;
constexpr size_t query_bytes_max = 64 * 1024;  // published hunting queries have 20 KiB at most

base::Result<base::TimeNs> time_in(const Json& json, std::string_view name) {
    if (!json.has(name) || json[name].is_null()) return base::no_time;
    const auto time = base::parse_rfc3339(json[name].text());
    if (time) return *time;
    return base::Error{base::ErrorKind::usage, std::string(name) + " must be an RFC 3339 time"};
}

struct Question {
    std::string text;
    base::TimeNs from_ns = base::no_time, to_ns = base::no_time;
    store::QueryLimits limits;
};

base::Result<Question> question_of(const Request& request) {
    TRY(const Json json, object_of(request, {"query", "from", "to", "limit"}));
    Question out;
    out.text = json["query"].text();
    if (out.text.empty()) return base::Error{base::ErrorKind::usage, "query is missing"};
    if (out.text.size() > query_bytes_max)
        return base::Error{base::ErrorKind::limit, "the query is longer than 64 KiB"};
    TRY(out.from_ns, time_in(json, "from"));
    TRY(out.to_ns, time_in(json, "to"));
    const int64_t limit = json["limit"].integer(rows_default);
    if (limit < 1 || limit > rows_max)
        return base::Error{base::ErrorKind::usage, "limit must be 1 to 100000"};
    out.limits.rows_max = static_cast<size_t>(limit);
    return out;
}

Response answer(const ApiParts& parts, const query::Tables& views, const Request& request) {
    const auto question = question_of(request);
    if (!question.ok()) return problem(question.error());
    base::Diagnostics diagnostics;
    auto found = query::run(question->text, parts.events, question->limits, parts.clock.now_ns(),
                            diagnostics, question->from_ns, question->to_ns,
                            {&views, tables_for(question->text, parts)});
    if (diagnostics.has_errors())
        return problem(400, "the query cannot be run: " + diagnostics.all().front().text,
                       diagnostics);
    if (!found.ok()) return problem(found.error());
    return json_response(query::to_json(*found));
}

}  // namespace

std::vector<Route> query_routes(const Parts& parts) {
    // Shared: the handler holds it.
    const auto views = std::make_shared<const query::Tables>(parts->content_folder + "/tables");
    Route route{"POST", "/api/v1/query", Role::viewer, true,
                answering([parts, views](const Request& request) {
                    return answer(*parts, *views, request);
                })};
    route.is_heavy = true;
    return {route};
}

}  // namespace ward::serve
