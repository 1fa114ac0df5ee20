// SPDX-License-Identifier: Apache-2.0
// Bench of the syslog parser (sign-ins, sessions, mail and jobs of a few hosts, some 90 bytes a
// line) and of the access log parser (combined format, some 190 bytes a line).
#include "ingest/parse/syslog/syslog.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "ingest/parse/web/access.h"

namespace {

// Made from a counter alone, so that every run reads the same bytes.
std::vector<std::string> make_lines(size_t count) {
    std::vector<std::string> out;
    for (size_t i = 0; i < count; ++i) {
        const std::string head =
            fmt::format("<38>Jan  2 03:{:02}:{:02} host{} ", i / 60 % 60, i % 60, i % 20);
        const std::string ip = fmt::format("198.51.100.{}", i % 250);
        switch (i % 6) {
            case 0:
                out.push_back(fmt::format(
                    "{}sshd[{}]: Failed password for invalid user u{} from {} port {} ssh2", head,
                    1000 + i, i % 90, ip, 30000 + i));
                break;
            case 1:
                out.push_back(fmt::format("{}CRON[{}]: (root) CMD (/usr/local/bin/job --number {})",
                                          head, 1000 + i, i));
                break;
            case 2:
                out.push_back(
                    fmt::format("{}sudo: u{} : TTY=pts/0 ; PWD=/home/u{} ; USER=root ; "
                                "COMMAND=/usr/bin/systemctl restart app{}",
                                head, i % 90, i % 90, i));
                break;
            case 3:
                out.push_back(
                    fmt::format("{}postfix/smtpd[{}]: disconnect from mail{}.example.net[{}]", head,
                                1000 + i, i, ip));
                break;
            case 4:
                out.push_back(
                    fmt::format("<30>1 2026-01-02T03:04:05.{:03}Z host{} app {} - - request {} of "
                                "user u{} took {} ms",
                                i % 1000, i % 20, 1000 + i, i, i % 90, i % 500));
                break;
            default:
                out.push_back(fmt::format(
                    "{}kernel: [{}.123456] device eth{} entered promiscuous mode", head, i, i % 4));
        }
    }
    return out;
}

std::vector<std::string> make_requests(size_t count) {
    std::vector<std::string> out;
    for (size_t i = 0; i < count; ++i)
        out.push_back(fmt::format(
            R"(198.51.100.{} - - [02/Jan/2026:03:{:02}:{:02} +0000] "GET /shop/item{}?from={} HTTP/1.1" {} {} )"
            R"("https://www.example.com/shop" "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0")",
            i % 250, i / 60 % 60, i % 60, i % 900, i, i % 20 == 0 ? 404 : 200, i % 9000));
    return out;
}

void read_lines(benchmark::State& state, const ward::ingest::Parser& parser,
                const std::vector<std::string>& lines) {
    size_t bytes = 0;
    for (const auto& line : lines) bytes += line.size();
    ward::model::FieldNames names;
    const auto parser_state = parser.make_state();
    ward::model::Batch batch(names);
    ward::ingest::RecordContext context;
    context.received_ns = 1'767'323'045'000'000'000;
    for (auto _ : state) {
        batch.clear();
        for (const auto& line : lines) parser.parse(line, context, parser_state.get(), batch);
        benchmark::DoNotOptimize(batch.events().data());
    }
    const auto rounds = static_cast<int64_t>(state.iterations());
    state.SetItemsProcessed(rounds * static_cast<int64_t>(lines.size()));
    state.SetBytesProcessed(rounds * static_cast<int64_t>(bytes));
}
void read_syslog(benchmark::State& state) {
    read_lines(state, ward::ingest::syslog_parser(), make_lines(4096));
}
BENCHMARK(read_syslog)->Unit(benchmark::kMillisecond);

void read_access(benchmark::State& state) {
    read_lines(state, ward::ingest::access_parser(), make_requests(4096));
}
BENCHMARK(read_access)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
