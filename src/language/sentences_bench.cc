// SPDX-License-Identifier: Apache-2.0
// How many events a second one core tells, with every sentence of content/sentences loaded.
#include <benchmark/benchmark.h>

#include "base/check.h"
#include "language/sentences.h"

namespace ward::language {
namespace {

using Fields = std::vector<std::pair<std::string_view, std::string_view>>;

void measure(benchmark::State& state, const model::LogSource& source, const Fields& fields) {
    model::FieldNames names;
    base::Diagnostics diagnostics;
    const auto sentences = Sentences::load("content/sentences", names, diagnostics);
    CHECK(!diagnostics.has_errors());
    model::Batch batch(names);
    for (const auto& [name, value] : fields) batch.add(name, value);
    model::Event event;
    event.source = source;
    const model::Event& told = *batch.finish(event);
    size_t bytes = 0;
    for (auto _ : state) bytes += sentences->tell(batch, told).size();
    CHECK(bytes > 0);
    state.SetItemsProcessed(static_cast<int64_t>(state.iterations()));
}

void process_started(benchmark::State& state) {
    measure(state, {"evtx", "windows", "", "sysmon"},
            {{"Channel", "Microsoft-Windows-Sysmon/Operational"},
             {"EventID", "1"},
             {"Computer", "pc-07.example.com"},
             {"User", "EXAMPLE\\ann"},
             {"Image", "C:\\Windows\\System32\\wevtutil.exe"},
             {"ParentImage", "C:\\Windows\\System32\\cmd.exe"},
             {"CommandLine", "\"C:\\WINDOWS\\system32\\wevtutil.exe\" el"}});
}
BENCHMARK(process_started);

void sign_in_failed(benchmark::State& state) {
    measure(state, {"syslog", "linux", "", "sshd"},
            {{"action", "login"},
             {"outcome", "failure"},
             {"user", "root"},
             {"src_ip", "203.0.113.9"},
             {"hostname", "web-01"},
             {"reason", "invalid_user"}});
}
BENCHMARK(sign_in_failed);

void nobody_knows(benchmark::State& state) {
    measure(state, {"text", "", "", ""}, {{"message", "something happened at the gate"}});
}
BENCHMARK(nobody_knows);

}  // namespace
}  // namespace ward::language

BENCHMARK_MAIN();
