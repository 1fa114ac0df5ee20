// SPDX-License-Identifier: Apache-2.0
// `ward explain FINDING`: why it fired, each test beside the value that met it. With --rule and
// --event: why a rule fires on an event, or why not.
#include "serve/explain/explain.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/command/command.h"
#include "app/command/stored.h"
#include "app/data_folder.h"
#include "cli/standard_output.h"

namespace ward::app {

namespace {

struct Options {
    std::string finding, rule, event, format = "text";
    Where where;
};

base::Result<std::string> ask_server(const Options& options) {
    TRY(const auto client, cli::Client::make(options.where.server));
    const std::string path =
        options.event.empty()
            ? fmt::format("/api/v1/findings/{}/explain", cli::url_encode(options.finding))
            : fmt::format("/api/v1/events/{}/explain?rule={}", cli::url_encode(options.event),
                          cli::url_encode(options.rule));
    return client->get(path, options.format == "json" ? "application/json" : "text/plain");
}

// The rules that run on this folder; or the ones of the file that --rule names.
std::shared_ptr<const detect::RuleSet> load_rules(const Options& options,
                                                  const detect::LoadOptions& load,
                                                  model::FieldNames& names) {
    std::vector<std::string> paths{cli::content_folder() + "/rules"};
    const std::string installed = DataFolder{options.where.data}.installed_rules();
    if (base::is_folder(installed)) paths.push_back(installed);
    if (base::exists(options.rule)) paths = {options.rule};
    std::vector<detect::RuleReport> reports;  // `ward rules check` tells of them
    return detect::RuleSet::load(paths, load, names, reports);
}

base::Result<std::string> ask_folder(const Options& options) {
    const base::SystemClock clock;
    model::FieldNames names;
    TRY(const auto events, open_events(options.where.data, clock, names));
    const detect::LoadOptions load{cli::content_folder() + "/logsources.yaml", {}};
    serve::ExplainParts parts{*events, load_rules(options, load, names), load, names};
    std::string rule = options.rule;
    if (base::exists(rule) && !parts.rules->heads().empty()) rule = parts.rules->heads()[0]->id;
    TRY(const auto explained, options.event.empty()
                                  ? serve::explain_finding(parts, options.finding)
                                  : serve::explain_event(parts, rule, options.event));
    return options.format == "json" ? serve::to_json(explained) + "\n"
                                    : serve::render_text(explained);
}

int show(const Options& options) {
    if (options.finding.empty() == options.event.empty())
        return fail({base::ErrorKind::usage, "name a FINDING, or --rule with --event"});
    const auto text = options.where.is_server() ? ask_server(options) : ask_folder(options);
    if (!text.ok()) return fail(text.error());
    cli::print(*text);
    return cli::done;
}

void add(CLI::App& app, std::function<int()>& run) {
    auto* command = app.add_subcommand("explain", "why a finding fired, or why a rule did not");
    auto options = std::make_shared<Options>();  // shared: the parser and the action both hold it
    command->add_option("finding", options->finding, "a finding's id");
    auto* event = command->add_option("--event", options->event, "an event's id");
    command->add_option("--rule", options->rule, "a rule's id, title or (with --data) file")
        ->needs(event);
    event->needs("--rule");
    command->add_option("--format", options->format)
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
    options->where.add_to(*command);
    command->callback([&run, options] { run = [options] { return show(*options); }; });
}

}  // namespace

extern const cli::Command explain_command{add};

}  // namespace ward::app
