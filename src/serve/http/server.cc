// SPDX-License-Identifier: Apache-2.0
// The listener: accepts, counts, hands each connection to connection.cc, and stops in good order.
#include "serve/http/server.h"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <thread>

#include "serve/http/connection.h"

namespace ward::serve {

namespace {

using std::chrono::milliseconds;

constexpr auto quietly = net::as_tuple(net::use_awaitable);  // errors come as values
constexpr int accept_pause_ms = 100;                         // when there are no descriptors left
constexpr int stop_poll_ms = 10;

/// Takes a connection out of the gauge when it ends, however it ends.
class Leaving {
public:
    explicit Leaving(base::Gauge& gauge) : gauge_(gauge) {}
    ~Leaving() { gauge_.add(-1); }
    Leaving(const Leaving&) = delete;
    Leaving& operator=(const Leaving&) = delete;

private:
    base::Gauge& gauge_;
};

class AsioServer final : public Server {
public:
    AsioServer(const ServerOptions& options, const Router& router, base::Metrics& metrics,
               const base::Clock& clock)
        : shared_(std::make_shared<Shared>(options, router, metrics, clock)),
          acceptor_(net::make_strand(shared_->io)),
          timer_(acceptor_.get_executor()) {}
    ~AsioServer() override { stop(); }

    base::Result<void> open();
    std::string url() const override;
    void stop() override;
    Workers& workers() override { return shared_->workers; }

private:
    base::Result<void> open_tls();
    base::Result<tcp::endpoint> endpoint();
    net::awaitable<void> accept_all();
    net::awaitable<void> refresh_always();
    net::awaitable<void> serve(tcp::socket socket);

    std::shared_ptr<Shared> shared_;  // shared: with answers that come late
    tcp::acceptor acceptor_;
    net::steady_timer timer_;
    std::optional<ssl::context> tls_;
    std::vector<std::thread> threads_;
    bool is_stopped_ = false;
};

base::Error failed(std::string_view what, const boost::system::error_code& error) {
    return {base::ErrorKind::unavailable, fmt::format("cannot {}: {}", what, error.message())};
}

base::Result<tcp::endpoint> AsioServer::endpoint() {
    std::string_view host = shared_->options.listen;
    const size_t colon = host.rfind(':');
    const auto port = colon == std::string_view::npos ? std::nullopt
                                                      : base::parse_integer(host.substr(colon + 1));
    if (!port || *port < 0 || *port > 65535)
        return base::Error{base::ErrorKind::usage,
                           fmt::format("cannot listen on '{}': it must be HOST:PORT", host)};
    host = host.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    boost::system::error_code error;
    tcp::resolver resolver(shared_->io);
    const auto found =
        resolver.resolve(std::string(host), std::to_string(*port), tcp::resolver::passive, error);
    if (error || found.empty())
        return failed(fmt::format("listen on '{}'", shared_->options.listen), error);
    return found.begin()->endpoint();
}

base::Result<void> AsioServer::open_tls() {
    const auto& options = shared_->options;
    if (options.tls_certificate.empty() && options.tls_key.empty()) return {};
    tls_.emplace(ssl::context::tls_server);
    boost::system::error_code error;
    tls_->set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 |
                          ssl::context::no_tlsv1_1 | ssl::context::single_dh_use,
                      error);
    tls_->use_certificate_chain_file(options.tls_certificate, error);
    if (error) return failed("read the certificate " + options.tls_certificate, error);
    tls_->use_private_key_file(options.tls_key, ssl::context::pem, error);
    if (error) return failed("read the key " + options.tls_key, error);
    return {};
}

base::Result<void> AsioServer::open() {
    TRY_DO(open_tls());
    TRY(const auto at, endpoint());
    boost::system::error_code error;
    acceptor_.open(at.protocol(), error);
    if (!error) acceptor_.set_option(net::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(at, error);
    if (!error) acceptor_.listen(net::socket_base::max_listen_connections, error);
    if (error) return failed(fmt::format("listen on '{}'", shared_->options.listen), error);
    net::co_spawn(acceptor_.get_executor(), accept_all(), [](std::exception_ptr) {});
    net::co_spawn(timer_.get_executor(), refresh_always(), [](std::exception_ptr) {});
    for (size_t i = 0; i < shared_->options.threads; i++)
        threads_.emplace_back([this] { shared_->io.run(); });
    return {};
}

std::string AsioServer::url() const {
    boost::system::error_code ignored;
    const auto at = acceptor_.local_endpoint(ignored);
    const auto host =
        at.address().is_v6() ? "[" + at.address().to_string() + "]" : at.address().to_string();
    return fmt::format("{}://{}:{}", tls_ ? "https" : "http", host, at.port());
}

net::awaitable<void> AsioServer::accept_all() {
    for (;;) {
        auto [error, socket] =
            co_await acceptor_.async_accept(net::make_strand(shared_->io), quietly);
        if (shared_->is_stopping || error == net::error::operation_aborted) co_return;
        if (error) {
            net::steady_timer pause(acceptor_.get_executor(), milliseconds(accept_pause_ms));
            co_await pause.async_wait(quietly);
            continue;
        }
        const auto open = static_cast<size_t>(shared_->connections.value());
        if (open >= shared_->options.connections_max) {
            shared_->refused.add();
            continue;  // the socket closes here
        }
        shared_->connections.add(1);
        const auto strand = socket.get_executor();
        net::co_spawn(strand, serve(std::move(socket)), [](std::exception_ptr) {});
    }
}

net::awaitable<void> AsioServer::refresh_always() {
    while (!shared_->is_stopping) {
        timer_.expires_after(milliseconds(Router::refresh_ms));
        co_await timer_.async_wait(quietly);
        static_cast<void>(shared_->workers.run([&] { shared_->router.refresh(); }));
    }
}

net::awaitable<void> AsioServer::serve(tcp::socket socket) {
    const Leaving leaving(shared_->connections);
    co_await serve_connection(std::move(socket), tls_ ? &*tls_ : nullptr, *shared_);
}

void AsioServer::stop() {
    if (is_stopped_) return;
    is_stopped_ = true;
    shared_->is_stopping = true;
    net::post(acceptor_.get_executor(), [this] {
        boost::system::error_code ignored;
        acceptor_.close(ignored);
    });
    for (int waited_ms = 0; waited_ms < grace_seconds * 1000; waited_ms += stop_poll_ms) {
        {
            const std::lock_guard lock(shared_->mutex);
            if (shared_->links.empty()) break;
            for (const auto& link : shared_->links) link->close();
        }
        std::this_thread::sleep_for(milliseconds(stop_poll_ms));
    }
    shared_->workers.stop();
    shared_->io.stop();
    for (auto& thread : threads_) thread.join();
}

}  // namespace

base::Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options,
                                                    const Router& router, base::Metrics& metrics,
                                                    const base::Clock& clock) {
    auto out = std::make_unique<AsioServer>(options, router, metrics, clock);
    TRY_DO(out->open());
    return std::unique_ptr<Server>(std::move(out));
}

}  // namespace ward::serve
