// SPDX-License-Identifier: Apache-2.0
#include "serve/http/observe.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace ward::serve {

namespace {

constexpr size_t agent_bytes_max = 200;  // of a User-Agent in the log
constexpr base::TimeNs micro_ns = 1000;

bool is_worth_a_line(const Answered& what) {
    const bool is_quiet = what.route && (what.route->is_receiver || what.route->open_on_loopback);
    return !is_quiet || what.status >= 400;
}

}  // namespace

Observer::Observer(const Router& router, base::Metrics& metrics, const base::Clock& clock, Log log)
    : router_(router),
      metrics_(metrics),
      clock_(clock),
      log_(std::move(log)),
      by_route_(router.routes().size() + 1) {}

Observer::Counters Observer::counters_of(const Route* route) {
    Counters out;
    const std::string labels = base::metric_label("method", route ? route->method : "") + "," +
                               base::metric_label("route", route ? route->pattern : "");
    for (int digit = 1; digit < 6; digit++)
        out.requests[digit] = &metrics_.counter("ward_http_requests_total",
                                                fmt::format("{},status=\"{}xx\"", labels, digit));
    out.bytes = &metrics_.counter("ward_http_request_body_bytes_total", labels);
    const auto bucket = [&](const std::string& bound) {
        return &metrics_.counter("ward_http_request_seconds_bucket",
                                 fmt::format("{},le=\"{}\"", labels, bound));
    };
    for (size_t i = 0; i < std::size(buckets_ms); i++)
        out.buckets[i] = bucket(fmt::format("{}", buckets_ms[i] / 1000.0));
    out.buckets[std::size(buckets_ms)] = bucket("+Inf");
    out.count = &metrics_.counter("ward_http_request_seconds_count", labels);
    out.micros = &metrics_.counter("ward_http_request_microseconds_total", labels);
    return out;
}

void Observer::answered(const Answered& what) {
    const size_t index = what.route ? static_cast<size_t>(what.route - router_.routes().data())
                                    : by_route_.size() - 1;
    Row& row = by_route_[index];
    std::call_once(row.is_made, [&] { row.counters = counters_of(what.route); });
    Counters& counters = row.counters;
    counters.requests[std::clamp(what.status / 100, 1, 5)]->add();
    counters.bytes->add(what.bytes_in);
    counters.count->add();
    counters.micros->add(static_cast<uint64_t>(std::max<int64_t>(what.duration_ns, 0) / micro_ns));
    for (size_t i = 0; i < std::size(buckets_ms); i++)
        if (what.duration_ns <= buckets_ms[i] * (base::second_ns / 1000))
            counters.buckets[i]->add();
    counters.buckets[std::size(buckets_ms)]->add();
    if (!log_ || !is_worth_a_line(what)) return;
    std::string line;
    base::JsonWriter json(line);
    const Request& request = what.request;
    json.begin_object().field("time", base::format_rfc3339(clock_.now_ns(), 3));
    json.field("event", "http").field("id", request.id).field("method", request.method);
    json.field("path", request.path).field("status", what.status);
    json.field("ms", static_cast<double>(what.duration_ns / micro_ns) / 1000.0);
    json.field("bytes_in", static_cast<uint64_t>(what.bytes_in));
    json.field("bytes_out", static_cast<uint64_t>(what.bytes_out)).field("peer", request.peer);
    if (request.identity) json.field("who", request.identity->name);
    json.field("agent", request.header("user-agent").substr(0, agent_bytes_max)).end_object();
    log_(line);
}

void add_security_headers(Response& response, bool is_tls) {
    const auto add = [&](std::string_view name, std::string_view value) {
        for (const auto& [present, _] : response.headers)
            if (base::equals_ignore_case(present, name)) return;
        response.headers.emplace_back(name, value);
    };
    add("Cache-Control", "no-store");
    add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    add("Cross-Origin-Resource-Policy", "same-origin");
    add("Referrer-Policy", "no-referrer");
    add("X-Content-Type-Options", "nosniff");
    add("X-Frame-Options", "DENY");
    if (is_tls) add("Strict-Transport-Security", "max-age=31536000");
}

std::string http_date(base::TimeNs time) {
    static constexpr std::string_view days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    constexpr base::TimeNs day_ns = 86'400 * base::second_ns;
    const auto civil = base::to_civil(time);
    const auto day = static_cast<size_t>(std::max<int64_t>(time, 0) / day_ns % 7);
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[day], civil.day,
                       months[static_cast<size_t>(civil.month - 1)], civil.year, civil.hour,
                       civil.minute, civil.second);
}

}  // namespace ward::serve
