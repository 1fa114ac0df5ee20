// SPDX-License-Identifier: Apache-2.0
// One connection: requests come in, one after the other, and are answered in their order. The
// only file that includes Beast (20 CPU seconds to compile). A handler may answer from any thread;
// everything else happens on the connection's strand.
//
//   [TLS handshake] -> { head -> admit -> body -> run -> answer } ... -> close
#include "serve/http/connection.h"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <chrono>

#include "base/text.h"
#include "serve/http/parse.h"

namespace ward::serve {

namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using std::chrono::seconds;

constexpr auto quietly = net::as_tuple(net::use_awaitable);  // errors come as values
constexpr size_t read_bytes = 16 * 1024;                     // first read of a connection
constexpr size_t body_read_bytes = 128 * 1024;  // buffer of a connection that sends large bodies
constexpr size_t drain_bytes_max = 1 << 20;  // of a refused body, so that the answer gets through
constexpr int drain_seconds = 2;
constexpr int handler_seconds = 180;   // for a handler to answer; a query may take 60
constexpr int handshake_seconds = 10;  // TLS

/// The answer of one request on its way from a handler's thread to the connection's strand.
struct Pending {
    explicit Pending(net::any_io_executor strand) : timer(std::move(strand)) {}
    net::steady_timer timer;
    std::optional<Response> answer;
};

/// Held by all copies of a Respond; when the last is gone unanswered, the client hears of it.
class Promise {
public:
    Promise(std::shared_ptr<Pending> pending, std::shared_ptr<Shared> shared)
        : shared_(std::move(shared)), pending_(std::move(pending)) {}
    ~Promise() { deliver(problem(500, status_text(500), "the request was not answered")); }
    void deliver(Response response) {
        if (is_delivered_.exchange(true)) return;
        net::dispatch(pending_->timer.get_executor(),
                      [pending = pending_, response = std::move(response)]() mutable {
                          pending->answer = std::move(response);
                          pending->timer.cancel();
                      });
    }

private:
    std::shared_ptr<Shared> shared_;  // shared: an answer may come when the server is gone
    std::shared_ptr<Pending> pending_;
    std::atomic<bool> is_delivered_{false};
};

// Handlers' texts may come from outside: no line end gets into a header.
std::string header_value(std::string value) {
    std::erase_if(value, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
    return value;
}

template <typename Body>
http::response<Body> head_of(const Response& from, bool keep_alive, base::TimeNs now) {
    http::response<Body> out;
    out.version(11);
    out.result(static_cast<unsigned>(from.status));
    out.reason({status_text(from.status).data(), status_text(from.status).size()});
    out.set(http::field::date, http_date(now));
    if (!from.content_type.empty() && from.status != 204)
        out.set(http::field::content_type, header_value(from.content_type));
    for (const auto& [name, value] : from.headers) out.insert(name, header_value(value));
    out.keep_alive(keep_alive);
    return out;
}

/// Memory for one body, taken before it is read.
class Reserved {
public:
    Reserved(Shared& shared, size_t bytes) : shared_(shared), bytes_(bytes) {
        is_granted_ = shared.body_bytes.fetch_add(bytes) + bytes <= shared.options.bodies_bytes_max;
        if (!is_granted_) shared.body_bytes.fetch_sub(std::exchange(bytes_, 0));
    }
    ~Reserved() { shared_.body_bytes.fetch_sub(bytes_); }
    Reserved(const Reserved&) = delete;
    Reserved& operator=(const Reserved&) = delete;
    bool is_granted() const { return is_granted_; }

private:
    Shared& shared_;
    size_t bytes_;
    bool is_granted_;
};

template <typename Stream>
class Connection {
public:
    Connection(Stream& stream, Shared& shared, Link& link, std::string peer)
        : stream_(stream), shared_(shared), link_(link), peer_(std::move(peer)) {
        buffer_.reserve(read_bytes);
    }

    net::awaitable<void> run() {
        while (!shared_.is_stopping) {
            link_.is_busy = false;
            // Each co_await stands alone: g++ 12 makes wrong code of one behind "&&".
            bool is_there = buffer_.size() > 0;
            if (!is_there) is_there = co_await wait_for_request();
            if (!is_there) break;
            link_.is_busy = true;
            const bool may_go_on = co_await serve_one();
            if (!may_go_on) break;
        }
    }

private:
    static constexpr bool is_tls = !std::is_same_v<Stream, beast::tcp_stream>;

    void expire_after(int s) { beast::get_lowest_layer(stream_).expires_after(seconds(s)); }

    net::awaitable<bool> wait_for_request() {
        expire_after(idle_seconds);
        const auto [error, bytes] =
            co_await stream_.async_read_some(buffer_.prepare(read_bytes), quietly);
        buffer_.commit(bytes);
        co_return !error;
    }

    // True: the connection may go on.
    net::awaitable<bool> serve_one() {
        Parser parser;
        limit(parser);
        expire_after(head_seconds);
        const auto [error, bytes] =
            co_await http::async_read_header(stream_, buffer_, parser, quietly);
        begun_ns_ = shared_.clock.monotonic_ns();
        if (error) co_return co_await refuse_head(error);
        Request request = request_of(parser, peer_, is_tls);
        request.id = fmt::format("{}-{:x}", shared_.id_prefix, ++shared_.requests);
        const auto admission = shared_.router.admit(request);
        auto refusal = admission.refusal;
        const uint64_t length = parser.content_length().value_or(0);
        if (!has_one_host(parser))
            refusal = problem(400, status_text(400), "HTTP/1.1 wants one Host header");
        if (!refusal) refusal = check_head(request, admission, length);
        const bool has_body = !refusal && !parser.is_done();
        std::optional<Reserved> reserved;
        if (has_body)
            reserved.emplace(shared_, parser.content_length().value_or(admission.body_bytes_max));
        if (reserved && !reserved->is_granted()) refusal = too_busy(admission);
        if (refusal) {
            const bool is_whole = co_await drop_body(parser, request, length);
            co_return co_await answer(request, admission.route, std::move(*refusal), 0,
                                      is_whole && parser.keep_alive());
        }
        if (!co_await read_body(parser, request, admission)) co_return false;
        const size_t bytes_in = parser.get().body().size();
        request.body = std::move(parser.get().body());
        const Request head = head_for_log(request);
        auto response = co_await handle(*admission.route, std::move(request));
        reserved.reset();
        co_return co_await answer(head, admission.route, std::move(response), bytes_in,
                                  parser.keep_alive());
    }

    static std::optional<Response> check_head(const Request& request,
                                              const Router::Admission& admission, uint64_t length) {
        const auto expect = request.header("expect");
        if (!expect.empty() && !base::equals_ignore_case(expect, "100-continue"))
            return problem(417, status_text(417), "only 100-continue is known");
        if (length > admission.body_bytes_max) return too_large(admission);
        return std::nullopt;
    }

    static Response refused(const Route& route, int status, std::string_view detail) {
        return route.refuse ? route.refuse(status, detail)
                            : problem(status, status_text(status), detail);
    }
    static Response too_large(const Router::Admission& admission) {
        return refused(*admission.route, 413,
                       fmt::format("a body may have {} bytes", admission.body_bytes_max));
    }
    static Response too_busy(const Router::Admission& admission) {
        auto out = refused(*admission.route, 503, "too many bodies arrive at once; try again");
        out.headers.emplace_back("Retry-After", "1");
        return out;
    }

    // What the log needs when the handler has taken the request.
    static Request head_for_log(const Request& request) {
        Request out;
        out.method = request.method;
        out.path = request.path;
        out.peer = request.peer;
        out.identity = request.identity;
        out.id = request.id;
        out.is_tls = request.is_tls;
        out.headers.emplace("user-agent", request.header("user-agent"));
        return out;
    }

    net::awaitable<bool> refuse_head(beast::error_code error) {
        if (error == http::error::end_of_stream ||
            error.category() != http::make_error_code(http::error::end_of_stream).category())
            co_return false;  // gone, or not HTTP's fault
        Request unknown;
        unknown.peer = peer_;
        unknown.is_tls = is_tls;
        const bool is_large =
            error == http::error::header_limit || error == http::error::buffer_overflow;
        const int status = is_large ? 431 : error == http::error::bad_version ? 505 : 400;
        auto response =
            problem(status, status_text(status),
                    is_large ? fmt::format("a header may have {} bytes", header_bytes_max)
                             : "not HTTP/1.1: " + error.message());
        co_await answer(unknown, nullptr, std::move(response), 0, false);
        co_return false;
    }

    // Reads what is left of a small refused body, so that the connection can go on.
    net::awaitable<bool> drop_body(Parser& parser, const Request& request, uint64_t length) {
        if (parser.is_done()) co_return true;
        const bool waits = !request.header("expect").empty();
        if (waits || parser.chunked() || length > drain_bytes_max) co_return false;
        parser.body_limit(drain_bytes_max);
        expire_after(drain_seconds);
        const auto [error, bytes] = co_await http::async_read(stream_, buffer_, parser, quietly);
        co_return !error;
    }

    net::awaitable<bool> read_body(Parser& parser, const Request& request,
                                   const Router::Admission& admission) {
        if (parser.is_done()) co_return true;
        const auto length = parser.content_length().value_or(admission.body_bytes_max);
        expire_after(body_seconds + static_cast<int>(length / slow_bytes_second));
        if (!request.header("expect").empty()) {
            static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            const auto [error, bytes] =
                co_await net::async_write(stream_, net::buffer(go_on), quietly);
            if (error) co_return false;
        }
        if (parser.content_length().value_or(body_read_bytes) >= body_read_bytes)
            buffer_.reserve(body_read_bytes);
        parser.body_limit(admission.body_bytes_max);
        const auto [error, bytes] = co_await http::async_read(stream_, buffer_, parser, quietly);
        if (!error) co_return true;
        if (error == http::error::body_limit) {
            auto refusal = too_large(admission);
            co_await answer(request, admission.route, std::move(refusal), 0, false);
        } else if (error == beast::error::timeout) {
            shared_.observer.answered({request, admission.route, 408, 0, 0, elapsed_ns()});
        }
        co_return false;
    }

    net::awaitable<Response> handle(const Route& route, Request&& request) {
        beast::get_lowest_layer(stream_).expires_never();
        const auto pending = std::make_shared<Pending>(stream_.get_executor());
        {
            const auto promise = std::make_shared<Promise>(
                pending, shared_.shared_from_this());  // shared: Respond is copied
            shared_.router.run(
                route, std::move(request),
                [promise](Response r) { promise->deliver(std::move(r)); }, &shared_.workers);
        }
        if (!pending->answer) {
            pending->timer.expires_after(seconds(handler_seconds));
            co_await pending->timer.async_wait(quietly);
        }
        if (pending->answer) co_return std::move(*pending->answer);
        co_return problem(503, status_text(503), "the answer took too long");
    }

    base::TimeNs elapsed_ns() const { return shared_.clock.monotonic_ns() - begun_ns_; }

    net::awaitable<bool> answer(const Request& request, const Route* route, Response response,
                                size_t bytes_in, bool keep_alive) {
        keep_alive = keep_alive && !shared_.is_stopping;
        if (route == nullptr || !route->is_receiver) add_security_headers(response, is_tls);
        const bool has_no_body = response.status == 204 || response.status == 304;
        const size_t bytes_out = has_no_body ? 0 : response.body.size();
        expire_after(answer_seconds + static_cast<int>(bytes_out / slow_bytes_second));
        beast::error_code error;
        if (has_no_body || request.method == "HEAD") {
            auto out = head_of<http::empty_body>(response, keep_alive, shared_.clock.now_ns());
            if (!has_no_body) out.content_length(bytes_out);
            error = std::get<0>(co_await http::async_write(stream_, out, quietly));
        } else {
            auto out = head_of<http::string_body>(response, keep_alive, shared_.clock.now_ns());
            out.body() = std::move(response.body);
            out.content_length(bytes_out);
            error = std::get<0>(co_await http::async_write(stream_, out, quietly));
        }
        shared_.observer.answered(
            {request, route, response.status, bytes_in, bytes_out, elapsed_ns()});
        if (!keep_alive && !error) co_await drain();
        co_return keep_alive && !error;
    }

    // Lets a client that is still sending read the answer before the connection goes: closing at
    // once would make its kernel throw the answer away.
    net::awaitable<void> drain() {
        auto& lowest = beast::get_lowest_layer(stream_);
        if constexpr (is_tls) {
            expire_after(drain_seconds);
            co_await stream_.async_shutdown(quietly);
        }
        beast::error_code ignored;
        lowest.socket().shutdown(tcp::socket::shutdown_send, ignored);
        std::string sink(read_bytes, '\0');
        expire_after(drain_seconds);
        for (size_t dropped = 0; dropped < drain_bytes_max;) {
            const auto [error, bytes] = co_await lowest.async_read_some(net::buffer(sink), quietly);
            if (error) break;
            dropped += bytes;
        }
    }

    Stream& stream_;
    Shared& shared_;
    Link& link_;
    std::string peer_;
    beast::flat_buffer buffer_;
    base::TimeNs begun_ns_ = 0;
};

/// In the list of links for as long as its connection runs.
class Registered {
public:
    template <typename Stream>
    Registered(Shared& shared, Stream& stream) : shared_(shared), link_(std::make_shared<Link>()) {
        link_->close = [link = std::weak_ptr(link_), &stream] {
            net::post(stream.get_executor(), [link, &stream] {
                if (const auto open = link.lock(); open && !open->is_busy)
                    beast::get_lowest_layer(stream).close();
            });
        };
        const std::lock_guard lock(shared_.mutex);
        shared_.links.insert(link_);
    }
    ~Registered() {
        const std::lock_guard lock(shared_.mutex);
        shared_.links.erase(link_);
    }
    Registered(const Registered&) = delete;
    Registered& operator=(const Registered&) = delete;
    Link& link() { return *link_; }

private:
    Shared& shared_;
    std::shared_ptr<Link> link_;  // shared: stop() closes by it
};

template <typename Stream>
net::awaitable<void> run(Stream& stream, Shared& shared, std::string peer) {
    Registered registered(shared, stream);
    Connection<Stream> connection(stream, shared, registered.link(), std::move(peer));
    co_await connection.run();
}

std::string address_of(const tcp::socket& socket) {
    beast::error_code error;
    auto address = socket.remote_endpoint(error).address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        address = net::ip::make_address_v4(net::ip::v4_mapped, address.to_v6());
    return address.to_string();
}

}  // namespace

net::awaitable<void> serve_connection(tcp::socket socket, ssl::context* tls, Shared& shared) {
    beast::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    const std::string peer = address_of(socket);
    if (tls == nullptr) {
        beast::tcp_stream stream(std::move(socket));
        co_await run(stream, shared, peer);
        co_return;
    }
    beast::ssl_stream<beast::tcp_stream> stream(beast::tcp_stream(std::move(socket)), *tls);
    beast::get_lowest_layer(stream).expires_after(seconds(handshake_seconds));
    const auto [failure] = co_await stream.async_handshake(ssl::stream_base::server, quietly);
    if (!failure) co_await run(stream, shared, peer);
}

}  // namespace ward::serve
