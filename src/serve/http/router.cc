// SPDX-License-Identifier: Apache-2.0
// The order of checks: target, route, method, size, who asks, may they, and only then the body.
#include "serve/http/router.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <set>

#include "base/check.h"
#include "base/decompress.h"
#include "base/text.h"
#include "serve/http/credentials.h"
#include "serve/http/target.h"

namespace ward::serve {

namespace {

bool is_parameter(const std::string& segment) {
    return segment.starts_with('{') && segment.ends_with('}');
}

std::string_view value_in(const std::map<std::string, std::string>& map, const std::string& name) {
    const auto found = map.find(name);
    return found == map.end() ? std::string_view{} : std::string_view(found->second);
}

bool is_safe(std::string_view method) {
    return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

// This machine, asked by a name that only it has: a page that points its own name at 127.0.0.1 does
// not count, nor what a proxy forwards.
bool is_local(const Request& request) {
    const bool near = request.peer.starts_with("127.") || request.peer == "::1";
    if (!near || !request.header("x-forwarded-for").empty() || !request.header("forwarded").empty())
        return false;
    std::string_view host = request.header("host");
    if (host.starts_with('[')) return host.starts_with("[::1]");
    host = base::take_until(host, ':');
    return host.empty() || base::equals_ignore_case(host, "localhost") || host.starts_with("127.");
}

// An Origin header must name the host that was asked; browsers send it with every unsafe request.
bool is_same_origin(const Request& request) {
    std::string_view origin = request.header("origin");
    if (origin.empty()) return true;
    const size_t scheme = origin.find("://");
    if (scheme == std::string_view::npos) return false;
    return base::equals_ignore_case(origin.substr(scheme + 3), request.header("host"));
}

// Not the time it takes tells how much of it was right.
bool equals_in_constant_time(std::string_view a, std::string_view b) {
    unsigned char difference = a.size() == b.size() ? 0 : 1;
    for (size_t i = 0; i < a.size() && i < b.size(); i++)
        difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
    return difference == 0;
}

Response refuse(const Route& route, int status, std::string_view detail) {
    Response out = route.refuse != nullptr ? route.refuse(status, detail)
                                           : problem(status, status_text(status), detail);
    if (status == 401) out.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"ward\"");
    if (status == 503) out.headers.emplace_back("Retry-After", "1");
    return out;
}

// Replaces the body by what it unpacks to, or says why not.
std::optional<Response> decode_body(const Route& route, Request& request, size_t body_bytes_max) {
    const std::string_view encoding = base::trim(request.header("content-encoding"));
    if (encoding.empty() || base::equals_ignore_case(encoding, "identity")) return std::nullopt;
    const auto packing = base::parse_packing(encoding);
    if (!packing) return refuse(route, 415, "Content-Encoding may be gzip, deflate or zstd");
    if (request.body.empty()) return std::nullopt;  // some clients say gzip and send nothing
    const base::UnpackLimits limits{route.is_receiver ? decoded_bytes_max : body_bytes_max,
                                    decoded_ratio_max, ratio_free_bytes};
    auto body = base::unpack(*packing, request.body, limits);
    if (!body.ok())
        return refuse(route, body.error().kind == base::ErrorKind::limit ? 413 : 400,
                      "the body: " + body.error().text);
    request.body = std::move(body).value();
    request.headers.erase("content-encoding");
    return std::nullopt;
}

}  // namespace

std::string_view Request::header(const std::string& name) const {
    return value_in(headers, name);
}

std::string_view Request::parameter(const std::string& name) const {
    return value_in(parameters, name);
}

std::string_view Request::asked(const std::string& name) const {
    return value_in(query, name);
}

Handler answering(std::function<Response(const Request&)> answer) {
    return [answer = std::move(answer)](Request&& request, const Respond& respond) {
        respond(answer(request));
    };
}

/// The best route of a path, and what else the path would allow.
struct Router::Match {
    const Route* route = nullptr;
    const std::vector<std::string>* pattern = nullptr;
    std::set<std::string> methods;
};

Router::Router(access::Access& access, RouterOptions options)
    : access_(access), options_(options) {}

void Router::add(Route route) {
    CHECK(route.handle && route.pattern.starts_with('/'));
    for (const auto& other : routes_)
        CHECK(other.method != route.method || other.pattern != route.pattern ||
              other.accept != route.accept);
    std::vector<std::string> segments;
    for (const auto part : base::split(std::string_view(route.pattern).substr(1), '/'))
        if (!part.empty()) segments.emplace_back(part);
    patterns_.push_back(std::move(segments));
    routes_.push_back(std::move(route));
}

void Router::add(std::vector<Route> routes) {
    for (auto& route : routes) add(std::move(route));
}

Router::Match Router::find(const Request& request, const std::vector<std::string>& segments) const {
    Match out;
    size_t best = 0;
    for (size_t i = 0; i < routes_.size(); i++) {
        const auto& pattern = patterns_[i];
        if (pattern.size() != segments.size()) continue;
        size_t score = 1;
        for (size_t k = 0; k < pattern.size() && score > 0; k++) {
            if (pattern[k] == segments[k])
                score += size_t{2} << (2 * (path_segments_max - k));  // a literal before a name
            else if (!is_parameter(pattern[k]))
                score = 0;
        }
        const Route& route = routes_[i];
        if (score > 0 && !route.accept.empty())
            score = request.header("accept").find(route.accept) == std::string_view::npos
                        ? 0
                        : score + 1;
        if (score == 0) continue;
        out.methods.insert(route.method);
        if (route.method == "GET") out.methods.insert("HEAD");
        const bool meant =
            route.method == request.method || (request.method == "HEAD" && route.method == "GET");
        if (!meant || score <= best) continue;
        best = score;
        out.route = &route;
        out.pattern = &pattern;
    }
    return out;
}

std::optional<Response> Router::authorise(Request& request, const Route& route) const {
    if (!route.needs) return std::nullopt;
    if (route.open_on_loopback && is_local(request)) return std::nullopt;
    bool is_session = false;
    if (const auto authorization = request.header("authorization"); !authorization.empty()) {
        if (const auto secret = token_in(authorization)) request.identity = access_.token(*secret);
    } else if (const auto cookie = cookie_in(request.header("cookie"), session_cookie);
               !cookie.empty() && cookie.size() <= credential_bytes_max) {
        request.identity = access_.session(std::string(cookie));
        is_session = true;
    }
    if (!request.identity) return refuse(route, 401, "sign in, or send a valid API token");
    if (is_session && !is_safe(request.method) &&
        (!is_same_origin(request) ||
         !equals_in_constant_time(request.header("x-csrf-token"), request.identity->csrf)))
        return refuse(route, 403, "the X-CSRF-Token header must carry the session's csrf value");
    if (request.identity->role < *route.needs)
        return refuse(route, 403,
                      fmt::format("this needs the role {}; {} has {}", to_text(*route.needs),
                                  request.identity->name, to_text(request.identity->role)));
    return std::nullopt;
}

Router::Admission Router::admit(Request& request) const {
    Admission out;
    const auto refused = [&](int status, std::string_view detail) {
        out.refusal = out.route ? refuse(*out.route, status, detail)
                                : problem(status, status_text(status), detail);
        return out;
    };
    if (request.target.size() > target_bytes_max) return refused(414, "the target is too long");
    auto target = parse_target(request.target);
    if (!target) return refused(400, "the target is not a plain path and query");
    request.path = std::move(target->path);
    request.query = std::move(target->query);
    const Match match = find(request, target->segments);
    out.route = match.route;
    if (!out.route && match.methods.empty()) return refused(404, "nothing is at " + request.path);
    if (!out.route) {
        const auto allowed = fmt::format("{}", fmt::join(match.methods, ", "));
        refused(405, fmt::format("{} takes {}", request.path, allowed));
        out.refusal->headers.emplace_back("Allow", allowed);
        return out;
    }
    for (size_t i = 0; i < match.pattern->size(); i++)
        if (const auto& name = (*match.pattern)[i]; is_parameter(name))
            request.parameters[name.substr(1, name.size() - 2)] = std::move(target->segments[i]);
    out.body_bytes_max = body_bytes_max(*out.route);
    out.refusal = authorise(request, *out.route);
    return out;
}

// Strangers may not fill the memory.
size_t Router::body_bytes_max(const Route& route) const {
    return route.needs ? options_.body_bytes_max
                       : std::min(options_.body_bytes_max, open_body_bytes_max);
}

void Router::run(const Route& route, Request&& request, Respond respond, Workers* workers) const {
    const size_t bytes_max = body_bytes_max(route);
    if (request.body.size() > bytes_max) {
        respond(refuse(route, 413, fmt::format("a body may have {} bytes", bytes_max)));
        return;
    }
    const bool is_long = route.blocking || !request.header("content-encoding").empty();
    const auto work = [&route, bytes_max](Request&& one, const Respond& answer) {
        if (auto refusal = decode_body(route, one, bytes_max))
            answer(std::move(*refusal));
        else
            route.handle(std::move(one), answer);
    };
    if (!is_long || workers == nullptr) {
        work(std::move(request), respond);
        return;
    }
    auto job = [work, respond, request = std::move(request)]() mutable {
        work(std::move(request), respond);
    };
    const auto weight = route.is_heavy ? Workers::Weight::heavy : Workers::Weight::light;
    if (!workers->run(std::move(job), weight))
        respond(refuse(route, 503, "too many requests wait; try again"));
}

void Router::dispatch(Request&& request, Respond respond, Workers* workers) const {
    auto admission = admit(request);
    if (admission.refusal)
        respond(std::move(*admission.refusal));
    else
        run(*admission.route, std::move(request), std::move(respond), workers);
}

Response Router::dispatch(Request&& request) const {
    std::promise<Response> answer;
    dispatch(std::move(request), [&](Response response) { answer.set_value(std::move(response)); });
    return answer.get_future().get();
}

}  // namespace ward::serve
