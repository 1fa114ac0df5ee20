// SPDX-License-Identifier: Apache-2.0
// Routes: what a request is answered with, free of Beast. A request comes as plain values from
// http/server.cc or from a test; the router finds its route, asks who is asking, refuses or runs
// the handler. Nothing passes that no route and no role allows.
//
//   head -> admit(): route, identity, permission -> (body) -> run(): decode the body, handler
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/access.h"
#include "base/diagnostics.h"
#include "serve/http/workers.h"

namespace ward::serve {

/// Limits on one request. Over any of them: refused with the status named.
constexpr size_t header_bytes_max = 16 * 1024;     // 431; browsers send 2 KiB
constexpr size_t target_bytes_max = 8 * 1024;      // 414
constexpr size_t body_bytes_default = 8 << 20;     // 413; a batch of 10,000 events
constexpr size_t open_body_bytes_max = 64 * 1024;  // 413; of routes that need no login
constexpr size_t decoded_bytes_max = 64 << 20;     // 413; of a compressed body sent to a receiver
constexpr size_t decoded_ratio_max = 100;          // 413; logs compress 10 to 30 times
constexpr size_t ratio_free_bytes = 64 * 1024;     // below it the ratio is nobody's concern
constexpr size_t query_parameters_max = 64;        // 400
constexpr size_t path_segments_max = 16;           // 404

struct Request {
    std::string method;
    std::string target;                             // as sent: "/api/v1/events/a%20b?limit=5"
    std::string path;                               // decoded, without query; set by the router
    std::map<std::string, std::string> query;       // decoded; set by the router
    std::map<std::string, std::string> headers;     // names in lower case
    std::map<std::string, std::string> parameters;  // {id} of the route; set by the router
    std::string body;                               // decompressed by the router
    std::string peer;                               // the client's address, without port
    bool is_tls = false;
    std::optional<access::Identity> identity;  // who asks, where the route needs one
    std::string id;                            // of this request, in the access log and in errors

    std::string_view header(const std::string& name) const;     // empty if there is none
    std::string_view parameter(const std::string& name) const;  // of the route; empty likewise
    std::string_view asked(const std::string& name) const;      // of the query; empty likewise
};

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

/// What a handler calls exactly once, now or later, from any thread.
using Respond = std::function<void(Response)>;
using Handler = std::function<void(Request&&, Respond)>;

struct Route {
    std::string method, pattern;        // "/api/v1/incidents/{id}"; HEAD is answered by GET's route
    std::optional<access::Role> needs;  // the least role; nothing: open to everyone (sign-in)
    bool blocking = true;               // true: runs on the worker pool; false: must return at once
    Handler handle;

    bool open_on_loopback = false;  // healthz, metrics: no login when the peer is this machine
    bool is_receiver = false;       // bodies may unpack to decoded_bytes_max; successes not logged
    std::string accept = {};  // set: only for requests whose Accept names this type; tried first
    /// How a refusal (401, 403, 413, 415, 503, ...) is said to this protocol's clients; unset:
    /// problem+json.
    Response (*refuse)(int status, std::string_view detail) = nullptr;
    bool is_heavy = false;  // a query, which may take minutes: never more than half the workers
};

/// application/problem+json (RFC 9457).
Response problem(int status, std::string_view title, std::string_view detail);
/// The same with errors[] of line, column and hint: for a text that the client wrote.
Response problem(int status, std::string_view detail, const base::Diagnostics& diagnostics);
/// An Error of the world or of the call, by the status of its kind.
Response problem(const base::Error& error);
/// The status's usual words: 404 is "Not Found".
std::string_view status_text(int status);

/// A Handler of a function that answers at once.
Handler answering(std::function<Response(const Request&)> answer);

struct RouterOptions {
    size_t body_bytes_max = body_bytes_default;
};

class Router {
public:
    explicit Router(access::Access& access, RouterOptions options = {});

    /// Must be called before the first request. Two routes of one method, pattern and accept are a
    /// bug.
    void add(Route route);
    void add(std::vector<Route> routes);
    const std::vector<Route>& routes() const { return routes_; }
    /// What must be done every refresh_ms so that no request has to do it.
    void refresh() const { access_.refresh(); }
    static constexpr int refresh_ms = 250;  // a revoked token ends within a second

    /// What becomes of a request, decided from its head alone (the body may not be there yet).
    struct Admission {
        const Route* route = nullptr;     // may be set beside a refusal: for the log
        std::optional<Response> refusal;  // set: say this, do not run
        size_t body_bytes_max = 0;        // as sent
    };
    /// Fills path, query, parameters and identity of `request`.
    Admission admit(Request& request) const;
    /// Decodes the body and runs the handler of an admitted request; on `workers` where it may
    /// take long, in place without them.
    void run(const Route& route, Request&& request, Respond respond, Workers* workers) const;

    /// All of it, without a socket: for tests, and for handlers that answer in place.
    void dispatch(Request&& request, Respond respond, Workers* workers = nullptr) const;
    /// The same, waiting for the answer.
    Response dispatch(Request&& request) const;

private:
    struct Match;
    size_t body_bytes_max(const Route& route) const;
    Match find(const Request& request, const std::vector<std::string>& segments) const;
    std::optional<Response> authorise(Request& request, const Route& route) const;

    access::Access& access_;
    RouterOptions options_;
    std::vector<Route> routes_;
    std::vector<std::vector<std::string>> patterns_;  // segments, beside routes_
};

}  // namespace ward::serve
