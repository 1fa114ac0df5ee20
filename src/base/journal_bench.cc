// SPDX-License-Identifier: Apache-2.0
// What an acknowledgement costs: appenders that wait for their records, alone and many together,
// and a reader that follows. Prints records/s, MB/s and the wait's p50 and p99.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <thread>

#include "base/journal.h"

namespace {

using namespace ward::base;

void measure(size_t threads, size_t payload_bytes, size_t records_each) {
    const auto folder = (std::filesystem::temp_directory_path() / "ward-journal-bench").string();
    std::filesystem::remove_all(folder);
    const SystemClock clock;
    const auto journal = Journal::open(folder, {}).value();
    const std::string payload(payload_bytes, 'x');
    std::mutex mutex;
    std::vector<double> waits;
    const auto begin = clock.monotonic_ns();
    std::vector<std::thread> appenders;
    for (size_t t = 0; t < threads; ++t)
        appenders.emplace_back([&] {
            std::vector<double> own;
            for (size_t i = 0; i < records_each; ++i) {
                const auto before = clock.monotonic_ns();
                if (!journal->append({"hec", "hec", "", before, 1, payload}).ok()) return;
                own.push_back(static_cast<double>(clock.monotonic_ns() - before) * 1e-6);
            }
            const std::lock_guard lock(mutex);
            waits.insert(waits.end(), own.begin(), own.end());
        });
    for (auto& one : appenders) one.join();
    const double seconds = static_cast<double>(clock.monotonic_ns() - begin) * 1e-9;
    const auto read_begin = clock.monotonic_ns();
    size_t read = 0;
    for (JournalPosition at = 0;; ++read) {
        const auto record = journal->read(at);
        if (!record.ok()) break;
        at = record->end;
    }
    const double read_seconds = static_cast<double>(clock.monotonic_ns() - read_begin) * 1e-9;
    std::sort(waits.begin(), waits.end());
    const double n = static_cast<double>(waits.size());
    const double megabytes = n * static_cast<double>(payload_bytes) * 1e-6;
    fmt::print(
        "{:2} appenders of {:6} B: {:7.0f} records/s, {:5.0f} MB/s, ack p50 {:.2f} ms, p99 "
        "{:.2f} ms; read {:.0f} records/s\n",
        threads, payload_bytes, n / seconds, megabytes / seconds, waits[waits.size() / 2],
        waits[waits.size() * 99 / 100], static_cast<double>(read) / read_seconds);
    std::filesystem::remove_all(folder);
}

}  // namespace

int main() {
    measure(1, 500, 3000);
    measure(16, 500, 2000);
    measure(64, 500, 1000);
    measure(8, 100'000, 300);
    measure(4, 1'000'000, 60);
}
