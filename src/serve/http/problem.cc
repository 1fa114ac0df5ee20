// SPDX-License-Identifier: Apache-2.0
// Problems: errors as application/problem+json (RFC 9457).
#include "base/json.h"
#include "serve/http/router.h"

namespace ward::serve {

namespace {

void begin(base::JsonWriter& json, int status, std::string_view title, std::string_view detail) {
    json.begin_object().field("type", "about:blank").field("title", title);
    json.field("status", status).field("detail", detail);
}

Response finished(int status, std::string body) {
    return {status, "application/problem+json", {}, std::move(body)};
}

int status_of(base::ErrorKind kind) {
    switch (kind) {
        case base::ErrorKind::usage:
            return 400;
        case base::ErrorKind::not_found:
            return 404;
        case base::ErrorKind::denied:
            return 403;
        case base::ErrorKind::unavailable:
            return 503;
        case base::ErrorKind::corrupt:
            return 500;
        case base::ErrorKind::limit:
            return 429;
    }
    return 500;
}

}  // namespace

std::string_view status_text(int status) {
    static constexpr std::pair<int, std::string_view> texts[] = {
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {417, "Expectation Failed"},
        {422, "Unprocessable Content"},
        {428, "Precondition Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
    };
    for (const auto& [number, text] : texts)
        if (number == status) return text;
    return status < 400 ? "OK" : "Error";
}

Response problem(int status, std::string_view title, std::string_view detail) {
    std::string body;
    base::JsonWriter json(body);
    begin(json, status, title, detail);
    json.end_object();
    return finished(status, std::move(body));
}

Response problem(int status, std::string_view detail, const base::Diagnostics& diagnostics) {
    std::string body;
    base::JsonWriter json(body);
    begin(json, status, status_text(status), detail);
    json.key("errors").begin_array();
    for (const auto& one : diagnostics.all()) {
        if (one.severity != base::Severity::error) continue;
        json.begin_object().field("detail", one.text);
        if (one.place.line > 0) json.field("line", one.place.line);
        if (one.place.column > 0) json.field("column", one.place.column);
        if (!one.hint.empty()) json.field("hint", one.hint);
        json.end_object();
    }
    json.end_array().end_object();
    return finished(status, std::move(body));
}

Response problem(const base::Error& error) {
    const int status = status_of(error.kind);
    return problem(status, status_text(status), error.text);
}

}  // namespace ward::serve
