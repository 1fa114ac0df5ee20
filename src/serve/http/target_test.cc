// SPDX-License-Identifier: Apache-2.0
#include "serve/http/target.h"

#include <gtest/gtest.h>

#include "serve/http/credentials.h"
#include "serve/http/router.h"

namespace ward::serve {

TEST(Target, decodes_once_and_refuses_tricks) {
    const auto f = [](std::string_view target, std::optional<std::string> want) {
        const auto got = parse_target(target);
        ASSERT_EQ(got.has_value(), want.has_value()) << target;
        if (got) {
            EXPECT_EQ(got->path, *want) << target;
        }
    };
    f("/", "/");
    f("/a/b", "/a/b");
    f("/a/b/", "/a/b");
    f("/a%20b", "/a b");
    f("/a%2Fb", "/a/b");
    f("/a%252Fb", "/a%2Fb");
    f("/%C3%A4", "/ä");
    f("", std::nullopt);
    f("a", std::nullopt);
    f("http://host/a", std::nullopt);
    f("/a//b", std::nullopt);
    f("//", std::nullopt);
    f("/./a", std::nullopt);
    f("/a/../b", std::nullopt);
    f("/a/%2e%2e/b", std::nullopt);
    f("/%2e", std::nullopt);
    f("/...", "/...");
    f("/a%00", std::nullopt);
    f("/a%0d%0ab", std::nullopt);
    f("/a%", std::nullopt);
    f("/a%2", std::nullopt);
    f("/a%zz", std::nullopt);
    f("/%ff", std::nullopt);
}

TEST(Target, an_encoded_slash_stays_in_its_segment) {
    EXPECT_EQ(parse_target("/x/a%2Fb")->segments, (std::vector<std::string>{"x", "a/b"}));
}

TEST(Target, reads_the_query) {
    const auto target = parse_target("/a?x=1&y=a+b%26&x=2&&z&=e");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->query, (std::map<std::string, std::string>{
                                 {"x", "1"}, {"y", "a b&"}, {"z", ""}, {"", "e"}}));
    EXPECT_FALSE(parse_target("/a?x=%"));
    const auto many = [](size_t n) {
        std::string out = "/?";
        for (size_t i = 0; i < n; i++) out += "k" + std::to_string(i) + "=1&";
        return out;
    };
    EXPECT_TRUE(parse_target(many(query_parameters_max)));
    EXPECT_FALSE(parse_target(many(query_parameters_max + 1)));
    const auto deep = [](size_t n) {
        std::string out;
        for (size_t i = 0; i < n; i++) out += "/s";
        return out;
    };
    EXPECT_TRUE(parse_target(deep(path_segments_max)));
    EXPECT_FALSE(parse_target(deep(path_segments_max + 1)));
}

TEST(Target, encodes_what_it_decodes) {
    const std::string all = "a /?&=%+\xc3\xa4~";
    EXPECT_EQ(percent_encode(all), "a%20%2F%3F%26%3D%25%2B%C3%A4~");
    EXPECT_EQ(percent_decode(percent_encode(all)), all);
}

TEST(Credentials, come_in_five_forms) {
    const auto f = [](std::string_view header, std::optional<std::string> want) {
        EXPECT_EQ(token_in(header), want) << header;
    };
    f("Bearer abc", "abc");
    f("bearer abc", "abc");
    f("Bearer   abc ", "abc");
    f("Splunk abc", "abc");
    f("ApiKey ward_abc", "ward_abc");
    f("ApiKey aWQ6d2FyZF9hYmM=", "ward_abc");  // id:ward_abc
    f("Basic dXNlcjp3YXJkX2FiYw==", "ward_abc");
    f("Basic dXNlcjphOmI=", "a:b");
    f("Basic dXNlcg==", std::nullopt);  // no colon
    f("Basic !!", std::nullopt);
    f("Digest abc", std::nullopt);
    f("Bearer", std::nullopt);
    f("", std::nullopt);
    f("abc", std::nullopt);
    const std::string longest = "Bearer " + std::string(credential_bytes_max - 7, 'x');
    f(longest, longest.substr(7));
    f(longest + "x", std::nullopt);
}

TEST(Credentials, finds_a_cookie_by_its_whole_name) {
    const auto f = [](std::string_view cookies, std::string_view want) {
        EXPECT_EQ(cookie_in(cookies, "ward_session"), want) << cookies;
    };
    f("ward_session=abc", "abc");
    f("a=1; ward_session=abc; b=2", "abc");
    f("xward_session=abc", "");
    f("ward_session2=abc", "");
    f("", "");
}

}  // namespace ward::serve
