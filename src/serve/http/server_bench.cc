// SPDX-License-Identifier: Apache-2.0
// The server alone, client and server on one machine: requests a second and the slowest hundredth,
// for single events and for batches. The handler answers at once, as a receiver's does that waits
// for nothing.
#include <arpa/inet.h>
#include <benchmark/benchmark.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/check.h"
#include "base/text.h"
#include "serve/http/server.h"
#include "serve/http/test_access.h"

namespace ward::serve {

namespace {

int connected(const std::string& url) {
    const int out = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port =
        htons(static_cast<uint16_t>(*base::parse_integer(url.substr(url.rfind(':') + 1))));
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(::connect(out, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0);
    return out;
}

void exchange(int socket, const std::string& request) {
    std::string_view rest = request;
    while (!rest.empty()) {
        const auto sent = ::send(socket, rest.data(), rest.size(), MSG_NOSIGNAL);
        CHECK(sent > 0);
        rest.remove_prefix(static_cast<size_t>(sent));
    }
    char answer[4096];
    CHECK(::recv(socket, answer, sizeof answer, 0) > 0);
}

// One connection's share of the requests; the time of each in microseconds.
void client(const std::string& url, const std::string& request, size_t count,
            std::vector<double>& took) {
    const int socket = connected(url);
    for (size_t i = 0; i < count; i++) {
        const auto begun = std::chrono::steady_clock::now();
        exchange(socket, request);
        took.push_back(
            std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begun)
                .count());
    }
    ::close(socket);
}

void serve_requests(benchmark::State& state) {
    const auto body = std::string(static_cast<size_t>(state.range(0)), 'x');
    const auto connections = static_cast<size_t>(state.range(1));
    constexpr size_t requests = 4000;
    TestAccess access;
    Router router(access);
    router.add(
        Route{"POST", "/in", access::Role::viewer, false, answering([](const Request& request) {
                  return Response{200, "text/plain", {}, std::to_string(request.body.size())};
              }),
              false, true});
    base::Metrics metrics;
    const base::SystemClock clock;
    ServerOptions options;
    options.listen = "127.0.0.1:0";
    const auto server = Server::start(options, router, metrics, clock);
    CHECK(server.ok());
    const std::string request =
        "POST /in HTTP/1.1\r\nHost: w\r\nAuthorization: Splunk viewer-token"
        "\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body;
    std::vector<double> all;
    for ([[maybe_unused]] auto _ : state) {
        std::vector<std::vector<double>> took(connections);
        std::vector<std::thread> threads;
        for (auto& mine : took)
            threads.emplace_back(
                [&] { client((*server)->url(), request, requests / connections, mine); });
        for (auto& thread : threads) thread.join();
        for (auto& mine : took) all.insert(all.end(), mine.begin(), mine.end());
    }
    std::ranges::sort(all);
    state.counters["requests/s"] =
        benchmark::Counter(static_cast<double>(all.size()), benchmark::Counter::kIsRate);
    state.counters["MB/s"] = benchmark::Counter(static_cast<double>(all.size() * body.size()) / 1e6,
                                                benchmark::Counter::kIsRate);
    state.counters["p50_us"] = all[all.size() / 2];
    state.counters["p99_us"] = all[all.size() * 99 / 100];
}

}  // namespace

BENCHMARK(serve_requests)
    ->ArgNames({"bytes", "connections"})
    ->ArgsProduct({{500, 50'000, 1'000'000}, {1, 8}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace ward::serve

BENCHMARK_MAIN();
