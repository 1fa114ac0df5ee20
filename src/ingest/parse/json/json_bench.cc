// SPDX-License-Identifier: Apache-2.0
// Bench of the JSON parser: flat Windows-like events of some 880 bytes, names in one order.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "ingest/parse/json/json.h"

namespace {

// Made from a counter alone, so that every run reads the same bytes.
std::vector<std::string> make_lines(size_t count) {
    std::vector<std::string> out;
    for (size_t i = 0; i < count; ++i) {
        out.push_back(fmt::format(
            R"({{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"host{}.example.net",)"
            R"("RecordNumber":{},"UtcTime":"2026-01-02 03:04:05.{:03}","ProcessGuid":"{{{:08x}-0001-0002-0003-000000000004}}",)"
            R"("ProcessId":{},"Image":"C:\\Windows\\System32\\svchost.exe","FileVersion":"10.0.19041.1","Description":"Host process",)"
            R"("Product":"Operating System","Company":"Example Corporation","OriginalFileName":"svchost.exe",)"
            R"("CommandLine":"C:\\Windows\\System32\\svchost.exe -k netsvcs -p -s Schedule{}","CurrentDirectory":"C:\\Windows\\System32\\",)"
            R"("User":"EXAMPLE\\user{}","LogonId":"0x3e7","TerminalSessionId":0,"IntegrityLevel":"System",)"
            R"("Hashes":"SHA256={:064x}","ParentProcessId":{},"ParentImage":"C:\\Windows\\System32\\services.exe",)"
            R"("ParentCommandLine":"C:\\Windows\\System32\\services.exe"}})",
            i % 50, i, i % 1000, i, 1000 + i % 9000, i % 100, i % 30, i, 600 + i % 100));
    }
    return out;
}

void read_flat_events(benchmark::State& state) {
    const auto lines = make_lines(4096);
    size_t bytes = 0;
    for (const auto& line : lines) bytes += line.size();
    ward::model::FieldNames names;
    const auto& parser = ward::ingest::json_parser();
    const auto parser_state = parser.make_state();
    ward::model::Batch batch(names);
    for (auto _ : state) {
        batch.clear();
        for (const auto& line : lines) parser.parse(line, {}, parser_state.get(), batch);
        benchmark::DoNotOptimize(batch.events().data());
    }
    const auto rounds = static_cast<int64_t>(state.iterations());
    state.SetItemsProcessed(rounds * static_cast<int64_t>(lines.size()));
    state.SetBytesProcessed(rounds * static_cast<int64_t>(bytes));
}
BENCHMARK(read_flat_events)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
