// SPDX-License-Identifier: Apache-2.0
// `ward scan`: runs rules over files and prints what they find. Nothing is kept.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <thread>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/event_lines.h"
#include "cli/placeholders.h"
#include "cli/scan/file_lane.h"
#include "cli/scan/finding_lines.h"
#include "cli/scan/progress.h"
#include "cli/standard_output.h"

namespace ward::cli {

namespace {

constexpr unsigned threads_max = 256;  // more than any machine that scans files has use for

struct Options {
    std::vector<std::string> paths, rules, placeholders;
    std::string log_source, time_field, parser, data = "ward-data";
    std::string format = "table";
    unsigned threads = 0;  // 0: one for each core
    std::string product, category, service;
};

struct Counts {
    uint64_t files = 0, bytes = 0, events = 0, findings = 0, problems = 0;
    size_t rules_loaded = 0, rules_rejected = 0;
};

// "product=windows,service=sysmon" into its parts; false if it is none.
bool read_log_source(Options& options) {
    for (const auto part : base::split(options.log_source, ',')) {
        const size_t equal = part.find('=');
        const auto name = part.substr(0, equal);
        if (equal == std::string_view::npos || equal + 1 == part.size()) return false;
        const std::string value(base::to_lower(part.substr(equal + 1)));
        if (name == "product")
            options.product = value;
        else if (name == "category")
            options.category = value;
        else if (name == "service")
            options.service = value;
        else
            return false;
    }
    return true;
}

uint64_t bytes_of(const std::string& path) {
    if (path == "-") return 0;
    const auto file = base::File::open(path, base::File::Access::read);
    const auto size = file.ok() ? file->size() : base::Result<uint64_t>(uint64_t{0});
    return size.ok() ? *size : 0;
}

class Scan {
public:
    explicit Scan(const Options& options)
        : options_(options), ndjson_(options.format == "ndjson") {}

    int run() {
        began_ns_ = clock_.monotonic_ns();
        if (!load_rules() || !list_files()) return call_wrong;
        if (counts_.rules_loaded == 0 && counts_.rules_rejected > 0) {
            finish();
            return call_wrong;
        }
        for (const auto& file : lane_.files) sizes_.push_back(bytes_of(file));
        uint64_t total = 0;
        for (const uint64_t size : sizes_) total += size;
        progress_.emplace(total);
        correlating_ = detect::Detector::make(rules_, {.entities = false});
        prepare_lane();
        run_lane(lane_, rules_, names_, [this](Piece&& piece) { return take(std::move(piece)); });
        progress_->clear();
        finish();
        if (output_.is_closed()) return done;
        if (!output_.is_open()) return world_failed;
        return counts_.problems > 0 || counts_.rules_rejected > 0 ? input_wrong : done;
    }

private:
    bool load_rules() {
        detect::LoadOptions load;
        load.logsources_file = content_folder() + "/logsources.yaml";
        if (!read_placeholders(options_.placeholders, load)) return false;
        std::vector<std::string> paths = options_.rules;
        if (paths.empty()) {
            paths.push_back(content_folder() + "/rules");
            const std::string installed = options_.data + "/installed/rules";
            if (base::is_folder(installed)) paths.push_back(installed);
        }
        std::vector<detect::RuleReport> reports;
        rules_ = detect::RuleSet::load(paths, load, names_, reports);
        counts_.rules_loaded = rules_->size();
        for (const auto& report : reports) tell(report);
        return true;
    }

    // A rejected rule is named with its reason; warnings are for `ward rules check`.
    void tell(const detect::RuleReport& report) {
        if (report.status != detect::RuleReport::Status::rejected) return;
        counts_.rules_rejected++;
        for (const auto& message : report.messages.all())
            fmt::print(stderr, "{}\n", base::printable(base::render(message)));
    }

    bool list_files() {
        for (const std::string& path : options_.paths) {
            const auto files = base::list_files(path);
            if (!files.ok()) {
                fmt::print(stderr, "ward: {}\n", base::printable(files.error().text));
                return false;
            }
            for (const auto& file : *files)
                if (std::ranges::find(lane_.files, file) == lane_.files.end())
                    lane_.files.push_back(file);
        }
        return true;
    }

    void prepare_lane() {
        lane_.read.time_field = options_.time_field;
        lane_.read.format = options_.parser;
        lane_.read.log_source = {"", options_.product, options_.category, options_.service};
        lane_.threads = options_.threads > 0 ? options_.threads
                                             : std::max(1U, std::thread::hardware_concurrency());
    }

    bool take(Piece&& piece) {
        if (piece.batch) take_batch(*piece.batch, piece.matches);
        if (piece.is_end) {
            counts_.files++;
            counts_.bytes += sizes_[piece.file];
            if (!piece.fault.empty()) take_fault(lane_.files[piece.file], piece.fault);
        }
        progress_->show(counts_.bytes + place_, counts_.events, counts_.findings);
        output_.drain();
        return output_.is_open();
    }

    void take_batch(const model::Batch& batch, model::Findings& findings) {
        for (const auto& match : findings) event_names_.note(batch.events()[match.batch_index]);
        correlating_->correlate(batch, findings);
        counts_.events += batch.events().size();
        counts_.findings += findings.size();
        counts_.problems += batch.rejects().size();
        place_ = batch.events().empty() ? 0 : batch.events().back().offset;
        if (!findings.empty() || !batch.rejects().empty()) before_lines();
        for (const auto& finding : findings) {
            const auto& event = batch.events()[finding.batch_index];
            if (ndjson_)
                append_finding_line(output_.text(), finding, event, event_names_);
            else
                append_finding_row(output_.text(), finding, event, width_);
        }
        for (const auto& reject : batch.rejects()) {
            if (ndjson_)
                append_problem_line(output_.text(), reject);
            else
                problem_row(reject.source_name, reject.index, reason_of(reject));
        }
    }

    void take_fault(const std::string& file, const std::string& fault) {
        counts_.problems++;
        before_lines();
        if (ndjson_)
            append_problem_line(output_.text(), file, fault);
        else
            output_.text() += "! " + base::printable(fault) + '\n';
    }

    void problem_row(std::string_view file, uint64_t index, std::string_view reason) {
        output_.text() += base::printable(fmt::format("! {}:{} {}", file, index, reason)) + '\n';
    }

    // The bar and lines share a terminal.
    void before_lines() {
        if (progress_->is_shown()) progress_->clear();
    }

    void finish() {
        const double seconds = static_cast<double>(clock_.monotonic_ns() - began_ns_) / 1e9;
        if (ndjson_) {
            base::JsonWriter json(output_.text());
            json.begin_object().field("type", "summary").field("files", counts_.files);
            json.field("bytes", counts_.bytes).field("events", counts_.events);
            json.field("findings", counts_.findings).field("problems", counts_.problems);
            json.field("rules_loaded", uint64_t{counts_.rules_loaded});
            json.field("rules_rejected", uint64_t{counts_.rules_rejected});
            json.field("seconds", seconds).end_object();
            output_.text() += '\n';
        } else {
            output_.text() += fmt::format(
                "{} findings in {} events of {} files, {} problems; {} rules ({} rejected), "
                "{:.2f} s\n",
                counts_.findings, counts_.events, counts_.files, counts_.problems,
                counts_.rules_loaded, counts_.rules_rejected, seconds);
        }
        output_.flush();
    }

    const Options& options_;
    bool ndjson_;
    base::SystemClock clock_;
    base::TimeNs began_ns_ = 0;
    model::FieldNames names_;
    std::shared_ptr<const detect::RuleSet> rules_;  // shared: the detectors run it
    std::unique_ptr<detect::Detector> correlating_;
    LaneOptions lane_;
    std::vector<uint64_t> sizes_;
    std::optional<Progress> progress_;
    EventNames event_names_;
    StandardOutput output_;
    size_t width_ = terminal_width();
    Counts counts_;
    uint64_t place_ = 0;  // bytes into the current file
};

void add_options(CLI::App& command, Options& options) {
    command.add_option("PATH", options.paths, "files or folders; - is stdin")->required();
    command
        .add_option("--rules", options.rules,
                    "rule files or folders (default: the shipped and the installed ones)")
        ->allow_extra_args(false);
    command.add_option("--logsource", options.log_source,
                       "all events are of product=P,category=C,service=S; nothing is guessed");
    command.add_option("--time-field", options.time_field,
                       "the field of plain JSON that holds the event time");
    command.add_option("--parser", options.parser, "read as this format; do not guess")
        ->check([](const std::string& name) {
            return ingest::find_parser(name) ? std::string() : "there is no parser '" + name + "'";
        });
    command.add_option("--threads", options.threads, "threads (default: one for each core)")
        ->check(CLI::Range(1U, threads_max));
    command.add_option("--format", options.format, "table or ndjson")
        ->check(CLI::IsMember({"table", "ndjson"}));
    command.add_option("--data", options.data, "the data folder: its installed rules")
        ->envname("WARD_DATA");
    add_placeholders(command, options.placeholders);
}

int run_scan(Options& options) {
    if (!options.log_source.empty() && !read_log_source(options)) {
        fmt::print(stderr, "ward: '{}' is no log source: write product=P,category=C,service=S\n",
                   base::printable(options.log_source));
        return call_wrong;
    }
    for (const auto& path : options.rules) {
        if (base::exists(path)) continue;
        fmt::print(stderr, "ward: there is no {}\n", base::printable(path));
        return call_wrong;
    }
    return Scan(options).run();
}

void add(CLI::App& app, std::function<int()>& run) {
    auto options = std::make_shared<Options>();  // shared: lives as long as the callback
    CLI::App* command = app.add_subcommand("scan", "run rules over files and print the findings");
    add_options(*command, *options);
    command->callback([options, &run] { run = [options] { return run_scan(*options); }; });
}

}  // namespace

extern const Command scan_command;
const Command scan_command{add};

}  // namespace ward::cli
