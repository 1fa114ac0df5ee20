// SPDX-License-Identifier: Apache-2.0
// What a server and its connections share, and the life of one connection. Private to serve/http;
// free of Beast.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <mutex>
#include <set>

#include "base/random.h"
#include "base/text.h"
#include "serve/http/observe.h"
#include "serve/http/server.h"

namespace ward::serve {

namespace net = boost::asio;
namespace ssl = boost::asio::ssl;
using tcp = net::ip::tcp;

/// One connection as stop() sees it.
struct Link {
    std::atomic<bool> is_busy{false};  // a request is being read or answered
    std::function<void()> close;       // on the connection's strand
};

struct Shared : std::enable_shared_from_this<Shared> {
    Shared(const ServerOptions& o, const Router& r, base::Metrics& m, const base::Clock& c)
        : options(o),
          router(r),
          clock(c),
          observer(r, m, c, o.log),
          workers(o.workers),
          connections(m.gauge("ward_http_connections")),
          refused(m.counter("ward_http_connections_refused_total")),
          id_prefix(base::to_hex(base::random_bytes(4))) {}

    ServerOptions options;
    const Router& router;
    const base::Clock& clock;
    Observer observer;
    Workers workers;
    base::Gauge& connections;
    base::Counter& refused;
    std::string id_prefix;
    std::atomic<uint64_t> requests{0};
    std::atomic<size_t> body_bytes{0};  // promised to bodies, of options.bodies_bytes_max
    std::atomic<bool> is_stopping{false};
    std::mutex mutex;
    std::set<std::shared_ptr<Link>> links;  // shared: a coroutine and stop() both hold a link
    net::io_context io;  // last: its end destroys what still waits, which uses the above
};

/// Serves a connection until it closes. `tls` may be null.
net::awaitable<void> serve_connection(tcp::socket socket, ssl::context* tls, Shared& shared);

}  // namespace ward::serve
