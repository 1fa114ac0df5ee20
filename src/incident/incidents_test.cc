// SPDX-License-Identifier: Apache-2.0
#include "incident/incidents.h"

#include <gtest/gtest.h>

#include "incident/attack.h"
#include "incident/findings_for_test.h"
#include "incident/story.h"

namespace ward::incident {
namespace {

using namespace test;
using model::EntityKind;

const model::Entity ws{EntityKind::host, "ws-07"}, dc{EntityKind::host, "dc-01"},
    alice{EntityKind::user, "alice"};

class IncidentsTest : public testing::Test {
protected:
    void SetUp() override {
        state = std::move(store::StateStore::open(":memory:")).value();
        incidents = std::move(Incidents::open(*state, clock, "content/advice")).value();
    }
    std::vector<model::Incident> all() {
        return std::move(incidents->list("", "", 100)).value().incidents;
    }

    FixedClock clock;
    std::unique_ptr<store::StateStore> state;
    std::unique_ptr<Incidents> incidents;
};

TEST_F(IncidentsTest, groups_what_shares_entities_in_time_and_cites_everything) {
    const model::Findings findings = {
        finding(1, model::Level::high, "attack.execution", 0, {ws, alice}),
        finding(2, model::Level::high, "attack.credential-access", 120, {ws}),
        finding(3, model::Level::high, "attack.lateral-movement", 600, {dc, alice}),
        finding(4, model::Level::medium, "attack.t1110", 90000, {{EntityKind::host, "web-01"}}),
    };
    ASSERT_TRUE(incidents->group(findings, 4).ok());
    const auto queue = all();
    ASSERT_EQ(queue.size(), 2U);
    EXPECT_EQ(queue[0].finding_count, 3U);
    EXPECT_GT(queue[0].score, queue[1].score);
    EXPECT_EQ(queue[0].tactics,
              (std::vector<std::string>{"execution", "credential-access", "lateral-movement"}));
    for (const auto& incident : queue) {
        EXPECT_FALSE(incident.story.empty());
        EXPECT_TRUE(faults_of(incident).empty()) << faults_of(incident).front();
    }
}

TEST_F(IncidentsTest, replay_adds_nothing) {
    const model::Findings findings = {finding(1, model::Level::high, "attack.execution", 0, {ws})};
    ASSERT_TRUE(incidents->group(findings, 1).ok());
    ASSERT_TRUE(incidents->group(findings, 1).ok());
    auto again = std::move(Incidents::open(*state, clock, "content/advice")).value();
    ASSERT_TRUE(again->group(findings, 1).ok());
    EXPECT_EQ(again->last_row(), 1U);
    ASSERT_EQ(all().size(), 1U);
    EXPECT_EQ(all()[0].finding_count, 1U);
}

TEST_F(IncidentsTest, weak_signals_wait_until_three_rules_agree) {
    ASSERT_TRUE(incidents->group({finding(1, model::Level::low, "a.one", 0, {ws})}, 1).ok());
    ASSERT_TRUE(incidents->group({finding(2, model::Level::low, "a.two", 10, {ws})}, 2).ok());
    EXPECT_TRUE(all().empty());
    ASSERT_TRUE(incidents->group({finding(3, model::Level::low, "a.three", 20, {ws})}, 3).ok());
    ASSERT_EQ(all().size(), 1U);
    EXPECT_EQ(all()[0].finding_count, 3U);
}

TEST_F(IncidentsTest, a_finding_that_ties_two_merges_them_and_the_old_name_still_leads_there) {
    ASSERT_TRUE(incidents->group({finding(1, model::Level::high, "a.one", 0, {ws})}, 1).ok());
    ASSERT_TRUE(incidents->group({finding(2, model::Level::high, "a.two", 10, {dc})}, 2).ok());
    const auto before = all();
    ASSERT_EQ(before.size(), 2U);
    ASSERT_TRUE(
        incidents->group({finding(3, model::Level::high, "a.three", 20, {ws, dc})}, 3).ok());
    ASSERT_EQ(all().size(), 1U);
    for (const auto& old : before)
        EXPECT_EQ(std::move(incidents->find(old.id)).value()->id, all()[0].id);
}

TEST_F(IncidentsTest, people_decide_and_versions_guard) {
    ASSERT_TRUE(incidents->group({finding(1, model::Level::high, "a.one", 0, {ws})}, 1).ok());
    const auto id = all()[0].id;
    Patch patch;
    patch.status = model::IncidentStatus::closed, patch.verdict = model::Verdict::benign;
    patch.comment = "a drill", patch.expected_version = all()[0].version;
    const auto changed = incidents->patch(id, patch, "alice");
    ASSERT_TRUE(changed.ok());
    EXPECT_EQ(changed->comments[0].text, "a drill");
    EXPECT_FALSE(incidents->patch(id, patch, "alice").ok());  // the version has moved on
    ASSERT_TRUE(incidents->group({finding(2, model::Level::high, "a.one", 5, {ws})}, 2).ok());
    EXPECT_EQ(all().size(), 2U);  // what is closed does not grow
    EXPECT_EQ(std::move(state->audit_log(10)).value().size(), 1U);
}

TEST(Attack, tags_in_both_spellings) {
    EXPECT_EQ(tactics_of({"attack.t1021.002", "attack.lateral_movement", "attack.lateral-movement",
                          "car.1", "attack.execution"}),
              (std::vector<std::string>{"execution", "lateral-movement"}));
    EXPECT_EQ(techniques_of({"attack.t1021.002", "attack.s0002", "cve.2021-1"}),
              std::vector<std::string>{"T1021.002"});
}

TEST(Incident, json_is_read_back) {
    model::Incident incident;
    incident.id = "inc-1", incident.title = "a \"title\"",
    incident.first_ns = incident.last_ns = start_ns;
    incident.story.push_back({model::Section::timeline, "execution", "x", start_ns, {{1, 2}}});
    incident.entities = {ws}, incident.sightings = {{ws, 3, start_ns, start_ns}};
    const auto text = to_json(incident);
    EXPECT_EQ(to_json(std::move(incident_from_json(text)).value()), text);
}

}  // namespace
}  // namespace ward::incident
