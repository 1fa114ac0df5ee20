// SPDX-License-Identifier: Apache-2.0
// Observation of requests: counters for Prometheus and one log line each. Never holds a header but
// the agent's name, a query or a body.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/metrics.h"
#include "serve/http/router.h"

namespace ward::serve {

/// What is known of a request when it has been answered.
struct Answered {
    const Request& request;
    const Route* route = nullptr;  // null: there is none
    int status = 0;
    size_t bytes_in = 0, bytes_out = 0;
    base::TimeNs duration_ns = 0;
};

class Observer {
public:
    using Log = std::function<void(std::string_view)>;
    Observer(const Router& router, base::Metrics& metrics, const base::Clock& clock, Log log);
    void answered(const Answered& what);

private:
    // Upper bounds in milliseconds; an answer counts in every bucket that it is not above.
    static constexpr int buckets_ms[] = {1, 2, 5, 10, 25, 50, 100, 250, 1000, 10'000};
    struct Counters {
        base::Counter *requests[6] = {}, *bytes = nullptr;  // by the status's first digit
        base::Counter *buckets[std::size(buckets_ms) + 1] = {}, *count = nullptr, *micros = nullptr;
    };
    struct Row {
        std::once_flag is_made;  // with the first request: a route that nobody asks has no series
        Counters counters;
    };
    Counters counters_of(const Route* route);

    const Router& router_;
    base::Metrics& metrics_;
    const base::Clock& clock_;
    Log log_;
    std::vector<Row> by_route_;  // beside the router's routes; the last is for no route
};

/// The headers that every answer to a browser carries, where the handler has not said otherwise.
void add_security_headers(Response& response, bool is_tls);

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110).
std::string http_date(base::TimeNs time);

}  // namespace ward::serve
