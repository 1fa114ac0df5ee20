// SPDX-License-Identifier: Apache-2.0
// `ward incidents [ID]`: the queue, or one incident told with its evidence. Reads the state of a
// data folder, also beside a running server.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/command/command.h"
#include "app/command/stored.h"
#include "app/data_folder.h"
#include "base/text.h"
#include "cli/standard_output.h"
#include "incident/incidents.h"

namespace ward::app {

namespace {

struct Options {
    std::string id, format = "text", status;
    size_t limit = 50;
    Where where;
};

void print_queue(const incident::IncidentPage& page, const std::string& format) {
    if (format == "json") {
        for (const auto& one : page.incidents) cli::print(incident::to_json(one) + "\n");
        return;
    }
    if (page.incidents.empty()) fmt::print(stderr, "ward: no incidents\n");
    const bool is_markdown = format == "markdown";
    if (is_markdown)
        fmt::print("| incident | severity | score | status | title |\n|---|---|--:|---|---|\n");
    for (const auto& one : page.incidents) {
        const auto severity = model::to_text(one.severity_override.value_or(one.severity));
        const auto title = base::printable(one.title);
        if (is_markdown)
            fmt::print("| `{}` | {} | {:.0f} | {} | {} |\n", one.id, severity, one.score,
                       model::to_text(one.status), title);
        else
            fmt::print("{}  {:<13} {:>3.0f}  {:<11} {}\n", one.id, severity, one.score,
                       model::to_text(one.status), title);
    }
}

void print_one(const model::Incident& incident, const std::string& format) {
    if (format == "json")
        cli::print(incident::to_json(incident) + "\n");
    else if (format == "markdown")
        cli::print(incident::render_markdown(incident));
    else
        cli::print(incident::render_text(incident));
}

base::Result<incident::IncidentPage> ask_server(const Options& options) {
    TRY(const auto client, cli::Client::make(options.where.server));
    std::string path = "/api/v1/incidents";
    if (!options.id.empty())
        path += "/" + cli::url_encode(options.id);
    else
        path += fmt::format("?limit={}", options.limit);
    if (options.id.empty() && !options.status.empty()) path += "&filter=status:" + options.status;
    TRY(const auto body, client->get(path));
    TRY(const auto json, base::parse_json(body));
    incident::IncidentPage out;
    for (const auto& one :
         options.id.empty() ? json["incidents"].array() : base::Json::Array{json}) {
        TRY(auto incident, incident::incident_from_json(base::to_json(one)));
        out.incidents.push_back(std::move(incident));
    }
    return out;
}

base::Result<incident::IncidentPage> ask_folder(const Options& options) {
    const DataFolder folder{options.where.data};
    if (!base::exists(folder.state()))
        return base::Error{base::ErrorKind::usage, "no Ward data in '" + options.where.data +
                                                       "'; name the folder with --data"};
    TRY(const auto state, store::StateStore::open(folder.state()));
    const base::SystemClock clock;
    TRY(const auto incidents,
        incident::Incidents::open(*state, clock, cli::content_folder() + "/advice"));
    if (options.id.empty()) return incidents->list(options.status, "", options.limit);
    TRY(auto found, incidents->find(options.id));
    if (!found)
        return base::Error{base::ErrorKind::not_found,
                           "no incident is called '" + options.id + "'"};
    incident::IncidentPage out;
    out.incidents.push_back(std::move(*found));
    return out;
}

int show(const Options& options) {
    const auto page = options.where.is_server() ? ask_server(options) : ask_folder(options);
    if (!page.ok()) return fail(page.error());
    if (options.id.empty())
        print_queue(*page, options.format);
    else
        print_one(page->incidents.front(), options.format);
    return cli::done;
}

void add(CLI::App& app, std::function<int()>& run) {
    auto* command =
        app.add_subcommand("incidents", "the queue of incidents, or one told with its evidence");
    auto options = std::make_shared<Options>();  // shared: the parser and the action both hold it
    command->add_option("id", options->id, "an incident's id; without it the queue is shown");
    options->where.add_to(*command);
    command->add_option("--status", options->status, "only this status")
        ->check(CLI::IsMember({"open", "in_progress", "closed"}));
    command->add_option("--limit", options->limit, "at most so many")->capture_default_str();
    command->add_option("--format", options->format)
        ->check(CLI::IsMember({"text", "json", "markdown"}))
        ->capture_default_str();
    command->callback([&run, options] { run = [options] { return show(*options); }; });
}

}  // namespace

extern const cli::Command incidents_command{add};

}  // namespace ward::app
