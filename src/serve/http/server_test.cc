// SPDX-License-Identifier: Apache-2.0
// The server over real sockets of this machine, spoken to byte by byte.
#include "serve/http/server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "base/text.h"
#include "serve/http/test_access.h"

namespace ward::serve {

namespace {

class Client {
public:
    explicit Client(const std::string& url) {
        const auto port = *base::parse_integer(url.substr(url.rfind(':') + 1));
        socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_port = htons(static_cast<uint16_t>(port));
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
        const timeval patience{20, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    ~Client() { ::close(socket_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<size_t>(sent));
        }
        return true;
    }
    // The next answer, whole; empty when the connection has ended.
    std::string answer(bool has_body = true) {
        for (;;) {
            const size_t end = received_.find("\r\n\r\n");
            if (end != std::string::npos) {
                const size_t at = received_.find("Content-Length: ");
                const size_t length =
                    has_body && at < end ? std::stoul(received_.substr(at + 16)) : 0;
                if (received_.size() >= end + 4 + length) {
                    const std::string out = received_.substr(0, end + 4 + length);
                    received_.erase(0, out.size());
                    return out;
                }
            }
            char piece[4096];
            const auto got = ::recv(socket_, piece, sizeof piece, 0);
            if (got <= 0) return {};
            received_.append(piece, static_cast<size_t>(got));
        }
    }
    std::string ask(std::string_view bytes) {
        send(bytes);
        return answer();
    }
    bool is_closed() {
        char byte = 0;
        return received_.empty() && ::recv(socket_, &byte, 1, 0) <= 0;
    }

private:
    int socket_ = -1;
    std::string received_;
};

struct World {
    explicit World(ServerOptions options = {}) : router(access, {body_bytes_max}) {
        router.add(
            {{"GET", "/hello", std::nullopt, false,
              answering([](const Request&) { return Response{200, "text/plain", {}, "hi"}; })},
             {"POST", "/echo", access::Role::viewer, true, answering([](const Request& request) {
                  return Response{200, "text/plain", {}, request.body};
              })},
             {"POST", "/count", access::Role::viewer, false, answering([](const Request& request) {
                  return Response{200, "text/plain", {}, std::to_string(request.body.size())};
              })},
             {"GET", "/lost", std::nullopt, false, [](Request&&, const Respond&) {}},
             {"GET", "/twice", std::nullopt, false,
              [](Request&&, const Respond& respond) {
                  respond({200, "text/plain", {}, "one"});
                  respond({200, "text/plain", {}, "two"});
              }},
             {"GET", "/none", std::nullopt, false, answering([](const Request&) {
                  return Response{204, "", {{"X-Odd", "a\r\nInjected: yes"}}, ""};
              })},
             {"POST", "/open", std::nullopt, false,
              answering([](const Request&) { return Response{}; })},
             {"POST", "/private", access::Role::analyst, true,
              answering([](const Request&) { return Response{}; })}});
        options.listen = "127.0.0.1:0";
        options.log = [this](std::string_view line) {
            const std::lock_guard lock(mutex);
            log += std::string(line) + "\n";
        };
        auto started = Server::start(options, router, metrics, clock);
        EXPECT_TRUE(started.ok());
        server = std::move(started).value();
    }
    std::string lines() {
        const std::lock_guard lock(mutex);
        return log;
    }
    static constexpr size_t body_bytes_max = 100'000;
    TestAccess access;
    Router router;
    base::Metrics metrics;
    base::SystemClock clock;
    std::mutex mutex;
    std::string log;
    std::unique_ptr<Server> server;
};

const std::string head = "Host: w\r\nAuthorization: Bearer viewer-token\r\n";

std::string post(const std::string& path, const std::string& body, const std::string& more = {}) {
    return "POST " + path + " HTTP/1.1\r\n" + head + more +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

constexpr std::string_view hello = "GET /hello HTTP/1.1\r\nHost: w\r\n\r\n";

int status_of(const std::string& answer) {
    return answer.size() < 12 ? 0 : std::atoi(answer.c_str() + 9);
}

std::string body_of(const std::string& answer) {
    return answer.substr(answer.find("\r\n\r\n") + 4);
}

}  // namespace

TEST(Server, keeps_a_connection_for_many_requests) {
    World w;
    Client client(w.server->url());
    for (int i = 0; i < 3; i++) {
        const auto answer = client.ask(hello);
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
        EXPECT_EQ(body_of(answer), "hi");
        EXPECT_NE(answer.find("X-Content-Type-Options: nosniff"), std::string::npos);
        EXPECT_NE(answer.find("Content-Security-Policy:"), std::string::npos);
        EXPECT_NE(answer.find("Date: "), std::string::npos);
    }
    const auto last = client.ask("GET /hello HTTP/1.1\r\nHost: w\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(status_of(last), 200);
    EXPECT_TRUE(client.is_closed());
}

TEST(Server, answers_pipelined_requests_in_their_order) {
    World w;
    Client client(w.server->url());
    client.send(post("/echo", "first") + post("/count", "second") + post("/echo", "third") +
                std::string(hello));
    EXPECT_EQ(body_of(client.answer()), "first");
    EXPECT_EQ(body_of(client.answer()), "6");
    EXPECT_EQ(body_of(client.answer()), "third");
    EXPECT_EQ(body_of(client.answer()), "hi");
}

TEST(Server, takes_bodies_in_every_framing) {
    World w;
    Client client(w.server->url());
    EXPECT_EQ(body_of(client.ask("POST /echo HTTP/1.1\r\n" + head +
                                 "Transfer-Encoding: chunked"
                                 "\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")),
              "hello world");
    client.send("POST /echo HTTP/1.1\r\n" + head +
                "Expect: 100-continue\r\nContent-Length: 2\r\n"
                "\r\n");
    EXPECT_EQ(status_of(client.answer(false)), 100);
    EXPECT_EQ(body_of(client.ask("ok")), "ok");
    EXPECT_EQ(body_of(client.ask(post("/echo", ""))), "");
    EXPECT_EQ(status_of(client.ask(hello)), 200);
}

TEST(Server, leaves_the_body_out_for_head_and_204) {
    World w;
    Client client(w.server->url());
    client.send("HEAD /hello HTTP/1.1\r\nHost: w\r\n\r\n");
    const auto head = client.answer(false);
    EXPECT_NE(head.find("Content-Length: 2\r\n"), std::string::npos) << head;
    client.send("GET /none HTTP/1.1\r\nHost: w\r\n\r\n");
    const auto none = client.answer(false);
    EXPECT_EQ(status_of(none), 204);
    EXPECT_EQ(none.find("\r\nInjected"), std::string::npos) << none;
    EXPECT_EQ(status_of(client.ask(hello)), 200);
}

TEST(Server, holds_header_and_body_to_their_limits) {
    World w;
    const auto with_header = [](size_t bytes) {
        const std::string begin = "GET /hello HTTP/1.1\r\nHost: w\r\nX: ", end = "\r\n\r\n";
        return begin + std::string(bytes - begin.size() - end.size(), 'x') + end;
    };
    EXPECT_EQ(status_of(Client(w.server->url()).ask(with_header(header_bytes_max))), 200);
    for (const size_t over : {header_bytes_max + 64, header_bytes_max * 10})
        EXPECT_EQ(status_of(Client(w.server->url()).ask(with_header(over))), 431);
    const std::string most(World::body_bytes_max, 'x');
    EXPECT_EQ(body_of(Client(w.server->url()).ask(post("/count", most))), "100000");
    for (const auto& body : {most + "x", most + most + most + most}) {
        EXPECT_EQ(status_of(Client(w.server->url()).ask(post("/count", body))), 413);
        const std::string chunked =
            "POST /count HTTP/1.1\r\n" + head + "Transfer-Encoding: chunked\r\n\r\n" +
            fmt::format("{:x}", body.size()) + "\r\n" + body + "\r\n0\r\n\r\n";
        EXPECT_EQ(status_of(Client(w.server->url()).ask(chunked)), 413);
    }
}

TEST(Server, takes_small_bodies_from_strangers) {
    World w;
    const auto f = [&](size_t bytes, int want) {
        Client client(w.server->url());
        EXPECT_EQ(status_of(client.ask(post("/open", std::string(bytes, 'x')))), want) << bytes;
    };
    f(open_body_bytes_max, 200);
    f(open_body_bytes_max + 1, 413);
    f(open_body_bytes_max * 10, 413);
}

TEST(Server, holds_all_bodies_together_to_a_limit) {
    ServerOptions options;
    options.bodies_bytes_max = 1000;
    World w(options);
    Client slow(w.server->url()), other(w.server->url());
    const std::string whole = post("/count", std::string(600, 'x'));
    slow.send(std::string_view(whole).substr(0, whole.size() - 1));
    int status = 200;  // until the first part has arrived
    for (int i = 0; i < 200 && status == 200; i++) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        status = status_of(other.ask(post("/count", std::string(600, 'x'))));
    }
    EXPECT_EQ(status, 503);
    EXPECT_EQ(status_of(other.ask(post("/count", std::string(400, 'x')))), 200);
    EXPECT_EQ(status_of(slow.ask("x")), 200);
    EXPECT_EQ(status_of(other.ask(post("/count", std::string(600, 'x')))), 200);
}

TEST(Server, refuses_before_it_reads_a_body) {
    World w;
    Client client(w.server->url());
    client.send(
        "POST /private HTTP/1.1\r\nHost: w\r\nExpect: 100-continue\r\nContent-Length: 9"
        "\r\n\r\n");
    EXPECT_EQ(status_of(client.answer()), 401);
    Client other(w.server->url());
    EXPECT_EQ(status_of(other.ask(post("/private", "small"))), 403);
    EXPECT_EQ(status_of(other.ask(hello)), 200) << "a small body is read and dropped";
}

TEST(Server, says_what_is_no_http) {
    World w;
    const auto f = [&](std::string_view bytes, int want) {
        EXPECT_EQ(status_of(Client(w.server->url()).ask(bytes)), want) << bytes;
    };
    f("nonsense\r\n\r\n", 400);
    f("GET /hello HTTP/3.0\r\nHost: w\r\n\r\n", 505);
    f("GET /hello HTTP/1.1\r\n\r\n", 400);                        // no host
    f("GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400);  // two
    f("GET /hello HTTP/1.0\r\n\r\n", 200);
    f("GET /../etc/passwd HTTP/1.1\r\nHost: w\r\n\r\n", 400);
    f("POST /echo HTTP/1.1\r\n" + head +
          "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
          "0\r\n\r\n",
      400);  // two framings: a smuggler's
    f("POST /echo HTTP/1.1\r\n" + head + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
      400);
    f("POST /echo HTTP/1.1\r\n" + head + "Content-Length: -1\r\n\r\n", 400);
    f("GET /hello HTTP/1.1\r\nHost : w\r\n\r\n", 400);
    f("POST /echo HTTP/1.1\r\n" + head + "Expect: miracles\r\nContent-Length: 1\r\n\r\n", 417);
}

TEST(Server, answers_for_handlers_that_do_not_or_do_twice) {
    World w;
    Client client(w.server->url());
    EXPECT_EQ(status_of(client.ask("GET /lost HTTP/1.1\r\nHost: w\r\n\r\n")), 500);
    EXPECT_EQ(body_of(client.ask("GET /twice HTTP/1.1\r\nHost: w\r\n\r\n")), "one");
    EXPECT_EQ(body_of(client.ask(hello)), "hi");
}

TEST(Server, takes_so_many_connections_and_no_more) {
    ServerOptions options;
    options.connections_max = 2;
    World w(options);
    {
        Client one(w.server->url()), two(w.server->url());
        EXPECT_EQ(status_of(one.ask(hello)), 200);
        EXPECT_EQ(status_of(two.ask(hello)), 200);
        Client three(w.server->url());
        EXPECT_EQ(three.ask(hello), "");
    }
    for (int i = 0; i < 100; i++) {  // the places are free again
        Client again(w.server->url());
        if (status_of(again.ask(hello)) == 200) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    ADD_FAILURE() << "no place became free";
}

TEST(Server, logs_no_secret_and_counts) {
    World w;
    Client client(w.server->url());
    client.ask(
        "GET /hello?token=s3cret HTTP/1.1\r\nHost: w\r\nAuthorization: Bearer s3cret\r\n"
        "User-Agent: test\r\n\r\n");
    client.ask(hello);
    const auto log = w.lines();
    EXPECT_NE(log.find("\"path\":\"/hello\""), std::string::npos) << log;
    EXPECT_NE(log.find("\"agent\":\"test\""), std::string::npos) << log;
    EXPECT_EQ(log.find("s3cret"), std::string::npos) << log;
    EXPECT_NE(w.metrics.render().find("ward_http_requests_total{method=\"GET\",route=\"/hello\","
                                      "status=\"2xx\"}"),
              std::string::npos);
}

TEST(Server, serves_many_at_once) {
    World w;
    std::vector<std::thread> threads;
    std::atomic<int> good{0};
    for (int t = 0; t < 8; t++)
        threads.emplace_back([&, t] {
            Client client(w.server->url());
            for (int i = 0; i < 50; i++) {
                const auto body = std::to_string(t) + "-" + std::to_string(i);
                if (body_of(client.ask(post("/echo", body))) == body) good++;
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(good, 400);
}

TEST(Server, stops_while_connections_are_open) {
    auto w = std::make_unique<World>();
    Client idle(w->server->url());
    EXPECT_EQ(status_of(idle.ask(hello)), 200);
    Client silent(w->server->url());
    w->server->stop();
    EXPECT_TRUE(idle.is_closed());
    w.reset();
}

TEST(Server, says_why_it_cannot_listen) {
    World w;
    const auto f = [&](std::string listen, base::ErrorKind want) {
        ServerOptions options;
        options.listen = std::move(listen);
        const auto server = Server::start(options, w.router, w.metrics, w.clock);
        ASSERT_FALSE(server.ok());
        EXPECT_EQ(server.error().kind, want) << server.error().text;
    };
    f("nonsense", base::ErrorKind::usage);
    f("127.0.0.1:99999", base::ErrorKind::usage);
    f(w.server->url().substr(7), base::ErrorKind::unavailable);  // taken
    ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.tls_certificate = options.tls_key = "/nowhere.pem";
    EXPECT_FALSE(Server::start(options, w.router, w.metrics, w.clock).ok());
}

}  // namespace ward::serve
