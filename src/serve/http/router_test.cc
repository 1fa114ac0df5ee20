// SPDX-License-Identifier: Apache-2.0
#include "serve/http/router.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "base/json.h"
#include "serve/http/test_access.h"

namespace ward::serve {

namespace {

using access::Role;

Handler says(std::string text) {
    return answering([text = std::move(text)](const Request& request) {
        std::string body = text;
        for (const auto& [name, value] : request.parameters) body += " " + name + "=" + value;
        if (request.identity) body += " as " + request.identity->name;
        return Response{200, "text/plain", {}, body + request.body};
    });
}

Response splunk_refusal(int status, std::string_view detail) {
    return {status, "application/json", {}, "{\"text\":\"" + std::string(detail) + "\"}"};
}

struct World {
    World() : router(access, {body_bytes_max}) {
        router.add({{"GET", "/healthz", Role::viewer, false, says("ok"), true},
                    {"GET", "/", Role::viewer, false, says("handshake")},
                    {"GET", "/", std::nullopt, false, says("page"), false, false, "text/html"},
                    {"POST", "/sign-in", std::nullopt, true, says("welcome")},
                    {"GET", "/things/{id}", Role::viewer, true, says("thing")},
                    {"GET", "/things/new", Role::viewer, true, says("new")},
                    {"PATCH", "/things/{id}", Role::analyst, true, says("changed")},
                    {"POST",
                     "/{index}/_bulk",
                     Role::analyst,
                     true,
                     says("bulk"),
                     false,
                     true,
                     {},
                     splunk_refusal}});
    }
    Response ask(std::string method, std::string target,
                 std::map<std::string, std::string> headers = {}, std::string body = {}) {
        Request request;
        request.method = std::move(method);
        request.target = std::move(target);
        request.headers = std::move(headers);
        request.body = std::move(body);
        request.peer = peer;
        return router.dispatch(std::move(request));
    }
    static constexpr size_t body_bytes_max = 100;
    TestAccess access;
    Router router;
    std::string peer = "192.0.2.7";
};

const std::map<std::string, std::string> viewer{{"authorization", "Bearer viewer-token"}};
const std::map<std::string, std::string> analyst{{"authorization", "Splunk analyst-token"}};

}  // namespace

TEST(Router, finds_the_route_that_is_meant) {
    World w;
    const auto f = [&](const char* method, const char* target, int status, std::string_view body) {
        const auto got = w.ask(method, target, analyst);
        EXPECT_EQ(got.status, status) << method << " " << target;
        if (status == 200) {
            EXPECT_EQ(got.body, body) << target;
        }
    };
    f("GET", "/things/7", 200, "thing id=7 as analyst");
    f("GET", "/things/a%2Fb", 200, "thing id=a/b as analyst");
    f("GET", "/things/new", 200, "new as analyst");
    f("GET", "/things/new/", 200, "new as analyst");
    f("HEAD", "/things/7", 200, "thing id=7 as analyst");  // the server leaves the body out
    f("PATCH", "/things/new", 200, "changed id=new as analyst");
    f("POST", "/logs/_bulk", 200, "bulk index=logs as analyst");
    f("GET", "/things", 404, "");
    f("GET", "/things/7/8", 404, "");
    f("GET", "/..", 400, "");
    f("DELETE", "/things/7", 405, "");
    f("get", "/things/7", 405, "");
}

TEST(Router, says_what_is_wrong_as_a_problem) {
    World w;
    const auto f = [&](const char* method, const char* target, int status) {
        const auto got = w.ask(method, target, analyst);
        EXPECT_EQ(got.content_type, "application/problem+json");
        const auto json = base::parse_json(got.body);
        ASSERT_TRUE(json.ok());
        EXPECT_EQ((*json)["status"].integer(), status);
        EXPECT_EQ((*json)["type"].text(), "about:blank");
        EXPECT_EQ((*json)["title"].text(), status_text(status));
        EXPECT_NE((*json)["detail"].text(), "");
    };
    f("GET", "/nothing", 404);
    f("POST", "/things/7", 405);
    f("GET", "/%", 400);
    const std::string longest = "/" + std::string(target_bytes_max - 1, 'a');
    EXPECT_EQ(w.ask("GET", longest).status, 404);
    EXPECT_EQ(w.ask("GET", longest + "a").status, 414);
    const auto refused = w.ask("POST", "/things/7");
    EXPECT_EQ(refused.headers.front(),
              (std::pair<std::string, std::string>("Allow", "GET, HEAD, PATCH")));
}

TEST(Router, chooses_by_what_the_client_accepts) {
    World w;
    EXPECT_EQ(w.ask("GET", "/", {{"accept", "text/html,*/*;q=0.8"}}).body, "page");
    EXPECT_EQ(w.ask("GET", "/", {{"accept", "application/json"}}).status, 401);
    EXPECT_EQ(w.ask("GET", "/", viewer).body, "handshake as viewer");
}

TEST(Router, lets_nobody_in_without_a_role) {
    World w;
    const auto f = [&](std::map<std::string, std::string> headers, const char* method,
                       const char* target, int want) {
        EXPECT_EQ(w.ask(method, target, std::move(headers)).status, want) << method << target;
    };
    f({}, "GET", "/things/7", 401);
    f({{"authorization", "Bearer wrong"}}, "GET", "/things/7", 401);
    f({{"authorization", "Basic OnZpZXdlci10b2tlbg=="}}, "GET", "/things/7", 200);
    f({{"authorization", "ApiKey viewer-token"}}, "GET", "/things/7", 200);
    f({{"authorization", "ApiKey aWQ6dmlld2VyLXRva2Vu"}}, "GET", "/things/7", 200);
    f(viewer, "GET", "/things/7", 200);
    f(viewer, "PATCH", "/things/7", 403);
    f(analyst, "PATCH", "/things/7", 200);
    f({}, "POST", "/sign-in", 200);
    f({{"authorization", "Bearer wrong"}, {"cookie", "ward_session=ada"}}, "GET", "/things/7", 401);
    const auto refused = w.ask("GET", "/things/7");
    EXPECT_EQ(refused.headers.front().first, "WWW-Authenticate");
    const auto splunk = w.ask("POST", "/logs/_bulk");
    EXPECT_EQ(splunk.status, 401);
    EXPECT_TRUE(splunk.body.starts_with("{\"text\""));
}

TEST(Router, opens_probes_to_this_machine_only) {
    World w;
    const auto f = [&](std::string peer, std::map<std::string, std::string> headers, int want) {
        w.peer = peer;
        EXPECT_EQ(w.ask("GET", "/healthz", headers).status, want) << peer;
    };
    f("127.0.0.1", {}, 200);
    f("127.0.0.1", {{"host", "localhost:8710"}}, 200);
    f("127.0.0.1", {{"host", "127.0.0.1:8710"}}, 200);
    f("::1", {{"host", "[::1]:8710"}}, 200);
    f("127.0.0.1", {{"host", "evil.example"}}, 401);  // a name that was pointed at us
    f("127.0.0.1", {{"x-forwarded-for", "198.51.100.2"}}, 401);
    f("192.0.2.7", {}, 401);
    f("192.0.2.7", viewer, 200);
}

TEST(Router, wants_the_csrf_value_with_a_cookie) {
    World w;
    const auto f = [&](const char* method, std::map<std::string, std::string> headers, int want) {
        headers["cookie"] = "ward_session=ada";
        EXPECT_EQ(w.ask(method, "/things/7", headers).status, want) << method;
    };
    f("GET", {}, 200);
    f("PATCH", {}, 403);
    f("PATCH", {{"x-csrf-token", "wrong"}}, 403);
    f("PATCH", {{"x-csrf-token", "csrf-of-ada"}}, 200);
    f("PATCH", {{"x-csrf-token", "csrf-of-ada"}, {"host", "w:1"}, {"origin", "http://w:1"}}, 200);
    f("PATCH", {{"x-csrf-token", "csrf-of-ada"}, {"host", "w:1"}, {"origin", "http://e"}}, 403);
    f("PATCH", {{"x-csrf-token", "csrf-of-ada"}, {"host", "w:1"}, {"origin", "null"}}, 403);
    EXPECT_EQ(w.ask("GET", "/things/7", {{"cookie", "ward_session=eve"}}).status, 401);
}

TEST(Router, holds_bodies_to_their_limit) {
    World w;
    const auto f = [&](size_t bytes, int want) {
        EXPECT_EQ(w.ask("POST", "/sign-in", {}, std::string(bytes, 'x')).status, want) << bytes;
    };
    f(World::body_bytes_max, 200);
    f(World::body_bytes_max + 1, 413);
    f(World::body_bytes_max * 10, 413);
}

TEST(Router, unpacks_bodies) {
    World w;
    const std::string gzip_of_hello(
        "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\x07\x00\x86\xa6\x10\x36\x05"
        "\x00\x00\x00",
        25);
    const auto f = [&](std::string encoding, const std::string& body, int want) {
        const auto got = w.ask("POST", "/sign-in", {{"content-encoding", encoding}}, body);
        EXPECT_EQ(got.status, want) << encoding;
        if (want == 200) {
            EXPECT_EQ(got.body, "welcomehello");
        }
    };
    f("gzip", gzip_of_hello, 200);
    f("GZIP", gzip_of_hello, 200);
    f("identity", "hello", 200);
    f("gzip", "hello", 400);
    f("zstd", gzip_of_hello, 400);
    f("br", "hello", 415);
    f("gzip, gzip", gzip_of_hello, 415);
}

TEST(Router, answers_later_from_another_thread) {
    World w;
    std::thread later;
    w.router.add(Route{"GET", "/later", std::nullopt, false, [&](Request&&, Respond respond) {
                           later = std::thread([respond] { respond({200, "", {}, "at last"}); });
                       }});
    EXPECT_EQ(w.ask("GET", "/later").body, "at last");
    later.join();
}

TEST(Workers, run_what_they_took_and_refuse_what_is_too_much) {
    std::atomic<int> done{0};
    std::mutex gate;
    size_t taken = 0;
    {
        Workers workers(1);
        gate.lock();
        while (workers.run([&] {
            const std::lock_guard lock(gate);
            done++;
        }))
            taken++;
        EXPECT_GE(taken, Workers::waiting_max);
        EXPECT_LE(taken, Workers::waiting_max + 1);
        gate.unlock();
    }
    EXPECT_EQ(static_cast<size_t>(done), taken);
}

TEST(Workers, leave_half_of_their_threads_to_light_jobs) {
    std::mutex gate;
    std::atomic<int> heavy{0}, light{0};
    {
        Workers workers(4);
        gate.lock();
        for (int i = 0; i < 8; i++)
            workers.run(
                [&] {
                    const std::lock_guard lock(gate);
                    heavy++;
                },
                Workers::Weight::heavy);
        for (int i = 0; i < 8; i++) workers.run([&] { light++; });
        while (light < 8) std::this_thread::yield();
        EXPECT_EQ(heavy, 0);
        gate.unlock();
    }
    EXPECT_EQ(heavy, 8);
}

}  // namespace ward::serve
