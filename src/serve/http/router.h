// SPDX-License-Identifier: Apache-2.0
// Routes: what a request is answered with, free of Beast. Handlers see plain values; the HTTP
// library stays in http/server.cc.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/access.h"

namespace ward::serve {

struct Request {
    std::string method, path;                       // path decoded, without query
    std::map<std::string, std::string> query;       // decoded
    std::map<std::string, std::string> headers;     // names in lower case
    std::map<std::string, std::string> parameters;  // {id} of the route
    std::string body;                               // decompressed
    std::string peer;
    std::optional<access::Identity> identity;  // set when the route needs one
};

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

/// What a handler calls exactly once, now or later, from any thread.
using Respond = std::function<void(Response)>;

struct Route {
    std::string method, pattern;  // "/api/v1/incidents/{id}"
    std::optional<access::Role>
        needs;             // the least role; nothing: open to everyone (healthz, sign-in)
    bool blocking = true;  // true: runs on the worker pool; false: must return at once
    std::function<void(Request&&, Respond)> handle;
};

/// application/problem+json (RFC 9457).
Response problem(int status, std::string_view title, std::string_view detail);

}  // namespace ward::serve
