// SPDX-License-Identifier: Apache-2.0
#include "incident/story.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "incident/findings_for_test.h"
#include "incident/groups.h"
#include "incident/incidents.h"
#include "incident/score.h"

namespace ward::incident {
namespace {

using namespace test;
using model::EntityKind;
using model::Incident;
using model::Level;
using model::Section;

class Story : public testing::Test {
protected:
    void SetUp() override {
        advice = Advice::load("content/advice", diagnostics);
        for (const auto& one : diagnostics.all()) ADD_FAILURE() << base::render(one);
    }

    // The one incident that the findings make, told.
    Incident told(const std::vector<model::Finding>& findings) {
        Groups groups;
        for (const auto& finding : findings) groups.place(finding);
        const auto changes = groups.take_changes();
        EXPECT_EQ(changes.touched.size(), 1U);
        Incident incident = *groups.find(*changes.touched.begin());
        rate(incident);
        tell(incident, advice, coverage);
        EXPECT_EQ(faults_of(incident), std::vector<std::string>{});
        return incident;
    }

    static std::vector<std::string> texts(const Incident& incident, Section section) {
        std::vector<std::string> out;
        for (const auto& clause : incident.story)
            if (clause.section == section) out.push_back(clause.text);
        return out;
    }

    static bool says(const Incident& incident, std::string_view what) {
        for (const auto& clause : incident.story)
            if (clause.text.find(what) != std::string::npos) return true;
        return false;
    }

    base::Diagnostics diagnostics;
    Advice advice;
    Coverage coverage;
};

std::vector<model::Finding> intrusion() {
    const auto ws = host("ws-03"), fs = host("fs-01"), ann = user("abauer"), bob = user("bkoch");
    return {
        finding(1, Level::high, "attack.t1566.001", 0, {ws, ann}, "abauer started powershell.exe"),
        finding(2, Level::critical, "attack.t1003.001", 400, {ws, ann},
                "rundll32.exe dumped LSASS on ws-03 as abauer"),
        finding(3, Level::high, "attack.t1021.002", 700, {fs, bob, ann},
                "abauer used the credentials of bkoch on fs-01"),
    };
}

TEST_F(Story, titles_say_what_happened_where_and_by_whom) {
    const auto title = [&](const std::vector<model::Finding>& findings) {
        return told(findings).title;
    };
    EXPECT_EQ(title(intrusion()),
              "Phishing, credential dump and lateral movement from ws-03 to fs-01 by abauer and "
              "bkoch");
    EXPECT_EQ(title({finding(1, Level::high, "attack.t1003", 0, {host("ws-03"), user("abauer")})}),
              "Rule attack.t1003 on ws-03 by abauer");
    // Accounts that were guessed did nothing.
    EXPECT_EQ(title({finding(1, Level::medium, "attack.t1110.001", 0,
                             {host("mail-01"), user("admin"), address("198.51.100.77")})}),
              "Rule attack.t1110.001 on mail-01 from 198.51.100.77");
}

TEST_F(Story, many_findings_that_say_the_same_are_one_line) {
    std::vector<model::Finding> findings;
    for (uint32_t i = 0; i < 412; ++i)
        findings.push_back(finding(i, Level::medium, "attack.t1110.001", i, {host("web-01")},
                                   "root failed to sign in to web-01, try " + std::to_string(i)));
    const auto incident = told(findings);
    const auto timeline = texts(incident, Section::timeline);
    ASSERT_EQ(timeline.size(), 1U);
    EXPECT_EQ(
        timeline[0],
        "root failed to sign in to web-01, try 0, and the like, 412 times from 03:00 to 03:06 "
        "(Rule attack.t1110.001).");
}

TEST_F(Story, rules_that_met_one_event_share_a_line) {
    auto one = finding(7, Level::high, "attack.execution", 0, {host("ws-03")}, "x started y");
    auto two = finding(7, Level::medium, "attack.t1027", 0, {host("ws-03")}, "x started y");
    EXPECT_EQ(
        texts(told({one, two}), Section::timeline),
        std::vector<std::string>{"x started y (Rule attack.execution and Rule attack.t1027)."});
}

TEST_F(Story, stages_stand_in_the_order_of_attack_whatever_came_first) {
    const auto ws = host("ws-03");
    const auto how = texts(told({finding(1, Level::high, "attack.exfiltration", 0, {ws}),
                                 finding(2, Level::high, "attack.execution", 60, {ws})}),
                           Section::how);
    ASSERT_EQ(how.size(), 2U);
    EXPECT_TRUE(how[0].starts_with("Execution")) << how[0];
    EXPECT_TRUE(how[1].starts_with("Exfiltration")) << how[1];
}

TEST_F(Story, advises_to_block_only_addresses_outside) {
    const auto incident =
        told({finding(1, Level::high, "attack.command-and-control", 0,
                      {host("ws-03"), address("10.20.1.17"), address("203.0.113.66")})});
    EXPECT_TRUE(says(incident, "Block 203.0.113.66 at the firewall"));
    EXPECT_FALSE(says(incident, "Block 10.20.1.17"));
}

TEST_F(Story, says_what_it_cannot_know) {
    coverage.read_json(*base::parse_json(
        R"({"ws-03": [1767322900000000000, 1007], "web-01": [1767400000000000000]})"));
    const auto incident = told(
        {finding(1, Level::high, "attack.credential-access", 0, {host("ws-03"), host("nas-01")})});
    EXPECT_TRUE(says(incident, "How it began is not known: nothing before 03:00"));
    EXPECT_TRUE(says(incident,
                     "No log of ws-03 was received after 2026-01-02 03:01, though others "
                     "went on until 2026-01-03 00:26."));
    EXPECT_TRUE(says(incident, "nas-01 sends no log of its own"));
    EXPECT_TRUE(says(incident, "no account is named by its events"));
}

TEST_F(Story, the_checker_refuses_what_rests_on_nothing) {
    Incident incident = told(intrusion());
    const auto faults = [&](const std::string& text, std::vector<model::EventId> events) {
        Incident changed = incident;
        changed.story = {{Section::timeline, "", text, start_ns, std::move(events)}};
        return faults_of(changed).size();
    };
    EXPECT_EQ(faults("abauer was there.", {{1, 1}}), 0U);
    EXPECT_EQ(faults("abauer was there.", {}), 2U);           // uncited, and nothing shows abauer
    EXPECT_EQ(faults("Something was there.", {{9, 9}}), 1U);  // no such evidence
    EXPECT_EQ(faults("bkoch was there.", {{1, 1}}), 1U);      // cited, but it does not say so
    EXPECT_EQ(faults("abauer-2 was there.", {{1, 3}}), 0U);   // another name
}

TEST_F(Story, log_text_cannot_steer_a_terminal_or_a_page) {
    const auto incident = told({finding(1, Level::high, "attack.execution", 0, {host("ws-03")},
                                        "evil\x1b[2J <script>alert(1)</script> | x")});
    EXPECT_EQ(render_text(incident).find('\x1b'), std::string::npos);
    EXPECT_EQ(render_markdown(incident).find("<script>"), std::string::npos);
}

TEST_F(Story, long_texts_are_cut_between_characters) {
    std::string longest;
    for (int i = 0; i < 300; ++i) longest += "ü";
    const auto incident =
        told({finding(1, Level::high, "attack.execution", 0, {host("ws-03")}, longest)});
    for (const auto& clause : incident.story) {
        EXPECT_TRUE(base::is_valid_utf8(clause.text));
        EXPECT_LT(clause.text.size(), 400U);
    }
}

}  // namespace
}  // namespace ward::incident
