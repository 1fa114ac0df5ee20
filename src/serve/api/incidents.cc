// SPDX-License-Identifier: Apache-2.0
// /api/v1/incidents: the queue, one told, and what people decide about it.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "serve/api/routes.h"

namespace ward::serve {

namespace {

using access::Role;
using base::Json;

constexpr size_t comment_bytes_max = 64 * 1024;  // a long report; more belongs into a file
constexpr size_t owner_bytes_max = 256;
constexpr size_t scanned_max = 20'000;  // incidents looked at for one page of a filtered list

base::Error wrong(std::string text) {
    return {base::ErrorKind::usage, std::move(text)};
}

bool has_entity(const model::Incident& incident, std::string_view kind, std::string_view value) {
    return std::ranges::any_of(incident.entities, [&](const model::Entity& entity) {
        return model::to_text(entity.kind) == kind && base::equals_ignore_case(entity.value, value);
    });
}

base::Result<bool> meets(const model::Incident& incident, const std::string& name,
                         const std::string& value) {
    if (name == "severity")
        return model::to_text(incident.severity_override.value_or(incident.severity)) == value;
    if (name == "verdict") return model::to_text(incident.verdict) == value;
    if (name == "owner") return incident.owner == value;
    if (name == "tactic")
        return std::ranges::find(incident.tactics, value) != incident.tactics.end();
    if (model::parse_entity_kind(name)) return has_entity(incident, name, value);
    return wrong(
        fmt::format("incidents have no '{}'; filter by status, severity, verdict, owner, "
                    "tactic or an entity's kind",
                    base::printable(name)));
}

base::Result<bool> meets_all(const model::Incident& incident, const PageWanted& wanted) {
    for (const auto& [name, value] : wanted.filter) {
        if (name == "status") continue;  // the store's
        TRY(const bool yes, meets(incident, name, value));
        if (!yes) return false;
    }
    return true;
}

base::Result<std::string> status_wanted(const PageWanted& wanted) {
    for (const auto& [name, value] : wanted.filter) {
        if (name != "status") continue;
        if (!model::parse_incident_status(value))
            return wrong("status is open, in_progress or closed");
        return value;
    }
    return std::string();
}

// Pages of the store until `limit` incidents meet the filter. Each page is read only as far as its
// end, so that the cursor stays the store's.
base::Result<incident::IncidentPage> matching(const ApiParts& parts, const PageWanted& wanted) {
    TRY(const auto status, status_wanted(wanted));
    incident::IncidentPage out;
    out.next = wanted.cursor;
    for (size_t scanned = 0; out.incidents.size() < wanted.limit && scanned < scanned_max;) {
        const size_t rest = wanted.limit - out.incidents.size();
        TRY(auto page, parts.incidents.list(status, out.next, rest));
        scanned += page.incidents.size();
        for (auto& one : page.incidents) {
            TRY(const bool yes, meets_all(one, wanted));
            if (yes) out.incidents.push_back(std::move(one));
        }
        out.next = page.next;
        if (page.next.empty()) break;
    }
    return out;
}

base::Result<std::string> incidents(const ApiParts& parts, const Request& request) {
    TRY(const auto wanted, page_of(request));
    TRY(const auto page, matching(parts, wanted));
    std::string out;
    base::JsonWriter json(out);
    json.begin_object().key("incidents").begin_array();
    for (const auto& one : page.incidents) json.raw(incident::to_summary_json(one));
    json.end_array();
    if (!page.next.empty()) json.field("next", page.next);
    json.end_object();
    return out;
}

Response told(const model::Incident& incident) {
    auto out = json_response(incident::to_json(incident));
    out.headers.emplace_back("ETag", fmt::format("\"{}\"", incident.version));
    return out;
}

Response incident(const ApiParts& parts, const Request& request) {
    const auto found = parts.incidents.find(std::string(request.parameter("id")));
    if (!found.ok()) return problem(found.error());
    if (!*found) return problem(404, status_text(404), "no such incident");
    const auto accept = request.header("accept");
    if (accept.find("text/markdown") != std::string_view::npos)
        return {200, "text/markdown; charset=utf-8", {}, incident::render_markdown(**found)};
    if (accept.find("text/plain") != std::string_view::npos)
        return {200, "text/plain; charset=utf-8", {}, incident::render_text(**found)};
    return told(**found);
}

template <typename T>
base::Result<std::optional<T>> choice(const Json& json, std::string_view name,
                                      std::optional<T> (*parse)(std::string_view),
                                      std::string_view choices) {
    if (!json.has(name)) return std::optional<T>();
    auto out = parse(json[name].text());
    if (!out) return wrong(fmt::format("{} is one of {}", name, choices));
    return out;
}

base::Result<std::optional<std::string>> text(const Json& json, std::string_view name,
                                              size_t bytes_max) {
    if (!json.has(name)) return std::optional<std::string>();
    if (!json[name].is_string()) return wrong(fmt::format("{} is a text", name));
    if (json[name].text().size() > bytes_max)
        return wrong(fmt::format("{} has at most {} bytes", name, bytes_max));
    return std::optional(std::string(json[name].text()));
}

// If-Match: "7", or the member `version`.
base::Result<uint64_t> version_wanted(const Request& request, const Json& json) {
    std::string_view match = base::trim(request.header("if-match"));
    if (match == "*") match = {};
    if (match.empty() && !json.has("version")) return uint64_t{0};
    if (match.size() >= 2 && match.starts_with('"') && match.ends_with('"'))
        match = match.substr(1, match.size() - 2);
    const auto version =
        match.empty() ? std::optional(json["version"].integer()) : base::parse_integer(match);
    if (!version || *version < 1) return wrong("a version is a number, 1 or more");
    return static_cast<uint64_t>(*version);
}

base::Result<incident::Patch> patch_of(const Request& request) {
    TRY(const Json json, object_of(request, {"status", "verdict", "owner", "severity_override",
                                             "comment", "version"}));
    incident::Patch out;
    TRY(out.status,
        choice(json, "status", model::parse_incident_status, "open, in_progress, closed"));
    TRY(out.verdict, choice(json, "verdict", model::parse_verdict,
                            "none, true_positive, benign, false_positive"));
    out.clears_severity_override =
        json.has("severity_override") && json["severity_override"].is_null();
    if (!out.clears_severity_override) {
        TRY(out.severity_override, choice(json, "severity_override", model::parse_level,
                                          "informational, low, medium, high, critical, or null"));
    }
    TRY(out.owner, text(json, "owner", owner_bytes_max));
    TRY(out.comment, text(json, "comment", comment_bytes_max));
    TRY(out.expected_version, version_wanted(request, json));
    return out;
}

Response change(const ApiParts& parts, const Request& request) {
    const auto patch = patch_of(request);
    if (!patch.ok()) return problem(patch.error());
    const std::string id(request.parameter("id"));
    const auto now = parts.incidents.patch(id, *patch, request.identity->name);
    if (now.ok()) return told(*now);
    const bool is_other = now.error().kind == base::ErrorKind::usage && patch->expected_version > 0;
    return is_other ? problem(412, status_text(412), now.error().text) : problem(now.error());
}

}  // namespace

std::vector<Route> incident_routes(const Parts& parts) {
    return {
        {"GET", "/api/v1/incidents", Role::viewer, true,
         answering_json([parts](const Request& request) { return incidents(*parts, request); })},
        {"GET", "/api/v1/incidents/{id}", Role::viewer, true,
         answering([parts](const Request& request) { return incident(*parts, request); })},
        {"PATCH", "/api/v1/incidents/{id}", Role::analyst, true,
         answering([parts](const Request& request) { return change(*parts, request); })},
    };
}

}  // namespace ward::serve
