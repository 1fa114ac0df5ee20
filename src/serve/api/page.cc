// SPDX-License-Identifier: Apache-2.0
// The landing page and the API's description. Files are read once, at the start, from content/;
// only names in the table below are served, so no request ever becomes a path.
#include "base/file.h"
#include "base/yaml.h"
#include "serve/api/description.h"
#include "serve/api/routes.h"

namespace ward::serve {

namespace {

constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

struct PageFile {
    std::string path, name, type;
};
const PageFile page_files[] = {
    {"/", "index.html", "text/html; charset=utf-8"},
    {"/console/page.js", "page.js", "text/javascript; charset=utf-8"},
    {"/console/page.css", "page.css", "text/css; charset=utf-8"},
};

Response page(const std::string& bytes, const std::string& type) {
    Response out{200, type, {}, bytes};
    out.headers.emplace_back("Content-Security-Policy", std::string(page_policy));
    out.headers.emplace_back("Cache-Control", "no-cache");
    return out;
}

Response missing(std::string_view what) {
    return problem(503, status_text(503), std::string(what) + " is not installed");
}

}  // namespace

std::vector<Route> page_routes(const Parts& parts) {
    std::vector<Route> out;
    for (const auto& file : page_files) {
        auto bytes = base::read_file(parts->content_folder + "/console/" + file.name);
        const std::string text = bytes.ok() ? std::move(bytes).value() : std::string();
        Route route{"GET", file.path, std::nullopt, false,
                    answering([text, type = file.type](const Request&) {
                        return text.empty() ? missing("the page") : page(text, type);
                    })};
        if (file.path == "/") route.accept = "text/html";
        out.push_back(std::move(route));
    }
    const std::string description = api_description(parts->content_folder);
    out.push_back({"GET", "/api/openapi.json", access::Role::viewer, false,
                   answering([description](const Request&) {
                       return description.empty() ? missing("the description")
                                                  : json_response(description);
                   })});
    return out;
}

}  // namespace ward::serve
