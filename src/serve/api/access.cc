// SPDX-License-Identifier: Apache-2.0
// /api/v1/sign-in, sign-out, me, users, tokens: who may come in.
#include <fmt/format.h>

#include "base/text.h"
#include "serve/api/routes.h"
#include "serve/http/credentials.h"

namespace ward::serve {

namespace {

using access::Role;
using base::Json;

std::string cookie(std::string_view value, bool is_tls, int64_t seconds) {
    return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}{}", session_cookie,
                       value, seconds, is_tls ? "; Secure" : "");
}

void write_identity(base::JsonWriter& json, const access::Identity& identity) {
    json.begin_object().field("name", identity.name).field("role", access::to_text(identity.role));
    json.field("is_token", identity.is_token);
    if (!identity.csrf.empty()) json.field("csrf", identity.csrf);
    json.end_object();
}

Response sign_in(const ApiParts& parts, const Request& request) {
    // Only JSON: a form of another site cannot send it without asking first.
    if (!base::starts_with_ignore_case(request.header("content-type"), "application/json"))
        return problem(415, status_text(415), "send application/json");
    const auto json = object_of(request, {"name", "password"});
    if (!json.ok()) return problem(json.error());
    const auto secret = parts.access.sign_in(std::string((*json)["name"].text()),
                                             std::string((*json)["password"].text()), request.peer);
    if (!secret.ok()) {
        const bool denied = secret.error().kind == base::ErrorKind::denied;
        return denied ? problem(401, status_text(401), secret.error().text)
                      : problem(secret.error());
    }
    const auto identity = parts.access.session(*secret);
    if (!identity) return problem(503, status_text(503), "the session could not be opened");
    std::string body;
    base::JsonWriter writer(body);
    write_identity(writer, *identity);
    auto out = json_response(std::move(body));
    constexpr int64_t life_seconds = access::session_life_ns / base::second_ns;
    out.headers.emplace_back("Set-Cookie", cookie(*secret, request.is_tls, life_seconds));
    return out;
}

Response sign_out(const ApiParts& parts, const Request& request) {
    parts.access.sign_out(std::string(cookie_in(request.header("cookie"), session_cookie)));
    Response out{204, "", {}, ""};
    out.headers.emplace_back("Set-Cookie", cookie("", request.is_tls, 0));
    return out;
}

base::Result<std::string> me(const ApiParts&, const Request& request) {
    std::string out;
    base::JsonWriter json(out);
    write_identity(json, *request.identity);
    return out;
}

base::Result<std::string> users(const ApiParts& parts, const Request&) {
    TRY(const auto all, parts.access.users());
    std::string out;
    base::JsonWriter json(out);
    json.begin_object().key("users").begin_array();
    for (const auto& one : all) {
        json.begin_object().field("name", one.name).field("role", access::to_text(one.role));
        write_time(json, "created_time", one.created_ns);
        json.end_object();
    }
    json.end_array().end_object();
    return out;
}

base::Result<Role> role_in(const Json& json) {
    const auto role = access::parse_role(json["role"].text());
    if (role) return *role;
    return base::Error{base::ErrorKind::usage,
                       "role is one of viewer, analyst, responder, engineer, admin"};
}

base::Result<std::string> create_user(const ApiParts& parts, const Request& request) {
    TRY(const Json json, object_of(request, {"name", "password", "role"}));
    TRY(const Role role, role_in(json));
    const std::string name(json["name"].text());
    TRY_DO(parts.access.create_user(name, std::string(json["password"].text()), role,
                                    request.identity->name));
    std::string out;
    base::JsonWriter writer(out);
    writer.begin_object().field("name", name).field("role", access::to_text(role)).end_object();
    return out;
}

Response removed(const base::Result<bool>& outcome, std::string_view what) {
    if (!outcome.ok()) return problem(outcome.error());
    if (!*outcome) return problem(404, status_text(404), fmt::format("no such {}", what));
    return {204, "", {}, ""};
}

Response remove_user(const ApiParts& parts, const Request& request) {
    const std::string name(request.parameter("name"));
    if (name == request.identity->name && !request.identity->is_token)
        return problem(409, status_text(409), "you cannot remove yourself");
    return removed(parts.access.remove_user(name, request.identity->name), "user");
}

// One's own with the old password; an admin any.
Response set_password(const ApiParts& parts, const Request& request) {
    const auto json = object_of(request, {"password", "old_password"});
    if (!json.ok()) return problem(json.error());
    const std::string name(request.parameter("name"));
    const auto& who = *request.identity;
    const bool is_own = !who.is_token && who.name == name;
    if (!is_own && who.role < Role::admin)
        return problem(403, status_text(403), "this needs the role admin");
    if (is_own) {
        const auto session =
            parts.access.sign_in(name, std::string((*json)["old_password"].text()), request.peer);
        if (!session.ok()) return problem(session.error());
        parts.access.sign_out(*session);
    }
    const auto done =
        parts.access.set_password(name, std::string((*json)["password"].text()), who.name);
    return done.ok() ? Response{204, "", {}, ""} : problem(done.error());
}

void write_token(base::JsonWriter& json, const access::TokenInfo& token) {
    json.field("name", token.name).field("role", access::to_text(token.role));
    write_time(json, "created_time", token.created_ns);
    if (token.expires_ns != 0) write_time(json, "expires_time", token.expires_ns);
    json.field("created_by", token.created_by);
}

base::Result<std::string> tokens(const ApiParts& parts, const Request&) {
    TRY(const auto all, parts.access.tokens());
    std::string out;
    base::JsonWriter json(out);
    json.begin_object().key("tokens").begin_array();
    for (const auto& one : all) {
        json.begin_object();
        write_token(json, one);
        json.end_object();
    }
    json.end_array().end_object();
    return out;
}

base::Result<std::string> create_token(const ApiParts& parts, const Request& request) {
    TRY(const Json json, object_of(request, {"name", "role", "expires_time"}));
    access::TokenInfo token;
    token.name = json["name"].text();
    TRY(token.role, role_in(json));
    token.created_ns = parts.clock.now_ns(), token.created_by = request.identity->name;
    if (json.has("expires_time") && !json["expires_time"].is_null()) {
        const auto time = base::parse_rfc3339(json["expires_time"].text());
        if (!time || *time <= parts.clock.now_ns())
            return base::Error{base::ErrorKind::usage, "expires_time is an RFC 3339 time to come"};
        token.expires_ns = *time;
    }
    TRY(const auto secret,
        parts.access.create_token(token.name, token.role, token.expires_ns, token.created_by));
    std::string out;
    base::JsonWriter writer(out);
    writer.begin_object().field("token", secret);  // shown once
    write_token(writer, token);
    writer.end_object();
    return out;
}

Response revoke_token(const ApiParts& parts, const Request& request) {
    return removed(
        parts.access.revoke_token(std::string(request.parameter("name")), request.identity->name),
        "token");
}

// What makes something answers 201.
Handler creating(const Parts& parts,
                 base::Result<std::string> (*make)(const ApiParts&, const Request&)) {
    return answering([parts, make](const Request& request) {
        auto body = make(*parts, request);
        return body.ok() ? json_response(std::move(body).value(), 201) : problem(body.error());
    });
}

}  // namespace

std::vector<Route> access_routes(const Parts& parts) {
    const auto json = [&](auto function) {
        return answering_json(
            [parts, function](const Request& request) { return function(*parts, request); });
    };
    const auto plain = [&](auto function) {
        return answering(
            [parts, function](const Request& request) { return function(*parts, request); });
    };
    return {
        {"POST", "/api/v1/sign-in", std::nullopt, true, plain(sign_in)},
        {"POST", "/api/v1/sign-out", Role::viewer, true, plain(sign_out)},
        {"GET", "/api/v1/me", Role::viewer, false, json(me)},
        {"GET", "/api/v1/users", Role::admin, true, json(users)},
        {"POST", "/api/v1/users", Role::admin, true, creating(parts, create_user)},
        {"DELETE", "/api/v1/users/{name}", Role::admin, true, plain(remove_user)},
        {"PUT", "/api/v1/users/{name}/password", Role::viewer, true, plain(set_password)},
        {"GET", "/api/v1/tokens", Role::admin, true, json(tokens)},
        {"POST", "/api/v1/tokens", Role::admin, true, creating(parts, create_token)},
        {"DELETE", "/api/v1/tokens/{name}", Role::admin, true, plain(revoke_token)},
    };
}

}  // namespace ward::serve
