// SPDX-License-Identifier: Apache-2.0
// `ward findings [ID]`: what rules found, newest first, or one of it.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/command/command.h"
#include "app/command/stored.h"
#include "base/text.h"
#include "cli/standard_output.h"
#include "serve/api/json.h"

namespace ward::app {

namespace {

struct Options {
    std::string id, level, format = "text";
    size_t limit = 50;
    Where where;
};

template <typename Write>
base::Result<base::Json> as_json(Write write) {
    std::string text;
    base::JsonWriter json(text);
    write(json);
    return base::parse_json(text);
}

base::Result<base::Json> ask_server(const Options& options) {
    TRY(const auto client, cli::Client::make(options.where.server));
    std::string path = "/api/v1/findings";
    if (!options.id.empty())
        path += "/" + cli::url_encode(options.id);
    else
        path += fmt::format("?limit={}", options.limit);
    if (options.id.empty() && !options.level.empty()) path += "&filter=level:" + options.level;
    TRY(const auto body, client->get(path));
    return base::parse_json(body);
}

base::Result<base::Json> ask_folder(const Options& options) {
    const base::SystemClock clock;
    model::FieldNames names;
    TRY(const auto events, open_events(options.where.data, clock, names));
    if (!options.id.empty()) {
        TRY(const auto found, events->finding(options.id));
        if (!found)
            return base::Error{base::ErrorKind::not_found,
                               "no finding is called '" + options.id + "'"};
        return as_json([&](auto& json) { serve::write_finding(json, *found); });
    }
    std::vector<std::pair<std::string, std::string>> filter;
    if (!options.level.empty()) filter.emplace_back("level", options.level);
    TRY(const auto page, events->findings(filter, "", options.limit));
    return as_json([&](auto& json) {
        json.begin_object().key("findings").begin_array();
        for (const auto& one : page.findings) serve::write_finding(json, one);
        json.end_array().end_object();
    });
}

std::string text_of(const base::Json& finding) {
    const auto clean = [](const base::Json& text) { return base::printable(text.text()); };
    const auto& rule = finding["rule"];
    return fmt::format("{}  {:<13} {}  {}\n    {}\n", clean(finding["id"]), clean(rule["level"]),
                       clean(finding["time"]), clean(rule["title"]), clean(finding["sentence"]));
}

int show(const Options& options) {
    const auto json = options.where.is_server() ? ask_server(options) : ask_folder(options);
    if (!json.ok()) return fail(json.error());
    base::Json::Array findings =
        options.id.empty() ? (*json)["findings"].array() : base::Json::Array{*json};
    if (findings.empty()) fmt::print(stderr, "ward: no findings\n");
    for (const auto& one : findings)
        cli::print(options.format == "json" ? base::to_json(one) + "\n" : text_of(one));
    return cli::done;
}

void add(CLI::App& app, std::function<int()>& run) {
    auto* command = app.add_subcommand("findings", "what rules found, newest first");
    auto options = std::make_shared<Options>();  // shared: the parser and the action both hold it
    command->add_option("id", options->id, "a finding's id; without it the newest are shown");
    command->add_option("--level", options->level, "only of this level")
        ->check(CLI::IsMember({"informational", "low", "medium", "high", "critical"}));
    command->add_option("--limit", options->limit, "at most so many")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->add_option("--format", options->format, "text, or json: one a line")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
    options->where.add_to(*command);
    command->callback([&run, options] { run = [options] { return show(*options); }; });
}

}  // namespace

extern const cli::Command findings_command{add};

}  // namespace ward::app
