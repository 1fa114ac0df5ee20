// SPDX-License-Identifier: Apache-2.0
// How fast the event store takes events, what one small append costs, how long reopening after a
// kill takes, and how many bytes an event needs on disk. Prints one line each. Events are invented
// from a seed: sign-ins, processes and connections of some 500 bytes, raw kept.
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

#include "base/random.h"
#include "store/event_store.h"

namespace {

using namespace ward;

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

constexpr base::TimeNs start_ns = 1'790'000'000 * base::second_ns;
constexpr std::string_view names[] = {"alice", "bob", "carol", "dave", "svc-backup", "erin"};
constexpr std::string_view images[] = {"cmd.exe", "powershell.exe", "svchost.exe", "chrome.exe"};

void add_event(model::Batch& batch, base::SeededRandom& random, uint64_t record, uint32_t at) {
    const auto pick = [&random](auto& from) { return from[random.below(std::size(from))]; };
    std::string raw = "{";
    const auto add = [&](std::string_view name, const std::string& value) {
        batch.add(name, batch.keep(value));
        raw += fmt::format("{}\"{}\":\"{}\"", raw.size() > 1 ? "," : "", name, value);
    };
    const auto kind = random.below(3);
    const auto user = pick(names);
    const auto process = pick(images);
    add("EventTime", base::format_rfc3339(start_ns + static_cast<int64_t>(record) * 1000));
    add("Computer", fmt::format("WS-{:03}.corp.example", random.below(200)));
    add("EventID", kind == 0 ? "4625" : kind == 1 ? "4688" : "3");
    add("Channel", kind == 2 ? "Microsoft-Windows-Sysmon/Operational" : "Security");
    add("SubjectUserSid", fmt::format("S-1-5-21-100-200-300-{}", 1000 + random.below(100)));
    add("TargetUserName", std::string(user));
    add("SubjectLogonId", fmt::format("0x{:x}", random.below(1 << 24)));
    if (kind == 0) {
        add("IpAddress", fmt::format("10.0.{}.{}", random.below(20), random.below(250)));
        add("IpPort", std::to_string(1024 + random.below(60'000)));
        add("LogonType", std::to_string(2 + random.below(9)));
    } else if (kind == 1) {
        add("NewProcessId", fmt::format("0x{:x}", random.below(1 << 15)));
        add("NewProcessName", fmt::format("C:/Windows/System32/{}", process));
        add("CommandLine",
            fmt::format("{} -k task{} --session {:x}", process, random.below(5000), random.next()));
    } else {
        add("SourceIp", fmt::format("10.0.{}.{}", random.below(20), random.below(250)));
        add("DestinationIp", fmt::format("198.51.100.{}", random.below(250)));
        add("DestinationPort", random.below(3) == 0 ? "80" : "443");
        add("Image", fmt::format("C:/Program Files/{}", process));
    }
    raw += "}";
    model::Event event;
    event.id = {record, at};
    event.time_ns = start_ns + static_cast<int64_t>(record) * 1000 + at;
    event.received_ns = event.time_ns + base::second_ns;
    event.source_name = "windows", event.source = {"json", "windows", "", "security"};
    event.raw = batch.keep(raw);
    batch.finish(event);
}

struct Bench {
    std::string folder = (std::filesystem::temp_directory_path() / "ward-store-bench").string();
    base::SystemClock clock;
    model::FieldNames fields;
    base::SeededRandom random{1};
    uint64_t record = 0, raw_bytes = 0;

    model::Batch batch(uint32_t events) {
        model::Batch out(fields);
        ++record;
        for (uint32_t i = 0; i < events; ++i) add_event(out, random, record * 10'000, i);
        for (const auto& event : out.events()) raw_bytes += event.raw.size();
        return out;
    }

    void append(store::EventStore& store, const model::Batch& batch) {
        const auto done = store.append({&batch, nullptr, record, ""});
        if (!done.ok()) fmt::print("failed: {}\n", done.error().text);
    }

    void bulk(uint32_t batch_events, uint32_t batches) {
        std::filesystem::remove_all(folder);
        auto store = store::EventStore::open(folder, clock).value();
        double wall = 0, cpu = 0, slowest = 0;
        raw_bytes = 0;
        for (uint32_t i = 0; i < batches; ++i) {
            const auto one = batch(batch_events);
            const double cpu_before = cpu_seconds();
            const auto before = clock.monotonic_ns();
            append(*store, one);
            const double took = static_cast<double>(clock.monotonic_ns() - before) * 1e-9;
            wall += took, cpu += cpu_seconds() - cpu_before, slowest = std::max(slowest, took);
        }
        const double events = static_cast<double>(batch_events) * batches;
        fmt::print(
            "append {} x {}: {:.0f} events/s, {:.0f} a CPU second, slowest append {:.0f} ms\n",
            batches, batch_events, events / wall, events / cpu, slowest * 1e3);
        const auto before = clock.monotonic_ns();
        store.reset();
        const auto closed = clock.monotonic_ns();
        store = store::EventStore::open(folder, clock).value();
        fmt::print("close {:.0f} ms, open {:.0f} ms\n", static_cast<double>(closed - before) * 1e-6,
                   static_cast<double>(clock.monotonic_ns() - closed) * 1e-6);
        fmt::print("disk: {:.1f} bytes an event, raw {:.0f}\n",
                   static_cast<double>(store->bytes_on_disk()) / events,
                   static_cast<double>(raw_bytes) / events);
        for (const char* sql :
             {"SELECT count(*) FROM events WHERE user = 'alice'",
              "SELECT count(*) FROM events WHERE raw LIKE '%task77 %'",
              "SELECT count(*) FROM events WHERE "
              "json_extract_string(native, '$.\"LogonType\"') = '3'",
              "SELECT host, count(*) FROM events GROUP BY 1 ORDER BY 2 DESC LIMIT 5"}) {
            const auto from = clock.monotonic_ns();
            const auto table = store->query(sql, {}, {});
            fmt::print("{:7.1f} ms  {}{}\n",
                       static_cast<double>(clock.monotonic_ns() - from) * 1e-6, sql,
                       table.ok() ? "" : table.error().text);
        }
    }

    void small(uint32_t events, int appends) {
        std::filesystem::remove_all(folder);
        auto store = store::EventStore::open(folder, clock).value();
        std::vector<double> took;
        for (int i = 0; i < appends; ++i) {
            const auto one = batch(events);
            const auto before = clock.monotonic_ns();
            append(*store, one);
            took.push_back(static_cast<double>(clock.monotonic_ns() - before) * 1e-6);
        }
        std::sort(took.begin(), took.end());
        fmt::print("append of {}: p50 {:.2f} ms, p99 {:.2f} ms, worst {:.2f} ms\n", events,
                   took[took.size() / 2], took[took.size() * 99 / 100], took.back());
    }

    void kill_and_open() {
        std::filesystem::remove_all(folder);
        const pid_t child = fork();
        if (child == 0) {
            auto store = store::EventStore::open(folder, clock).value();
            for (int i = 0; i < 25; ++i) append(*store, batch(2000));
            kill(getpid(), SIGKILL);
        }
        waitpid(child, nullptr, 0);
        const auto before = clock.monotonic_ns();
        const auto store = store::EventStore::open(folder, clock).value();
        fmt::print("open after kill with 50,000 events in the WAL: {:.0f} ms, position {}\n",
                   static_cast<double>(clock.monotonic_ns() - before) * 1e-6, store->position());
    }
};

}  // namespace

int main() {
    Bench bench;
    bench.kill_and_open();
    bench.small(1, 300);
    bench.small(100, 300);
    bench.bulk(4096, 75);
    std::filesystem::remove_all(bench.folder);
}
