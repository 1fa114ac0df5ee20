// SPDX-License-Identifier: Apache-2.0
// `ward rules`: check what is wrong with rules, test the examples that they carry, install packs.
// No log is read here.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <memory>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/placeholders.h"
#include "cli/rules/examples.h"
#include "cli/rules/install.h"
#include "cli/standard_output.h"
#include "detect/sigma/load.h"

namespace ward::cli {

namespace {

using detect::RuleReport;

struct Options {
    std::vector<std::string> paths;
    std::vector<std::string> placeholders;
    std::string format = "table";
    std::string source, data = "ward-data";
};

bool read_options(const Options& options, detect::LoadOptions& out) {
    out.logsources_file = content_folder() + "/logsources.yaml";
    for (const auto& path : options.paths) {
        if (base::exists(path)) continue;
        fmt::print(stderr, "ward: there is no {}\n", base::printable(path));
        return false;
    }
    return read_placeholders(options.placeholders, out);
}

std::string_view to_text(RuleReport::Status status) {
    return status == RuleReport::Status::loaded   ? "loaded"
           : status == RuleReport::Status::warned ? "warned"
                                                  : "rejected";
}

void append_line(std::string& out, const RuleReport& report) {
    base::JsonWriter json(out);
    json.begin_object().field("type", "rule").field("id", report.id);
    json.field("title", report.title).field("file", report.file);
    json.field("status", to_text(report.status)).key("messages").begin_array();
    for (const auto& message : report.messages.all()) {
        json.begin_object().field("line", message.place.line);
        json.field("column", message.place.column).field("text", message.text);
        json.field("hint", message.hint).end_object();
    }
    json.end_array().end_object();
    out += '\n';
}

// Only what wants a person's eye: a rule without fault has no row.
void append_rows(std::string& out, const RuleReport& report) {
    for (const auto& message : report.messages.all())
        out += base::printable(base::render(message)) + '\n';
}

struct Counts {
    size_t loaded = 0, warned = 0, rejected = 0;
    void add(RuleReport::Status status) {
        loaded += status == RuleReport::Status::loaded ? 1 : 0;
        warned += status == RuleReport::Status::warned ? 1 : 0;
        rejected += status == RuleReport::Status::rejected ? 1 : 0;
    }
};

void append_summary(std::string& out, const Counts& counts, bool ndjson, double seconds) {
    if (!ndjson) {
        out += fmt::format("{} rules loaded ({} with warnings), {} rejected\n",
                           counts.loaded + counts.warned, counts.warned, counts.rejected);
        return;
    }
    base::JsonWriter json(out);
    json.begin_object().field("type", "summary");
    json.field("rules_loaded", uint64_t{counts.loaded + counts.warned});
    json.field("rules_warned", uint64_t{counts.warned});
    json.field("rules_rejected", uint64_t{counts.rejected}).field("seconds", seconds).end_object();
    out += '\n';
}

int check(const Options& options) {
    const base::SystemClock clock;
    const base::TimeNs began = clock.monotonic_ns();
    detect::LoadOptions load;
    if (!read_options(options, load)) return call_wrong;
    std::vector<RuleReport> reports;
    detect::sigma::load(options.paths, load, reports);
    StandardOutput output;
    Counts counts;
    const bool ndjson = options.format == "ndjson";
    for (const auto& report : reports) {
        counts.add(report.status);
        if (ndjson)
            append_line(output.text(), report);
        else
            append_rows(output.text(), report);
        output.drain();
    }
    append_summary(output.text(), counts, ndjson,
                   static_cast<double>(clock.monotonic_ns() - began) / 1e9);
    return counts.rejected > 0 ? input_wrong : done;
}

int test(const Options& options) {
    detect::LoadOptions load;
    if (!read_options(options, load)) return call_wrong;
    const auto results = run_examples(options.paths, load);
    StandardOutput output;
    for (const auto& fault : results.faults)
        output.text() += base::printable(fmt::format("{}: {} (line {}): {}", fault.file, fault.rule,
                                                     fault.line, fault.text)) +
                         '\n';
    output.text() +=
        fmt::format("{} examples of {} rules, {} rules without, {} wrong\n", results.examples,
                    results.rules, results.without_examples, results.faults.size());
    return results.faults.empty() ? done : input_wrong;
}

int install(const Options& options) {
    const auto installed = install_rules(options.source, options.data);
    if (!installed.ok()) {
        fmt::print(stderr, "ward: {}\n", base::printable(installed.error().text));
        const auto kind = installed.error().kind;
        return kind == base::ErrorKind::unavailable ? world_failed : call_wrong;
    }
    detect::LoadOptions load;
    std::vector<RuleReport> reports;
    detect::sigma::load({installed->folder}, load, reports);
    Counts counts;
    for (const auto& report : reports) counts.add(report.status);
    fmt::print("{} files installed in {}, {} other files left out\n", installed->files,
               base::printable(installed->folder), installed->left_out);
    fmt::print("{} rules load, {} do not: see `ward rules check {}`\n",
               counts.loaded + counts.warned, counts.rejected, base::printable(installed->folder));
    return done;
}

void add(CLI::App& app, std::function<int()>& run) {
    auto options = std::make_shared<Options>();  // shared: lives as long as the callbacks
    CLI::App* rules = app.add_subcommand("rules", "check, test and install detection rules");
    rules->require_subcommand(1);

    CLI::App* checks = rules->add_subcommand("check", "name all that is wrong with rules");
    checks->add_option("PATH", options->paths, "files or folders")->required();
    checks->add_option("--format", options->format, "table or ndjson")
        ->check(CLI::IsMember({"table", "ndjson"}));
    add_placeholders(*checks, options->placeholders);
    checks->callback([options, &run] { run = [options] { return check(*options); }; });

    CLI::App* tests = rules->add_subcommand("test", "run the examples that rules carry");
    tests->add_option("PATH", options->paths, "files or folders")->required();
    add_placeholders(*tests, options->placeholders);
    tests->callback([options, &run] { run = [options] { return test(*options); }; });

    CLI::App* installs = rules->add_subcommand("install", "install a pack of Sigma rules");
    installs->add_option("FILE|FOLDER", options->source, "a folder, or a tar or zip archive")
        ->required();
    installs->add_option("--data", options->data, "the data folder")->envname("WARD_DATA");
    installs->callback([options, &run] { run = [options] { return install(*options); }; });
}

}  // namespace

extern const Command rules_command;
const Command rules_command{add};

}  // namespace ward::cli
