// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "serve/api/test_world.h"
#include "serve/explain/explain.h"

namespace ward::serve {

TEST(Api, gives_an_event_with_everything_that_is_known) {
    TestWorld w;
    const auto event = w.json("/api/v1/events/" + w.event_id);
    EXPECT_EQ(event["id"].text(), w.event_id);
    EXPECT_EQ(event["source"]["name"].text(), "web");
    EXPECT_EQ(event["native"]["userIdentity.userName"].text(), "admin");
    EXPECT_EQ(event["raw"].text(), test_event);
    EXPECT_EQ(event["sentence"].text(),
              "admin called StopLogging on cloudtrail.amazonaws.com from 192.0.2.44");
    EXPECT_EQ(w.ask("GET", "/api/v1/events/nonsense").status, 400);
    EXPECT_EQ(w.ask("GET", "/api/v1/events/00000000000000ff-0").status, 404);
}

TEST(Api, lists_findings_and_quarantine_by_page_and_filter) {
    TestWorld w;
    const auto findings = w.json("/api/v1/findings?limit=1");
    ASSERT_EQ(findings["findings"].array().size(), 1U);
    const auto& finding = findings["findings"].array().front();
    EXPECT_EQ(finding["id"].text(), w.finding_id);
    EXPECT_EQ(finding["rule"]["level"].text(), "high");
    EXPECT_TRUE(
        w.json("/api/v1/findings?cursor=" + std::string(findings["next"].text()))["findings"]
            .array()
            .empty());
    EXPECT_EQ(w.json("/api/v1/findings?filter=level:high")["findings"].array().size(), 1U);
    EXPECT_EQ(w.json("/api/v1/findings?filter=level:low")["findings"].array().size(), 0U);
    EXPECT_EQ(
        w.json("/api/v1/"
               "findings?filter=rule_title:%22Trail+stopped+by+an+administrator%22+level:high")
            ["findings"]
                .array()
                .size(),
        1U);
    const auto quarantine = w.json("/api/v1/quarantine");
    ASSERT_EQ(quarantine["quarantine"].array().size(), 1U);
    EXPECT_EQ(quarantine["quarantine"].array().front()["raw"].text(), "{\"broken\": ");
    EXPECT_EQ(w.json("/api/v1/quarantine?filter=source_name:web")["quarantine"].array().size(), 1U);
    EXPECT_EQ(w.json("/api/v1/quarantine?filter=source_name:db")["quarantine"].array().size(), 0U);
}

TEST(Api, refuses_lists_that_are_asked_wrongly) {
    TestWorld w;
    const auto f = [&](const std::string& query, int want) {
        for (const char* list : {"findings", "quarantine", "incidents"})
            EXPECT_EQ(w.ask("GET", fmt::format("/api/v1/{}?{}", list, query)).status, want)
                << list << query;
    };
    f("limit=1000", 200);
    f("limit=1001", 400);
    f("limit=0", 400);
    f("limit=x", 400);
    f("filter=nonsense", 400);
    f("filter=password:x", 400);
    f("filter=:x", 400);
    f("filter=a:%22x", 400);
    f("filter=raw%22;drop:1", 400);
    std::string terms;
    for (size_t i = 0; i <= 16; i++) terms += "owner:a+";
    EXPECT_EQ(w.ask("GET", "/api/v1/incidents?filter=" + terms).status, 400);
}

TEST(Api, explains_why_and_why_not_from_the_raw_bytes) {
    TestWorld w;
    const auto why = w.json("/api/v1/findings/" + w.finding_id + "/explain");
    ASSERT_EQ(why["events"].array().size(), 1U);
    const auto& one = why["events"].array().front();
    EXPECT_TRUE(one["matched"].boolean());
    EXPECT_EQ(one["basis"].text(), "raw");
    EXPECT_EQ(one["event"]["raw"].text(), test_event);
    EXPECT_EQ(why["rule"]["text"].text().substr(0, 12), test_rule.substr(0, 12));
    ASSERT_EQ(one["tests"].array().size(), 2U);
    for (const auto& test : one["tests"].array()) EXPECT_TRUE(test["met"].boolean());
    const auto same = w.json("/api/v1/events/" + w.event_id +
                             "/explain?rule=11111111-2222-4333-8444-555555555555");
    EXPECT_TRUE(same["events"].array().front()["matched"].boolean());
    EXPECT_EQ(w.ask("GET", "/api/v1/findings/none/explain").status, 404);
    EXPECT_EQ(w.ask("GET", "/api/v1/events/" + w.event_id + "/explain?rule=none").status, 404);
    const ExplainParts parts{*w.events, w.rules, w.parts->rule_options, w.names};
    const auto text = render_text(*explain_finding(parts, w.finding_id));
    EXPECT_NE(text.find("fires"), std::string::npos);
    EXPECT_NE(text.find("StopLogging"), std::string::npos);
}

TEST(Api, explains_a_correlation_by_the_rule_that_met_each_event) {
    const std::string rules = "name: trail_stop\n" + std::string(test_rule) + R"(---
title: Trails stopped by one user
id: 66666666-7777-4888-8999-aaaaaaaaaaaa
level: critical
correlation:
    type: event_count
    rules: [trail_stop]
    group-by: [userIdentity.userName]
    timespan: 5m
    condition: {gte: 1}
)";
    TestWorld w(rules);
    const auto why = w.json("/api/v1/findings/" + w.finding_id + "/explain");
    EXPECT_EQ(why["finding"]["correlation"]["group"]["userIdentity.userName"].text(), "admin");
    ASSERT_EQ(why["events"].array().size(), 1U);
    const auto& one = why["events"].array().front();
    EXPECT_TRUE(one["matched"].boolean());
    EXPECT_EQ(one["rule"]["title"].text(), "Trail stopped by an administrator");
    EXPECT_EQ(one["tests"].array().size(), 2U);
    const auto text = w.ask("GET", "/api/v1/findings/" + w.finding_id + "/explain", "viewer", "",
                            {{"accept", "text/plain"}});
    EXPECT_NE(text.body.find("event_count reached 1, userIdentity.userName = admin"),
              std::string::npos)
        << text.body;
}

TEST(Api, tells_an_incident_as_text_too) {
    TestWorld w;
    const auto queue = w.json("/api/v1/incidents");
    const std::string path =
        "/api/v1/incidents/" + std::string(queue["incidents"].array().front()["id"].text());
    const auto f = [&](const std::string& accept, const std::string& type, char first) {
        const auto got = w.ask("GET", path, "viewer", "", {{"accept", accept}});
        EXPECT_TRUE(got.content_type.starts_with(type)) << got.content_type;
        EXPECT_EQ(got.body.front(), first);
    };
    f("application/json", "application/json", '{');
    f("text/plain", "text/plain", 'i');
    f("text/markdown", "text/markdown", '#');
}

TEST(Api, changes_an_incident_and_says_who_was_faster) {
    TestWorld w;
    const auto queue = w.json("/api/v1/incidents");
    ASSERT_EQ(queue["incidents"].array().size(), 1U);
    const std::string path =
        "/api/v1/incidents/" + std::string(queue["incidents"].array().front()["id"].text());
    const auto told = w.ask("GET", path);
    const auto tag = told.headers.front();
    EXPECT_EQ(tag.first, "ETag");
    const auto f = [&](const std::string& body, const std::string& match, int want) {
        std::map<std::string, std::string> headers;
        if (!match.empty()) headers["if-match"] = match;
        const auto got = w.ask("PATCH", path, "analyst", body, headers);
        EXPECT_EQ(got.status, want) << body << got.body;
        return got.status == 200 ? base::parse_json(got.body).value() : base::Json();
    };
    const auto changed =
        f(R"({"status":"in_progress","owner":"ada","comment":"looking"})", tag.second, 200);
    EXPECT_EQ(changed["status"].text(), "in_progress");
    EXPECT_EQ(changed["owner"].text(), "ada");
    EXPECT_EQ(changed["comments"].array().front()["author"].text(), "analyst");
    f(R"({"status":"closed"})", tag.second, 412);
    f(R"({"status":"closed","version":1})", "", 412);
    f(R"({"verdict":"benign","severity_override":"low"})", "*", 200);
    EXPECT_EQ(w.json(path)["severity"].text(), "low");
    EXPECT_FALSE(f(R"({"severity_override":null})", "", 200).has("severity_override"));
    f(R"({"severity_override":"low"})", "", 200);
    f(R"({"status":"solved"})", "", 400);
    f(R"({"severity":"low"})", "", 400);
    f(R"({"owner":7})", "", 400);
    f("nonsense", "", 400);
    f(fmt::format(R"({{"comment":"{}"}})", std::string(64 * 1024, 'x')), "", 200);
    f(fmt::format(R"({{"comment":"{}"}})", std::string(64 * 1024 + 1, 'x')), "", 400);
    EXPECT_EQ(w.ask("PATCH", path, "viewer", "{}").status, 403);
    EXPECT_EQ(w.ask("PATCH", "/api/v1/incidents/inc-none", "analyst", "{}").status, 404);
    EXPECT_EQ(w.json("/api/v1/incidents?filter=owner:ada+severity:low")["incidents"].array().size(),
              1U);
    EXPECT_EQ(w.json("/api/v1/incidents?filter=status:open")["incidents"].array().size(), 0U);
    EXPECT_EQ(w.json("/api/v1/incidents?filter=user:admin")["incidents"].array().size(), 1U);
    const auto audit = w.json("/api/v1/audit");
    EXPECT_EQ(audit["audit"].array().front()["action"].text(), "incident.change");
    EXPECT_TRUE(w.json("/api/v1/audit/verify")["intact"].boolean());
}

TEST(Api, answers_questions_and_says_where_they_are_wrong) {
    TestWorld w;
    const auto f = [&](const std::string& body, int want) {
        const auto got = w.ask("POST", "/api/v1/query", "viewer", body);
        EXPECT_EQ(got.status, want) << body << got.body;
        return base::parse_json(got.body).value();
    };
    const auto count = f(R"({"query":"Events | count"})", 200);
    EXPECT_EQ(count["rows"].array().front().array().front().integer(), 1);
    const auto wrong = f(R"({"query":"Events\n| were x == 1"})", 400);
    ASSERT_FALSE(wrong["errors"].array().empty());
    EXPECT_EQ(wrong["errors"].array().front()["line"].integer(), 2);
    f(R"({"query":"Events | count","from":"yesterday"})", 400);
    f(R"({"query":"Events | count","from":"2026-01-01T00:00:00Z","limit":5})", 200);
    f(R"({"query":"Events | count","limit":0})", 400);
    f(R"({"query":"Events | count","limt":5})", 400);
    f(R"({"query":""})", 400);
    f("[]", 400);
}

TEST(Api, shows_sources_rules_and_itself) {
    TestWorld w;
    const auto sources = w.json("/api/v1/sources");
    const auto& source = sources["sources"].array().front();
    EXPECT_EQ(source["received"].integer(),
              source["stored"].integer() + source["quarantined"].integer() +
                  source["dropped"]["too_large"].integer() + source["in_flight"].integer());
    EXPECT_EQ(w.json("/api/v1/rules")["loaded"].integer(), 1);
    EXPECT_EQ(w.json("/api/v1/rules/11111111-2222-4333-8444-555555555555")["title"].text(),
              "Trail stopped by an administrator");
    EXPECT_EQ(w.json("/api/v1/me")["role"].text(), "admin");
    EXPECT_EQ(w.json("/api/openapi.json")["openapi"].text(), "3.1.0");
    w.metrics.counter("ward_test_total").add();
    EXPECT_NE(w.ask("GET", "/metrics").body.find("ward_test_total 1"), std::string::npos);
    EXPECT_EQ(w.ask("GET", "/healthz", "").status, 401) << "not from this machine";
    const auto page = w.ask("GET", "/", "", "", {{"accept", "text/html"}});
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.body.find("<script>"), std::string::npos) << "no script in the page";
}

TEST(Api, opens_and_ends_sessions) {
    TestWorld w;
    const std::map<std::string, std::string> json{{"content-type", "application/json"}};
    const std::string body = R"({"name":"ada","password":"correct horse"})";
    const auto in = w.ask("POST", "/api/v1/sign-in", "", body, json);
    EXPECT_EQ(in.status, 200) << in.body;
    const auto cookie = in.headers.front().second;
    EXPECT_TRUE(cookie.starts_with("ward_session=ada; Path=/; HttpOnly; SameSite=Strict"));
    EXPECT_EQ(cookie.find("Secure"), std::string::npos) << "plain HTTP";
    EXPECT_EQ(base::parse_json(in.body)->operator[]("csrf").text(), "csrf-of-ada");
    EXPECT_EQ(w.ask("POST", "/api/v1/sign-in", "", body).status, 415) << "no form may sign in";
    std::map<std::string, std::string> with{{"cookie", "ward_session=ada"}};
    EXPECT_EQ(w.ask("GET", "/api/v1/me", "", "", with).status, 200);
    EXPECT_EQ(w.ask("POST", "/api/v1/sign-out", "", "", with).status, 403);
    with["x-csrf-token"] = "csrf-of-ada";
    EXPECT_EQ(w.ask("POST", "/api/v1/sign-out", "", "", with).status, 204);
}

TEST(Api, lets_admins_make_users_and_tokens) {
    TestWorld w;
    const auto f = [&](const char* method, const std::string& path, const std::string& body,
                       int want) {
        const auto got = w.ask(method, path, "admin", body);
        EXPECT_EQ(got.status, want) << method << path << body << got.body;
    };
    f("POST", "/api/v1/tokens", R"({"name":"ci","role":"viewer"})", 201);
    f("POST", "/api/v1/tokens", R"({"name":"ci","role":"root"})", 400);
    f("POST", "/api/v1/tokens",
      R"({"name":"ci","role":"viewer","expires_time":"2001-01-01T00:00:00Z"})", 400);
    f("POST", "/api/v1/tokens",
      R"({"name":"ci","role":"viewer","expires_time":"2201-01-01T00:00:00Z"})", 201);
    f("DELETE", "/api/v1/tokens/ci", "", 204);
    f("POST", "/api/v1/users", R"({"name":"bob","role":"analyst","password":"correct horse"})",
      201);
    f("DELETE", "/api/v1/users/bob", "", 204);
    f("GET", "/api/v1/users", "", 200);
    EXPECT_EQ(w.ask("POST", "/api/v1/tokens", "engineer", "{}").status, 403);
    EXPECT_EQ(w.ask("GET", "/api/v1/audit", "engineer").status, 403);
}

}  // namespace ward::serve
