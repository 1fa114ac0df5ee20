// SPDX-License-Identifier: Apache-2.0
// `ward query`: answers a KQL question over files, a data folder or nothing; `--check` judges the
// syntax of many. Reads and shows; changes nothing.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/client/answer.h"
#include "cli/client/client.h"
#include "cli/command.h"
#include "cli/standard_output.h"
#include "ingest/content_deriver.h"
#include "ingest/reader.h"
#include "query/query.h"
#include "query/search_box.h"

namespace ward::cli {

namespace {

constexpr size_t terminal_columns = 160;

struct Options {
    std::vector<std::string> files;
    std::string search;
    std::string data, format = "table", text;
    ServerOptions server;
    bool check = false;
};

std::string describe(const base::Diagnostic& one) {
    std::string text = base::printable(one.text);
    if (!one.hint.empty()) text += "; " + base::printable(one.hint);
    return text;
}

// Lines of {"query": text} become lines of {"ok": ...}.
int check_lines() {
    std::string line, out;
    while (std::getline(std::cin, line)) {
        const auto request = base::parse_json(line);
        base::Diagnostics diagnostics;
        if (!request.ok())
            diagnostics.error({}, request.error().text);
        else
            query::check((*request)["query"].text(), diagnostics);
        base::JsonWriter writer(out);
        writer.begin_object().field("ok", !diagnostics.has_errors());
        if (diagnostics.has_errors()) {
            const base::Diagnostic& first = diagnostics.all().front();
            writer.field("message", describe(first)).field("line", first.place.line);
            writer.field("column", first.place.column);
        }
        writer.end_object();
        out += '\n';
        cli::print(out);
        out.clear();
    }
    return done;
}

base::Result<void> load(const Options& options, const ingest::ContentDeriver& deriver,
                        store::EventStore& store) {
    ingest::ReadOptions read_options;
    read_options.mapper = &deriver.mapper();
    for (const std::string& path : options.files) {
        TRY(const auto files, base::list_files(path));
        for (const std::string& file : files) {
            base::Result<void> appended;
            TRY_DO(
                ingest::read_file(file, read_options, deriver.names(), [&](model::Batch&& batch) {
                    store::AppendRequest request;
                    request.batch = &batch;
                    appended = store.append(request);
                    return appended.ok();
                }));
            TRY_DO(appended);
        }
    }
    return {};
}

using Deriver = std::shared_ptr<const ingest::ContentDeriver>;

base::Result<std::unique_ptr<store::EventStore>> open(const Options& options, Deriver deriver) {
    if (options.data.empty()) return store::EventStore::open_temporary(std::move(deriver));
    const base::SystemClock clock;
    auto opened = store::EventStore::open(options.data + "/events", clock, std::move(deriver));
    if (opened.ok()) return opened;
    return base::wrap("cannot read the data folder (if a server runs on it, ask it with --server)",
                      opened.error());
}

void print(const query::Answer& answer, const std::string& format) {
    if (format == "json")
        cli::print(query::to_json(answer) + "\n");
    else if (format == "csv")
        cli::print(query::to_csv(answer.table));
    else if (format == "ndjson")
        cli::print(query::to_ndjson(answer.table));
    else
        cli::print(query::to_text_table(answer.table, terminal_columns));
    if (answer.table.truncated) fmt::print(stderr, "ward: the answer is cut at its row limit\n");
}

int fail(const base::Error& error) {
    fmt::print(stderr, "ward: {}\n", base::printable(error.text));
    const bool is_call =
        error.kind == base::ErrorKind::usage || error.kind == base::ErrorKind::not_found ||
        error.kind == base::ErrorKind::denied || error.kind == base::ErrorKind::limit;
    return is_call ? call_wrong : world_failed;
}

void complain(const base::Diagnostics& diagnostics) {
    for (const auto& one : diagnostics.all())
        fmt::print(stderr, "ward: query:{}:{}: {}\n", one.place.line, one.place.column,
                   describe(one));
}

// The question: as it is, or what the search means (and that is said).
std::string question_of(const Options& options, base::Diagnostics& diagnostics) {
    if (options.search.empty()) return options.text;
    std::string text = query::search_to_kql(options.search, diagnostics);
    std::ranges::replace(text, '\n', ' ');
    if (!diagnostics.has_errors()) fmt::print(stderr, "{}\n", base::printable(text));
    return text;
}

base::Result<query::Answer> ask_server(const Options& options, const std::string& text) {
    TRY(const auto client, Client::make(options.server));
    base::Json question;
    question.set("query", text);
    TRY(const auto body, client->post("/api/v1/query", base::to_json(question)));
    return answer_from_json(body);
}

int ask(const Options& options) {
    base::Diagnostics diagnostics;
    const std::string text = question_of(options, diagnostics);
    if (diagnostics.has_errors()) return complain(diagnostics), call_wrong;
    if (!options.server.url.empty()) {
        const auto answer = ask_server(options, text);
        if (!answer.ok()) return fail(answer.error());
        print(*answer, options.format);
        return done;
    }
    base::Diagnostics content;  // `ward check` tells of them
    const auto deriver = ingest::ContentDeriver::load(content_folder(), content);
    auto store = open(options, deriver);
    if (!store.ok()) return fail(store.error());
    const auto loaded = load(options, *deriver, **store);
    if (!loaded.ok()) return fail(loaded.error());
    const base::SystemClock clock;
    const query::Tables views(content_folder() + "/tables");
    const auto answer = query::run(text, **store, {}, clock.now_ns(), diagnostics, base::no_time,
                                   base::no_time, {&views, {}});
    complain(diagnostics);
    if (!answer.ok()) return diagnostics.has_errors() ? call_wrong : fail(answer.error());
    print(*answer, options.format);
    return done;
}

void add(CLI::App& app, std::function<int()>& run) {
    auto options = std::make_shared<Options>();  // shared: lives as long as the callback
    CLI::App* command = app.add_subcommand("query", "answer a question in KQL");
    command->add_option("KQL", options->text, "the question");
    auto* file =
        command->add_option("--file", options->files, "logs to ask")->expected(1)->take_all();
    auto* data = command->add_option("--data", options->data, "a data folder")->excludes(file);
    options->server.add_to(*command);
    command->get_option("--server")->excludes(file)->excludes(data);
    command->add_option("--format", options->format, "table, json, csv or ndjson")
        ->check(CLI::IsMember({"table", "json", "csv", "ndjson"}));
    command->add_option("--search", options->search,
                        "a search instead: words, field:value, \"phrases\", NOT, OR, /regex/");
    command->add_flag("--check", options->check, "judge the syntax of {\"query\": text} lines");
    command->callback([options, &run] {
        // `--file a b 'KQL'`: the option takes all words; the question is the last of them.
        if (options->text.empty() && options->search.empty() && !options->check &&
            options->files.size() > 1) {
            options->text = std::move(options->files.back());
            options->files.pop_back();
        }
        run = [options] { return options->check ? check_lines() : ask(*options); };
    });
}

}  // namespace

extern const Command query_command;
const Command query_command{add};

}  // namespace ward::cli
