// SPDX-License-Identifier: Apache-2.0
// The family of the API's routes: one file per noun, named in list.cc. A handler reads its request,
// asks a store, writes JSON; nothing else.
#pragma once

#include <map>

#include "serve/api/api.h"
#include "serve/api/json.h"

namespace ward::serve {

using Parts = std::shared_ptr<const ApiParts>;  // shared: every handler holds it

std::vector<Route> access_routes(const Parts& parts);  // sign-in, users, tokens
std::vector<Route> audit_routes(const Parts& parts);
std::vector<Route> event_routes(const Parts& parts);  // and quarantine
std::vector<Route> finding_routes(const Parts& parts);
std::vector<Route> incident_routes(const Parts& parts);
std::vector<Route> kusto_routes(const Parts& parts);  // Kusto's REST, completion
std::vector<Route> page_routes(const Parts& parts);   // landing page, the API's description
std::vector<Route> probe_routes(const Parts& parts);  // healthz, readyz, metrics
std::vector<Route> query_routes(const Parts& parts);
std::vector<Route> rule_routes(const Parts& parts);
std::vector<Route> source_routes(const Parts& parts);

constexpr size_t page_default = 50, page_max = 1000;  // items of a list
constexpr size_t filter_terms_max = 16;

/// ?limit=&cursor=&filter= of a list. A filter is `name:value`, several parted by blanks, values
/// with blanks in double quotes.
struct PageWanted {
    size_t limit = page_default;
    std::string cursor;
    std::vector<std::pair<std::string, std::string>> filter;
};
base::Result<PageWanted> page_of(const Request& request);

/// The request's body as a JSON object with no other members than `known`; an error names the one
/// that is not.
base::Result<base::Json> object_of(const Request& request,
                                   std::initializer_list<std::string_view> known);

/// Tables in memory that `kql` may name (query_tables.cc).
std::map<std::string, store::Table> tables_for(std::string_view kql, const ApiParts& parts);

Response json_response(std::string body, int status = 200);

/// A handler of a function that gives a body or an error.
Handler answering_json(std::function<base::Result<std::string>(const Request&)> answer);

}  // namespace ward::serve
