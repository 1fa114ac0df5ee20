// SPDX-License-Identifier: Apache-2.0
// Every group of routes, and what they share.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "serve/api/routes.h"

namespace ward::serve {

std::vector<Route> api_routes(std::shared_ptr<const ApiParts> parts) {
    std::vector<Route> out;
    for (const auto group :
         {access_routes, audit_routes, event_routes, finding_routes, incident_routes, kusto_routes,
          page_routes, probe_routes, query_routes, rule_routes, source_routes})
        for (auto& route : group(parts)) out.push_back(std::move(route));
    return out;
}

static base::Error wrong(std::string text) {
    return {base::ErrorKind::usage, std::move(text)};
}

// One `name:value`, taken from the front of `rest`.
static base::Result<std::pair<std::string, std::string>> take_term(std::string_view& rest) {
    const size_t colon = rest.find(':');
    if (colon == std::string_view::npos || colon == 0)
        return wrong("a filter is name:value, several parted by blanks");
    std::pair<std::string, std::string> out(rest.substr(0, colon), "");
    rest.remove_prefix(colon + 1);
    if (!rest.starts_with('"')) {
        out.second = base::take_until(rest, ' ');
        return out;
    }
    const size_t end = rest.find('"', 1);
    if (end == std::string_view::npos) return wrong("a quote in the filter is not closed");
    out.second = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
    return out;
}

base::Result<PageWanted> page_of(const Request& request) {
    PageWanted out;
    if (const auto text = request.asked("limit"); !text.empty()) {
        const auto limit = base::parse_integer(text);
        if (!limit || *limit < 1 || static_cast<size_t>(*limit) > page_max)
            return wrong(fmt::format("limit must be 1 to {}", page_max));
        out.limit = static_cast<size_t>(*limit);
    }
    out.cursor = request.asked("cursor");
    for (std::string_view rest = base::trim(request.asked("filter")); !rest.empty();
         rest = base::trim(rest)) {
        if (out.filter.size() == filter_terms_max)
            return wrong(fmt::format("a filter has at most {} terms", filter_terms_max));
        TRY(auto term, take_term(rest));
        out.filter.push_back(std::move(term));
    }
    return out;
}

base::Result<base::Json> object_of(const Request& request,
                                   std::initializer_list<std::string_view> known) {
    TRY(auto json, base::parse_json(request.body));
    if (!json.is_object()) return wrong("the body must be a JSON object");
    const std::vector<std::string_view> names(known);
    for (const auto& [name, value] : json.object()) {
        if (std::ranges::find(names, name) != names.end()) continue;
        const auto near = base::nearest(name, names);
        return wrong(fmt::format("unknown member '{}'{}", base::printable(name),
                                 near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
    }
    return json;
}

Response json_response(std::string body, int status) {
    return {status, "application/json", {}, std::move(body)};
}

Handler answering_json(std::function<base::Result<std::string>(const Request&)> answer) {
    return answering([answer = std::move(answer)](const Request& request) {
        auto body = answer(request);
        return body.ok() ? json_response(std::move(body).value()) : problem(body.error());
    });
}

}  // namespace ward::serve
