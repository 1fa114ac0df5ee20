// SPDX-License-Identifier: Apache-2.0
// `ward incidents [ID]`: the queue, or one incident told with its evidence. Reads the state of a
// data folder, also beside a running server.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/command/command.h"
#include "app/data_folder.h"
#include "base/text.h"
#include "incident/incidents.h"

namespace ward::app {

namespace {

struct Options {
    std::string id, data, format = "text", status;
    size_t limit = 50;
};

void print_queue(const incident::IncidentPage& page, const std::string& format) {
    if (format == "json") {
        for (const auto& one : page.incidents) fmt::print("{}\n", incident::to_json(one));
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

base::Result<int> show(const Options& options) {
    const DataFolder folder{options.data};
    if (!base::exists(folder.state()))
        return base::Error{base::ErrorKind::usage,
                           "no Ward data in '" + options.data + "'; name the folder with --data"};
    TRY(const auto state, store::StateStore::open(folder.state()));
    const base::SystemClock clock;
    TRY(const auto incidents,
        incident::Incidents::open(*state, clock, cli::content_folder() + "/advice"));
    if (options.id.empty()) {
        TRY(const auto page, incidents->list(options.status, "", options.limit));
        print_queue(page, options.format);
        return static_cast<int>(cli::done);
    }
    TRY(const auto found, incidents->find(options.id));
    if (!found)
        return base::Error{base::ErrorKind::not_found,
                           "no incident is called '" + options.id + "'"};
    if (options.format == "json")
        fmt::print("{}\n", incident::to_json(*found));
    else if (options.format == "markdown")
        fmt::print("{}", incident::render_markdown(*found));
    else
        fmt::print("{}", incident::render_text(*found));
    return static_cast<int>(cli::done);
}

void add(CLI::App& app, std::function<int()>& run) {
    auto* command =
        app.add_subcommand("incidents", "the queue of incidents, or one told with its evidence");
    auto options = std::make_shared<Options>();  // shared: the parser and the action both hold it
    options->data = default_data_folder();
    command->add_option("id", options->id, "an incident's id; without it the queue is shown");
    command->add_option("--data", options->data, "the data folder")->capture_default_str();
    command->add_option("--status", options->status, "only this status")
        ->check(CLI::IsMember({"open", "in_progress", "closed"}));
    command->add_option("--limit", options->limit, "at most so many")->capture_default_str();
    command->add_option("--format", options->format)
        ->check(CLI::IsMember({"text", "json", "markdown"}))
        ->capture_default_str();
    command->callback([&run, options] {
        run = [options] {
            const auto code = show(*options);
            return code.ok() ? *code : fail(code.error());
        };
    });
}

}  // namespace

extern const cli::Command incidents_command{add};

}  // namespace ward::app
