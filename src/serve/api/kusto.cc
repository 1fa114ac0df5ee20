// SPDX-License-Identifier: Apache-2.0
// Kusto's own REST, so that its clients connect (/v1/rest/query, /v2/rest/query, /v1/rest/mgmt);
// and help for those who write queries (/api/v1/query/complete).
#include "query/kusto_rest.h"

#include "query/complete.h"
#include "serve/api/routes.h"

namespace ward::serve {

namespace {

using access::Role;
using base::Json;
using Views = std::shared_ptr<const query::Tables>;  // shared: every handler holds it

constexpr size_t query_bytes_max = 64 * 1024;

Response refused(const base::Error& error, std::string_view code) {
    const int status = error.kind == base::ErrorKind::usage ? 400 : 500;
    return json_response(query::to_kusto_error(code, error.text), status);
}

enum class Shape { v1, v2, management };

Response answer(const ApiParts& parts, const query::Tables& views, const Request& request,
                Shape shape) {
    // Clients send db, properties and more beside csl; only the question matters here.
    const auto json = base::parse_json(request.body);
    const std::string text(json.ok() ? (*json)["csl"].text() : std::string_view());
    if (text.empty() || text.size() > query_bytes_max)
        return refused({base::ErrorKind::usage, "csl is missing or too long"}, "BadRequest");
    const query::Surroundings around{&views, tables_for(text, parts)};
    base::Diagnostics diagnostics;
    const bool manages = shape == Shape::management || text.starts_with('.');
    auto found = manages ? query::run_management(text, parts.events, parts.clock.now_ns(), around)
                         : query::run(text, parts.events, {}, parts.clock.now_ns(), diagnostics,
                                      base::no_time, base::no_time, around);
    if (!found.ok())
        return refused(found.error(),
                       diagnostics.has_errors() ? "BadRequest_SyntaxError" : "BadRequest");
    return json_response(shape == Shape::v2 ? query::to_kusto_v2(*found)
                                            : query::to_kusto_v1(*found));
}

base::Result<std::string> completions(const query::Tables& views, const Request& request) {
    TRY(const Json json, object_of(request, {"query", "offset"}));
    const std::string_view text = json["query"].text();
    if (text.size() > query_bytes_max)
        return base::Error{base::ErrorKind::limit, "the query is longer than 64 KiB"};
    const int64_t offset = json["offset"].integer(static_cast<int64_t>(text.size()));
    if (offset < 0) return base::Error{base::ErrorKind::usage, "offset must not be negative"};
    std::string out;
    base::JsonWriter writer(out);
    writer.begin_object().key("completions").begin_array();
    for (const auto& one : query::complete(text, static_cast<size_t>(offset), {&views, {}}))
        writer.begin_object()
            .field("text", one.text)
            .field("kind", one.kind)
            .field("detail", one.detail)
            .end_object();
    writer.end_array().end_object();
    return out;
}

}  // namespace

std::vector<Route> kusto_routes(const Parts& parts) {
    const auto views = std::make_shared<const query::Tables>(parts->content_folder + "/tables");
    std::vector<Route> out;
    for (const auto& [path, shape] :
         {std::pair("/v1/rest/query", Shape::v1), std::pair("/v2/rest/query", Shape::v2),
          std::pair("/v1/rest/mgmt", Shape::management)}) {
        Route route{"POST", path, Role::viewer, true,
                    answering([parts, views, shape](const Request& request) {
                        return answer(*parts, *views, request, shape);
                    })};
        route.is_heavy = true;
        out.push_back(std::move(route));
    }
    out.push_back(
        {"POST", "/api/v1/query/complete", Role::viewer, true,
         answering_json([views](const Request& request) { return completions(*views, request); })});
    return out;
}

}  // namespace ward::serve
