// SPDX-License-Identifier: Apache-2.0
// `ward parse`: prints every event of files as Ward understands it. Reads and shows; no rule runs
// and nothing is kept.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/event_lines.h"
#include "cli/standard_output.h"
#include "ingest/reader.h"
#include "language/sentences.h"

namespace ward::cli {

namespace {

struct Options {
    std::vector<std::string> paths;
    std::string format = "ndjson";
    std::string time_field;
    std::string parser;
};

struct Counts {
    uint64_t files = 0, bytes = 0, events = 0, problems = 0;
};

// Size of a regular file; what is a stream has none that can be asked for.
uint64_t bytes_of(const std::string& path) {
    if (path == "-") return 0;
    const auto file = base::File::open(path, base::File::Access::read);
    if (!file.ok()) return 0;
    const auto size = file->size();
    return size.ok() ? *size : 0;
}

class Parse {
public:
    explicit Parse(const Options& options) : options_(options) {
        read_options_.time_field = options.time_field;
        read_options_.format = options.parser;
        base::Diagnostics diagnostics;
        mapper_ = ingest::Mapper::load(content_folder() + "/mappings", names_, diagnostics);
        sentences_ =
            language::Sentences::load(content_folder() + "/sentences", names_, diagnostics);
        for (const auto& one : diagnostics.all())
            fmt::print(stderr, "ward: {}\n", base::printable(base::render(one)));
        read_options_.mapper = mapper_.get();
    }

    int run() {
        const base::SystemClock clock;
        const base::TimeNs began = clock.monotonic_ns();
        for (const std::string& path : options_.paths) {
            const auto files = base::list_files(path);
            if (!files.ok()) {
                fmt::print(stderr, "ward: {}\n", base::printable(files.error().text));
                return call_wrong;
            }
            for (const std::string& file : *files)
                if (!read(file)) return output_.is_closed() ? done : world_failed;
        }
        const double seconds = static_cast<double>(clock.monotonic_ns() - began) / 1e9;
        if (options_.format == "ndjson") print_summary(seconds);
        output_.flush();
        return counts_.problems > 0 ? input_wrong : done;
    }

private:
    bool read(const std::string& file) {
        ++counts_.files;
        counts_.bytes += bytes_of(file);
        const auto result = ingest::read_file(file, read_options_, names_, [&](auto&& batch) {
            print(batch);
            return output_.is_open();
        });
        if (!result.ok()) {
            ++counts_.problems;
            if (options_.format == "ndjson")
                append_problem_line(output_.text(), file, result.error().text);
            else
                fmt::print(stderr, "ward: {}\n", base::printable(result.error().text));
        }
        return output_.is_open();
    }

    void print(const model::Batch& batch) {
        counts_.events += batch.events().size(), counts_.problems += batch.rejects().size();
        for (const model::Event& event : batch.events()) {
            if (options_.format == "ndjson")
                append_event_line(output_.text(), batch, event, sentences_->tell(batch, event),
                                  &ocsf_);
            else
                append_row(batch, event);
            output_.drain();
        }
        for (const model::Reject& reject : batch.rejects()) {
            if (options_.format == "ndjson")
                append_problem_line(output_.text(), reject);
            else
                output_.text() += fmt::format("! {}:{} {}\n", base::printable(reject.source_name),
                                              reject.index, base::printable(reason_of(reject)));
            output_.drain();
        }
    }

    // One event for a person: time, source, fields as name=value, no control bytes.
    void append_row(const model::Batch& batch, const model::Event& event) {
        std::string& out = output_.text();
        const std::string time = base::format_rfc3339(event.time_ns, event.time_digits);
        out += fmt::format("{:<24} {:<8} {:<16}", time.empty() ? "-" : time, event.source.format,
                           fmt::format("{}/{}", event.source.product, event.source.service));
        for (const model::Field& field : batch.fields(event)) {
            out += ' ', out += base::printable(batch.names().name(field.id));
            out += '=', out += base::printable(field.text());
        }
        out += '\n';
    }

    void print_summary(double seconds) {
        base::JsonWriter writer(output_.text());
        writer.begin_object().field("type", "summary").field("files", counts_.files);
        writer.field("bytes", counts_.bytes).field("events", counts_.events);
        writer.field("problems", counts_.problems).field("seconds", seconds).end_object();
        output_.text() += '\n';
    }

    const Options& options_;
    ingest::ReadOptions read_options_;
    model::FieldNames names_;
    std::unique_ptr<ingest::Mapper> mapper_;
    std::unique_ptr<language::Sentences> sentences_;
    store::OcsfJson ocsf_;
    StandardOutput output_;
    Counts counts_;
};

void add(CLI::App& app, std::function<int()>& run) {
    auto options = std::make_shared<Options>();  // shared: lives as long as the callback
    CLI::App* command = app.add_subcommand("parse", "print every event as it is understood");
    command->add_option("PATH", options->paths, "files or folders; - is stdin")->required();
    command->add_option("--format", options->format, "ndjson or table")
        ->check(CLI::IsMember({"ndjson", "table"}));
    command->add_option("--time-field", options->time_field,
                        "the field of plain JSON that holds the event time");
    command->add_option("--parser", options->parser, "read as this format; do not guess")
        ->check([](const std::string& name) {
            return ingest::find_parser(name) ? std::string() : "there is no parser '" + name + "'";
        });
    command->callback([options, &run] { run = [options] { return Parse(*options).run(); }; });
}

}  // namespace

extern const Command parse_command;
const Command parse_command{add};

}  // namespace ward::cli
