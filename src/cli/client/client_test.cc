// SPDX-License-Identifier: Apache-2.0
#include "cli/client/client.h"

#include "cli/client/answer.h"

#include <gtest/gtest.h>

namespace ward::cli {

TEST(Client, wants_a_url_and_a_token) {
    const auto f = [](const std::string& url, const std::string& token, bool want) {
        ServerOptions options;
        options.url = url, options.token = token;
        EXPECT_EQ(Client::make(options).ok(), want) << url;
    };
    unsetenv("WARD_TOKEN");
    f("http://127.0.0.1:8710", "ward_x", true);
    f("https://ward.example/", "ward_x", true);
    f("ward.example", "ward_x", false);
    f("file:///etc/passwd", "ward_x", false);
    f("http://127.0.0.1:8710", "", false);
    f("http://127.0.0.1:8710", "a\r\nX: b", false);
}

TEST(Client, says_what_the_server_said) {
    const auto f = [](int status, const std::string& body, base::ErrorKind kind,
                      const std::string& text) {
        const auto got = error_of(status, body);
        EXPECT_EQ(got.kind, kind) << body;
        EXPECT_EQ(got.text, text);
    };
    using enum base::ErrorKind;
    f(404, R"({"detail":"no such finding"})", not_found, "no such finding");
    f(400, R"({"detail":"no","errors":[{"line":2,"column":3,"detail":"bad","hint":"good?"}]})",
      usage, "no; line 2, column 3: bad, good?");
    f(502, "<html>", unavailable, "the server answered 502");
    f(401, R"({"detail":"sign in"})", denied, "the server does not know this token");
    f(403, R"({"detail":"this needs the role admin"})", denied, "this needs the role admin");
    f(503, "", unavailable, "the server answered 503");
}

TEST(Client, says_that_nobody_answers) {
    ServerOptions options;
    options.url = "http://127.0.0.1:1", options.token = "ward_x";
    const auto got = (*Client::make(options))->get("/api/v1/me");
    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.error().kind, base::ErrorKind::unavailable);
    EXPECT_TRUE(got.error().text.starts_with("cannot ask http://127.0.0.1:1: "))
        << got.error().text;
}

TEST(Client, encodes_what_goes_into_a_url) {
    EXPECT_EQ(url_encode("a b/c?d=e&f\xc3\xa4"), "a%20b%2Fc%3Fd%3De%26f%C3%A4");
}

TEST(Client, reads_a_table_back) {
    const std::string body =
        R"({"columns":[{"name":"t","type":"datetime"},{"name":"n","type":"long"},)"
        R"({"name":"d","type":"dynamic"},{"name":"s","type":"string"},{"name":"r","type":"real"}],)"
        R"("rows":[["2026-01-02T03:04:05Z",7,{"a":[1]},"x",2],[null,null,null,null,null]],)"
        R"("statistics":{}})";
    const auto answer = answer_from_json(body);
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(query::to_csv(answer->table),
              "t,n,d,s,r\r\n2026-01-02T03:04:05Z,7,\"{\"\"a\"\":[1]}\",x,2\r\n,,,,\r\n");
    EXPECT_FALSE(answer_from_json("{").ok());
    EXPECT_FALSE(answer_from_json(R"({"columns":[],"rows":[[1]]})").ok());
}

}  // namespace ward::cli
