// SPDX-License-Identifier: Apache-2.0
// How many events a second one core maps to OCSF: process events of Sysmon as the EVTX reader gives
// them, with every mapping of content/mappings loaded.
#include <benchmark/benchmark.h>

#include <ctime>

#include "base/check.h"
#include "ingest/mapper.h"

namespace ward::ingest {
namespace {

constexpr size_t batch_events = 1024;

constexpr std::pair<std::string_view, std::string_view> sysmon[] = {
    {"Provider_Name", "Microsoft-Windows-Sysmon"},
    {"EventID", "1"},
    {"Version", "5"},
    {"Level", "4"},
    {"Task", "1"},
    {"Opcode", "0"},
    {"Keywords", "0x8000000000000000"},
    {"EventRecordID", "30451"},
    {"Execution_ProcessID", "2076"},
    {"Execution_ThreadID", "8624"},
    {"Channel", "Microsoft-Windows-Sysmon/Operational"},
    {"Computer", "pc-07.example.com"},
    {"Security_UserID", "S-1-5-18"},
    {"RuleName", "-"},
    {"UtcTime", "2026-02-03 04:05:06.789"},
    {"ProcessGuid", "{0FD50764-28F3-6440-E008-000000001800}"},
    {"ProcessId", "9044"},
    {"Image", "C:\\Windows\\System32\\wevtutil.exe"},
    {"FileVersion", "10.0.18362.1"},
    {"Description", "Eventing Command Line Utility"},
    {"Product", "Microsoft Windows Operating System"},
    {"Company", "Microsoft Corporation"},
    {"OriginalFileName", "wevtutil.exe"},
    {"CommandLine", "\"C:\\WINDOWS\\system32\\wevtutil.exe\" el"},
    {"CurrentDirectory", "C:\\labs\\"},
    {"User", "EXAMPLE\\ann"},
    {"LogonGuid", "{0FD50764-8CE4-6439-FECD-060000000000}"},
    {"LogonId", "0x6cdfe"},
    {"TerminalSessionId", "1"},
    {"IntegrityLevel", "High"},
    {"Hashes",
     "MD5=53748B0CD4C78AF5EF1D4E77F3C873AF,SHA256="
     "E16B9D201EC1D7E29B3AD532A9AD8F1AE0CB5821BB916A79F6DBEB1C6E6B85FA,"
     "IMPHASH=34BC1195516E78393351B444DF843666"},
    {"ParentProcessGuid", "{0FD50764-8CF6-6439-B900-000000001800}"},
    {"ParentProcessId", "7820"},
    {"ParentImage", "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe"},
    {"ParentCommandLine", "powershell.exe"},
    {"ParentUser", "EXAMPLE\\ann"},
};

constexpr std::pair<std::string_view, std::string_view> failed_sign_in[] = {
    {"Provider_Name", "Microsoft-Windows-Security-Auditing"},
    {"EventID", "4625"},
    {"Level", "0"},
    {"Channel", "Security"},
    {"Computer", "srv-01.example.com"},
    {"SubjectUserSid", "S-1-0-0"},
    {"SubjectUserName", "-"},
    {"SubjectDomainName", "-"},
    {"SubjectLogonId", "0x0"},
    {"TargetUserSid", "S-1-0-0"},
    {"TargetUserName", "ann"},
    {"TargetDomainName", "EXAMPLE"},
    {"Status", "0xc000006d"},
    {"FailureReason", "%%2313"},
    {"SubStatus", "0xc000006a"},
    {"LogonType", "3"},
    {"LogonProcessName", "NtLmSsp "},
    {"AuthenticationPackageName", "NTLM"},
    {"WorkstationName", "PC-07"},
    {"TransmittedServices", "-"},
    {"LmPackageName", "-"},
    {"KeyLength", "0"},
    {"ProcessId", "0x0"},
    {"ProcessName", "-"},
    {"IpAddress", "203.0.113.9"},
    {"IpPort", "50249"},
};

void measure(benchmark::State& state,
             std::span<const std::pair<std::string_view, std::string_view>> fields) {
    model::FieldNames names;
    base::Diagnostics diagnostics;
    const auto mapper = Mapper::load("content/mappings", names, diagnostics);
    CHECK(!diagnostics.has_errors());
    model::Batch batch(names);
    size_t attributes = 0;
    for (auto _ : state) {
        batch.clear();
        for (size_t i = 0; i < batch_events; ++i) {
            for (const auto& [name, value] : fields) batch.add(name, value);
            model::Event event;
            event.source.product = "windows", event.time_ns = 1'770'091'506'789'000'000;
            batch.finish(event);
        }
        const std::clock_t began = std::clock();  // of the processor: the machine is shared
        mapper->map(batch);
        state.SetIterationTime(static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC);
        attributes = batch.events()[0].ocsf_count;
    }
    CHECK(attributes > 0);
    state.counters["attributes"] = static_cast<double>(attributes);
    state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * batch_events));
}

void process_events(benchmark::State& state) {
    measure(state, sysmon);
}
void sign_in_events(benchmark::State& state) {
    measure(state, failed_sign_in);
}

BENCHMARK(process_events)->UseManualTime();
BENCHMARK(sign_in_events)->UseManualTime();

void load(benchmark::State& state) {
    for (auto _ : state) {
        model::FieldNames names;
        base::Diagnostics diagnostics;
        benchmark::DoNotOptimize(Mapper::load("content/mappings", names, diagnostics));
    }
}
BENCHMARK(load)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ward::ingest

BENCHMARK_MAIN();
