// SPDX-License-Identifier: Apache-2.0
// Bench of the EVTX reader alone: files that are in memory, one core, batches that are thrown away.
// WARD_EVTX names files or folders; without it the corpus, where it is present.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>

#include "base/file.h"
#include "ingest/cut.h"
#include "ingest/parse/windows/evtx.h"

namespace {

std::vector<std::string> load_files() {
    const char* named = std::getenv("WARD_EVTX");
    const char* home = std::getenv("HOME");
    const std::string root =
        named ? named : std::string(home ? home : "") + "/.cache/ward-corpus/evtx-samples";
    std::vector<std::string> out;
    const auto files = ward::base::list_files(root);
    if (!files.ok()) return out;
    for (const std::string& path : *files) {
        if (!path.ends_with(".evtx")) continue;
        auto bytes = ward::base::read_file(path);
        if (bytes.ok()) out.push_back(std::move(*bytes));
    }
    return out;
}

void read_evtx(benchmark::State& state) {
    const auto files = load_files();
    if (files.empty()) return state.SkipWithError("no EVTX files: set WARD_EVTX");
    ward::model::FieldNames names;
    const auto& parser = ward::ingest::evtx_parser();
    ward::model::Batch batch(names);
    size_t bytes = 0, events = 0;
    for (auto _ : state) {
        for (const std::string& file : files) {
            const auto parser_state = parser.make_state();
            ward::ingest::Cutter cutter(file, parser);
            while (const auto record = cutter.next()) {
                parser.parse(*record, {}, parser_state.get(), batch);
                if (batch.events().size() < 1024) continue;
                events += batch.events().size();
                batch.clear();
            }
            events += batch.events().size(), bytes += file.size();
            batch.clear();
        }
    }
    state.SetItemsProcessed(static_cast<int64_t>(events));
    state.SetBytesProcessed(static_cast<int64_t>(bytes));
}
BENCHMARK(read_evtx)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
