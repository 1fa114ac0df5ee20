// SPDX-License-Identifier: Apache-2.0
// Load generator: sends HEC batches over keep-alive connections on loopback, as fast as they are
// acknowledged or at a given rate, and prints one JSON line with what came of it. Batches are made
// before the clock starts, so that making them takes nothing from the server under test.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

#include "base/journal.h"
#include "events.h"

namespace {

using ward::base::TimeNs;

const ward::base::SystemClock clock_of_machine;

TimeNs now() {
    return clock_of_machine.monotonic_ns();
}

void sleep_until(TimeNs when) {
    const TimeNs left = when - now();
    if (left > 0) std::this_thread::sleep_for(std::chrono::nanoseconds(left));
}

struct Options {
    std::string token, path = "/services/collector/event";
    uint16_t port = 8710;
    uint64_t events = 1'000'000, rate = 0, seed = 1;
    size_t connections = 4, batch = 500;
};

struct Tally {
    std::mutex mutex;
    std::vector<double> waits_ms;
    uint64_t taken = 0, later = 0, failed = 0;
};

int connect_to(uint16_t port) {
    const int out = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET, to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    setsockopt(out, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(out, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) return out;
    ::close(out);
    return -1;
}

bool send_all(int to, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t put = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (put <= 0) return false;
        bytes.remove_prefix(static_cast<size_t>(put));
    }
    return true;
}

// The status of the next answer, its body read and dropped; 0 when the connection is gone.
int read_answer(int from, std::string& buffer) {
    buffer.clear();
    char bytes[4096];
    for (;;) {
        const size_t head = buffer.find("\r\n\r\n");
        if (head != std::string::npos) {
            const size_t at = buffer.find("Content-Length: ");
            const size_t body =
                at == std::string::npos ? 0 : std::strtoul(&buffer[at + 16], nullptr, 10);
            if (buffer.size() >= head + 4 + body) return std::atoi(&buffer[9]);
        }
        const ssize_t got = ::recv(from, bytes, sizeof bytes, 0);
        if (got <= 0) return 0;
        buffer.append(bytes, static_cast<size_t>(got));
    }
}

std::vector<std::string> make_requests(const Options& options) {
    const ward::base::SystemClock clock;
    ward::bench::EventMaker maker(options.seed);
    std::vector<std::string> out;
    for (uint64_t made = 0; made < options.events; made += options.batch) {
        std::string body;
        const uint64_t count = std::min<uint64_t>(options.batch, options.events - made);
        for (uint64_t i = 0; i < count; i++) maker.append(body, clock.now_ns());
        out.push_back(
            fmt::format("POST {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: Splunk "
                        "{}\r\nContent-Length: {}\r\n\r\n{}",
                        options.path, options.port, options.token, body.size(), body));
    }
    return out;
}

void run(const Options& options, const std::vector<std::string>& requests,
         std::atomic<size_t>& next, TimeNs begun, Tally& tally) {
    int wire = connect_to(options.port);
    std::string buffer;
    std::vector<double> waits;
    uint64_t taken = 0, later = 0, failed = 0;
    for (size_t at = next++; at < requests.size() && wire >= 0;) {
        if (options.rate > 0)
            sleep_until(begun +
                        static_cast<TimeNs>(at * options.batch * 1'000'000'000 / options.rate));
        const TimeNs sent = now();
        const int status = send_all(wire, requests[at]) ? read_answer(wire, buffer) : 0;
        const double wait_ms = static_cast<double>(now() - sent) / 1e6;
        if (status == 200) {
            waits.push_back(wait_ms);
            ++taken;
            at = next++;
        } else if (status == 503 || status == 429) {
            ++later;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        } else {
            ++failed;
            ::close(wire);
            wire = connect_to(options.port);
            at = next++;
        }
    }
    if (wire >= 0) ::close(wire);
    const std::lock_guard lock(tally.mutex);
    tally.waits_ms.insert(tally.waits_ms.end(), waits.begin(), waits.end());
    tally.taken += taken, tally.later += later, tally.failed += failed;
}

double at_share(std::vector<double>& sorted, double share) {
    if (sorted.empty()) return 0;
    return sorted[static_cast<size_t>(share * static_cast<double>(sorted.size() - 1))];
}

int load(const Options& options) {
    const auto requests = make_requests(options);
    uint64_t bytes = 0;
    for (const auto& one : requests) bytes += one.size();
    Tally tally;
    std::atomic<size_t> next{0};
    const double begun_wall = static_cast<double>(clock_of_machine.now_ns()) / 1e9;
    const TimeNs begun = now();
    std::vector<std::thread> threads;
    for (size_t i = 0; i < options.connections; i++)
        threads.emplace_back([&] { run(options, requests, next, begun, tally); });
    for (auto& thread : threads) thread.join();
    const double took = static_cast<double>(now() - begun) / 1e9;
    std::sort(tally.waits_ms.begin(), tally.waits_ms.end());
    const bool is_whole = tally.taken == requests.size();
    fmt::print(
        R"({{"begun":{:.3f},"events":{},"bytes":{},"seconds":{:.3f},"events_per_second":{:.0f},)"
        R"("ack_p50_ms":{:.2f},"ack_p99_ms":{:.2f},"refused":{},"failed":{},"complete":{}}})"
        "\n",
        begun_wall, options.events, bytes, took, static_cast<double>(options.events) / took,
        at_share(tally.waits_ms, 0.5), at_share(tally.waits_ms, 0.99), tally.later, tally.failed,
        is_whole);
    return is_whole ? 0 : 1;
}

// Writes the events into a journal, as a server that was killed leaves it.
int fill_journal(const Options& options, const std::string& folder) {
    const auto journal = ward::base::Journal::open(folder, {});
    if (!journal.ok()) return 1;
    const ward::base::SystemClock clock;
    ward::bench::EventMaker maker(options.seed);
    std::atomic<uint64_t> failed{0};
    for (uint64_t made = 0; made < options.events; made += options.batch) {
        std::string body;
        for (size_t i = 0; i < options.batch; i++) maker.append(body, clock.now_ns());
        const ward::base::JournalRecord record{
            "hec:bench", "hec", "127.0.0.1", clock.now_ns(), static_cast<uint32_t>(options.batch),
            body};
        if (made % (options.batch * 64) == 0)
            failed += (*journal)->append(record).ok() ? 0 : 1;
        else
            (*journal)->append_async(record,
                                     [&failed](const auto& at) { failed += at.ok() ? 0 : 1; });
    }
    (*journal)->stop();
    return failed == 0 ? 0 : 1;
}

int print_events(const Options& options) {
    const ward::base::SystemClock clock;
    ward::bench::EventMaker maker(options.seed);
    for (uint64_t i = 0; i < options.events; i++) {
        std::string line;
        maker.append(line, clock.now_ns());
        fmt::print("{}\n", line);
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    bool prints = false;
    std::string journal;
    CLI::App app("Sends deterministic HEC events to a Ward on this machine.", "ward_load");
    app.add_option("--port", options.port)->capture_default_str();
    app.add_option("--token", options.token);
    app.add_option("--events", options.events)->capture_default_str();
    app.add_option("--rate", options.rate, "events a second; 0: as fast as acknowledged");
    app.add_option("--connections", options.connections)->capture_default_str();
    app.add_option("--batch", options.batch, "events a request")->capture_default_str();
    app.add_option("--seed", options.seed)->capture_default_str();
    app.add_flag("--print", prints, "print the events instead of sending them");
    app.add_option("--journal", journal, "write them into this journal instead of sending them");
    CLI11_PARSE(app, argc, argv);
    if (!journal.empty()) return fill_journal(options, journal);
    return prints ? print_events(options) : load(options);
}
