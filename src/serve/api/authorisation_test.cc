// SPDX-License-Identifier: Apache-2.0
// Walks the route table: against the authorisation matrix, and against the API's description.
#include "serve/api/authorisation.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "serve/api/description.h"
#include "serve/api/test_world.h"

namespace ward::serve {

namespace {

using Name = std::pair<std::string, std::string>;  // method, path

std::set<Name> routes_of(const Router& router) {
    std::set<Name> out;
    for (const auto& route : router.routes()) out.emplace(route.method, route.pattern);
    return out;
}

const base::Json& description() {
    static const base::Json out = base::parse_json(api_description("content")).value();
    return out;
}

std::set<Name> described() {
    std::set<Name> out;
    for (const auto& [path, item] : description()["paths"].object())
        for (const auto& [method, operation] : item.object())
            if (method != "parameters") {
                std::string upper;
                for (const char c : method) upper += static_cast<char>(c - 32);
                out.emplace(upper, path);
            }
    return out;
}

// Members without a value: an unquoted comma in a text makes one.
void find_empty(const base::Json& node, const std::string& path, std::vector<std::string>& out) {
    for (const auto& [name, value] : node.object()) {
        if (value.is_null()) out.push_back(path + "/" + name);
        find_empty(value, path + "/" + name, out);
    }
    for (const auto& item : node.array()) find_empty(item, path + "/-", out);
}

std::string lower(std::string text) {
    for (char& c : text) c = base::lower(c);
    return text;
}

}  // namespace

TEST(Authorisation, every_route_has_a_row_and_keeps_to_it) {
    TestWorld w;
    for (const auto& route : w.router->routes()) {
        const auto* row = permission_of(route.method, route.pattern, route.accept);
        ASSERT_NE(row, nullptr) << route.method << " " << route.pattern << " has no row";
        EXPECT_EQ(row->least, route.needs) << route.pattern;
        EXPECT_EQ(row->open_on_loopback, route.open_on_loopback) << route.pattern;
    }
}

TEST(Authorisation, every_row_has_a_route) {
    TestWorld w;
    for (const auto& row : authorisation_matrix()) {
        const auto is_it = [&](const Route& route) {
            return route.method == row.method && route.pattern == row.pattern &&
                   route.accept == row.accept;
        };
        EXPECT_TRUE(std::ranges::any_of(w.router->routes(), is_it))
            << row.method << " " << row.pattern;
    }
}

TEST(Authorisation, nobody_without_a_login_gets_in) {
    TestWorld w;
    for (const auto& route : w.router->routes()) {
        if (!route.needs) continue;
        EXPECT_EQ(w.ask(route.method, route.pattern, "").status, 401) << route.pattern;
        if (*route.needs > access::Role::viewer) {
            EXPECT_EQ(w.ask(route.method, route.pattern, "viewer").status, 403) << route.pattern;
        }
    }
}

TEST(Description, describes_every_route_and_no_other) {
    TestWorld w;
    const auto routes = routes_of(*w.router), paths = described();
    for (const auto& [method, path] : routes)
        EXPECT_TRUE(paths.contains({method, path})) << method << " " << path << " is not described";
    for (const auto& [method, path] : paths)
        EXPECT_TRUE(routes.contains({method, path})) << method << " " << path << " has no route";
}

TEST(Description, names_the_roles_that_the_matrix_names) {
    for (const auto& row : authorisation_matrix()) {
        if (row.accept == "text/html") continue;  // the description has one GET /
        const auto& operation = description()["paths"][row.pattern][lower(std::string(row.method))];
        EXPECT_EQ(operation["x-ward-role"].text(), row.least ? access::to_text(*row.least) : "open")
            << row.method << " " << row.pattern;
        EXPECT_FALSE(operation["operationId"].text().empty()) << row.pattern;
        EXPECT_FALSE(operation["summary"].text().empty()) << row.pattern;
    }
}

TEST(Description, has_no_member_without_a_value) {
    std::vector<std::string> empty;
    find_empty(description(), "", empty);
    for (const auto& path : empty) ADD_FAILURE() << path;
}

TEST(Description, refers_only_to_what_it_holds) {
    const auto text = base::to_json(description());
    for (size_t at = text.find("\"$ref\":\"#/"); at != std::string::npos;
         at = text.find("\"$ref\":\"#/", at + 1)) {
        std::string_view rest = std::string_view(text).substr(at + 10);
        rest = rest.substr(0, rest.find('"'));
        const base::Json* node = &description();
        for (const auto part : base::split(rest, '/')) node = &(*node)[part];
        EXPECT_FALSE(node->is_null()) << rest;
    }
}

}  // namespace ward::serve
