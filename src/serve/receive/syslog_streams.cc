// SPDX-License-Identifier: Apache-2.0
// Syslog over TCP and TLS: one thread, a coroutine for each connection. What was read is on disk
// before more is read.
#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <optional>
#include <thread>

#include "base/text.h"
#include "serve/receive/syslog.h"
#include "serve/receive/syslog_frames.h"

namespace ward::serve {

namespace {

namespace net = boost::asio;
namespace ssl = boost::asio::ssl;
using tcp = net::ip::tcp;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto quietly = net::as_tuple(net::use_awaitable);  // errors come as values
constexpr int accept_pause_ms = 100;                         // when there are no descriptors left

base::Error failed(std::string_view what, const boost::system::error_code& error) {
    return {base::ErrorKind::unavailable, fmt::format("cannot {}: {}", what, error.message())};
}

base::Result<tcp::endpoint> endpoint_of(net::io_context& io, std::string_view listen) {
    const size_t colon = listen.rfind(':');
    std::string_view host = listen.substr(0, colon);
    if (colon == std::string_view::npos || !base::parse_integer(listen.substr(colon + 1)))
        return base::Error{base::ErrorKind::usage,
                           fmt::format("cannot listen on '{}': it must be HOST:PORT", listen)};
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    boost::system::error_code error;
    tcp::resolver resolver(io);
    const auto found = resolver.resolve(std::string(host), std::string(listen.substr(colon + 1)),
                                        tcp::resolver::passive, error);
    if (error || found.empty()) return failed(fmt::format("listen on '{}'", listen), error);
    return found.begin()->endpoint();
}

std::string address_of(const tcp::socket& socket) {
    boost::system::error_code error;
    auto address = socket.remote_endpoint(error).address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        address = net::ip::make_address_v4(net::ip::v4_mapped, address.to_v6());
    return address.to_string();
}

class StreamReceiver final : public SyslogReceiver {
public:
    StreamReceiver(Intake& intake, base::Metrics& metrics)
        : intake_(intake),
          connections_(metrics.gauge("ward_syslog_connections")),
          refused_(metrics.counter("ward_syslog_connections_refused_total")) {}
    ~StreamReceiver() override { stop(); }

    base::Result<void> open(const SyslogOptions& options, bool is_tls);
    void stop() override;
    uint16_t port() const override {
        boost::system::error_code error;
        return acceptor_.local_endpoint(error).port();
    }

private:
    base::Result<void> open_tls(const SyslogOptions& options);
    net::awaitable<void> accept_all();
    net::awaitable<void> serve(tcp::socket socket);
    template <typename Stream>
    net::awaitable<void> read_all(Stream& stream, tcp::socket& socket, std::string peer);
    net::awaitable<bool> keep(const base::JournalRecord& record);

    Intake& intake_;
    base::Gauge& connections_;
    base::Counter& refused_;
    size_t open_ = 0;  // connections; of the one thread
    std::atomic<bool> stopping_{false};
    net::io_context io_{1};
    tcp::acceptor acceptor_{io_};
    std::optional<ssl::context> tls_;
    std::thread thread_;
};

base::Result<void> StreamReceiver::open_tls(const SyslogOptions& options) {
    tls_.emplace(ssl::context::tls_server);
    boost::system::error_code error;
    tls_->set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 |
                          ssl::context::no_tlsv1_1 | ssl::context::single_dh_use,
                      error);
    tls_->use_certificate_chain_file(options.certificate, error);
    if (error) return failed("read the certificate " + options.certificate, error);
    tls_->use_private_key_file(options.key, ssl::context::pem, error);
    if (error) return failed("read the key " + options.key, error);
    return {};
}

base::Result<void> StreamReceiver::open(const SyslogOptions& options, bool is_tls) {
    if (is_tls) TRY_DO(open_tls(options));
    const std::string& listen = is_tls ? options.tls : options.tcp;
    TRY(const auto endpoint, endpoint_of(io_, listen));
    boost::system::error_code error;
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(tcp::acceptor::max_listen_connections, error);
    if (error) return failed(fmt::format("listen on '{}'", listen), error);
    net::co_spawn(io_, accept_all(), [](const std::exception_ptr&) {});
    thread_ = std::thread([this] { io_.run(); });
    return {};
}

void StreamReceiver::stop() {
    if (stopping_.exchange(true)) return;
    io_.stop();
    if (thread_.joinable()) thread_.join();
}

net::awaitable<void> StreamReceiver::accept_all() {
    net::steady_timer pause(io_);
    while (!stopping_) {
        auto [error, socket] = co_await acceptor_.async_accept(quietly);
        if (error) {
            pause.expires_after(milliseconds(accept_pause_ms));
            co_await pause.async_wait(quietly);
            continue;
        }
        if (open_ >= syslog_connections_max) {
            refused_.add();
            continue;  // closes it
        }
        ++open_;
        connections_.add(1);
        net::co_spawn(io_, serve(std::move(socket)), [this](const std::exception_ptr&) {
            --open_;
            connections_.add(-1);
        });
    }
}

net::awaitable<void> StreamReceiver::serve(tcp::socket socket) {
    boost::system::error_code ignored;
    socket.set_option(net::socket_base::keep_alive(true), ignored);
    const std::string peer = address_of(socket);
    if (!tls_) {
        co_await read_all(socket, socket, peer);
        co_return;
    }
    ssl::stream<tcp::socket&> stream(socket, *tls_);
    net::steady_timer deadline(io_, seconds(syslog_handshake_seconds));
    deadline.async_wait([&socket](const boost::system::error_code& error) {
        if (!error) socket.close();
    });
    const auto [failure] = co_await stream.async_handshake(ssl::stream_base::server, quietly);
    deadline.cancel();
    if (!failure) co_await read_all(stream, socket, peer);
}

template <typename Stream>
net::awaitable<void> StreamReceiver::read_all(Stream& stream, tcp::socket& socket,
                                              std::string peer) {
    const std::string source = intake_.admit("syslog:" + peer);
    SyslogFrames frames;
    SyslogPayload payload;
    std::string bytes(syslog_read_bytes, '\0');
    net::steady_timer deadline(io_);
    for (bool is_open = true; is_open;) {
        if (frames.is_inside()) {  // who begins a frame must end it
            deadline.expires_after(seconds(syslog_frame_seconds));
            deadline.async_wait([&socket](const boost::system::error_code& error) {
                if (!error) socket.close();
            });
        }
        const auto [error, got] = co_await stream.async_read_some(net::buffer(bytes), quietly);
        deadline.cancel();
        is_open = !error;
        frames.feed(std::string_view(bytes).substr(0, got), payload);
        if (error) frames.finish(payload);
        if (payload.frames == 0) continue;
        const base::JournalRecord record{source, "syslog", peer, 0, payload.frames, payload.bytes};
        const bool is_kept = co_await keep(record);
        if (!is_kept) intake_.lost(source, "stopped", payload.frames);
        payload.clear();
    }
}

// True once the record is on disk. Tries until the journal has room: meanwhile the sender waits.
net::awaitable<bool> StreamReceiver::keep(const base::JournalRecord& record) {
    net::steady_timer done(io_);
    for (;;) {
        done.expires_at(net::steady_timer::time_point::max());
        std::optional<base::Result<base::JournalPosition>> outcome;
        intake_.take(record, [&](base::Result<base::JournalPosition> at) {
            net::post(io_, [&, at = std::move(at)] {
                outcome = at;
                done.cancel();
            });
        });
        while (!outcome) co_await done.async_wait(quietly);
        if (outcome->ok()) co_return true;
        if (stopping_ || outcome->error().kind == base::ErrorKind::limit) co_return false;
        done.expires_after(milliseconds(syslog_retry_ms));
        co_await done.async_wait(quietly);
    }
}

}  // namespace

base::Result<std::unique_ptr<SyslogReceiver>> receive_syslog_streams(const SyslogOptions& options,
                                                                     bool is_tls, Intake& intake,
                                                                     base::Metrics& metrics) {
    auto out = std::make_unique<StreamReceiver>(intake, metrics);
    TRY_DO(out->open(options, is_tls));
    return std::unique_ptr<SyslogReceiver>(std::move(out));
}

}  // namespace ward::serve
