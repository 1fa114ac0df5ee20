// SPDX-License-Identifier: Apache-2.0
// The HTTP server: sockets and TLS in front of a Router. One listener, a few threads for
// connections, a worker pool for handlers that block. HTTP/1.1 with keep-alive and pipelining.
// It knows nothing of what the routes do.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/metrics.h"
#include "base/result.h"
#include "serve/http/router.h"

namespace ward::serve {

constexpr size_t connections_max_default = 2048;  // each costs up to 64 KiB beside its body
constexpr int idle_seconds = 75;    // between requests of a connection; clients pool for 60 s
constexpr int head_seconds = 10;    // from a request's first byte to the end of its header
constexpr int body_seconds = 30;    // for a body to arrive, and a second more for each
constexpr int answer_seconds = 30;  // for an answer to leave, likewise
constexpr size_t slow_bytes_second = 32 * 1024;  // of these: a modem's pace
constexpr int grace_seconds = 5;  // stop() waits so long for requests that are being answered

constexpr size_t bodies_bytes_default = size_t{512} << 20;  // 503; all bodies that are held at once

struct ServerOptions {
    std::string listen = "127.0.0.1:8710";  // HOST:PORT, [V6]:PORT; port 0: any free one
    std::string tls_certificate, tls_key;   // PEM files; both or none
    size_t connections_max = connections_max_default;
    size_t bodies_bytes_max = bodies_bytes_default;
    size_t threads = 2;  // for connections
    size_t workers = 6;  // for handlers that block; half of them for queries at most
    /// Called with one JSON line (no line end) per request that is worth one: all but successes of
    /// receivers and probes. Holds no header, query or body, so no secret. From any thread.
    std::function<void(std::string_view)> log;
};

class Server {
public:
    virtual ~Server() = default;  // stops
    /// Listens and serves until stop(). `router` must not change from now on, and outlives it.
    static base::Result<std::unique_ptr<Server>> start(const ServerOptions& options,
                                                       const Router& router, base::Metrics& metrics,
                                                       const base::Clock& clock);
    virtual std::string url() const = 0;  // "http://127.0.0.1:8710", the port as it really is
    /// Takes no more connections, lets what is being answered finish, closes the rest.
    virtual void stop() = 0;
    virtual Workers& workers() = 0;
};

}  // namespace ward::serve
