// SPDX-License-Identifier: Apache-2.0
#include "incident/groups.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "incident/findings_for_test.h"
#include "incident/grow.h"

namespace ward::incident {
namespace {

using namespace test;
using model::Entity;
using model::EntityKind;
using model::Level;

constexpr int64_t minute = 60, hour = 3600;

// Into how many groups the findings fall.
size_t groups_of(const std::vector<model::Finding>& findings) {
    Groups groups;
    std::set<std::string> all;
    for (const auto& finding : findings) {
        groups.place(finding);
        const auto changes = groups.take_changes();
        all.insert(changes.touched.begin(), changes.touched.end());
        for (const auto& [from, into] : changes.merged) all.erase(from);
    }
    return all.size();
}

size_t pair(int64_t apart_s, std::vector<Entity> a, std::vector<Entity> b) {
    return groups_of({finding(1, Level::high, "a.one", 0, std::move(a)),
                      finding(2, Level::high, "a.two", apart_s, std::move(b))});
}

TEST(Groups, ties_what_shares_an_entity_for_as_long_as_that_means_something) {
    const Entity c2 = address("203.0.113.66"), inside = address("10.20.1.17");
    const Entity process{EntityKind::process, "{155bfd3f-4405-6b05-0c3e-07eac7720100}"};
    const Entity path{EntityKind::process, "c:\\windows\\system32\\cmd.exe"};
    EXPECT_EQ(pair(30 * minute, {host("ws-07")}, {host("ws-07")}), 1U);
    EXPECT_EQ(pair(2 * hour, {host("ws-07")}, {host("ws-07")}), 2U);
    EXPECT_EQ(pair(50 * minute, {user("ann")}, {user("ann")}), 1U);
    EXPECT_EQ(pair(11 * hour, {c2}, {c2}), 1U);
    EXPECT_EQ(pair(11 * hour, {inside}, {inside}), 2U);
    EXPECT_EQ(pair(20 * minute, {host("ws-07"), inside}, {host("fs-01"), inside}), 1U);
    EXPECT_EQ(pair(23 * hour, {process}, {process}), 1U);
    EXPECT_EQ(pair(0, {path}, {path}), 2U);                  // every machine has it
    EXPECT_EQ(pair(0, {user("root")}, {user("root")}), 2U);  // and everyone is root
    EXPECT_EQ(pair(0, {host("ws-07")}, {host("ws-08")}), 2U);
}

TEST(Groups, a_hash_ties_unless_the_program_is_part_of_the_system) {
    const Entity hash{EntityKind::file_hash, std::string(64, 'a')};
    const Entity own{EntityKind::process, "c:\\users\\public\\r.exe"};
    const Entity systems{EntityKind::process, "c:\\windows\\system32\\cmd.exe"};
    EXPECT_EQ(pair(hour, {host("a"), own, hash}, {host("b"), own, hash}), 1U);
    EXPECT_EQ(pair(hour, {host("a"), systems, hash}, {host("b"), systems, hash}), 2U);
}

TEST(Groups, strangers_who_meet_on_a_server_are_two_matters) {
    const Entity web = host("web-01");
    EXPECT_EQ(pair(60, {web, address("198.51.100.1")}, {web, address("203.0.113.9")}), 2U);
    EXPECT_EQ(pair(60, {web, address("198.51.100.1")}, {web}), 1U);
    EXPECT_EQ(pair(60, {host("dc-01"), user("ann"), address("10.0.0.1")},
                   {host("dc-01"), user("bob"), address("10.0.0.2")}),
              2U);
    EXPECT_EQ(pair(60, {host("ws-01"), user("ann")}, {host("ws-01"), user("bob")}), 1U);
}

TEST(Groups, a_hub_ties_nothing_by_itself) {
    std::vector<model::Finding> findings;
    // A proxy: many people on many hosts come from its address.
    for (uint32_t i = 0; i < 8; ++i)
        findings.push_back(finding(i, Level::high, "a." + std::to_string(i), i * hour,
                                   {address("10.0.0.9"), user("user" + std::to_string(i)),
                                    host("host" + std::to_string(i % 4))}));
    const size_t before = groups_of(findings);
    findings.push_back(finding(100, Level::high, "a.x", 7 * hour + 60,
                               {address("10.0.0.9"), user("someone"), host("elsewhere")}));
    EXPECT_EQ(groups_of(findings), before + 1);
}

TEST(Groups, what_recurs_on_one_thing_is_one_matter_for_half_a_day) {
    std::vector<model::Finding> findings;
    for (uint32_t i = 0; i < 10; ++i)
        findings.push_back(finding(i, Level::medium, "a.one", i * 3 * hour, {host("fs-01")}));
    EXPECT_EQ(groups_of(findings), 1U);
    // But what else happens there later is not part of it.
    findings.push_back(finding(99, Level::high, "a.two", 33 * hour, {host("fs-01")}));
    EXPECT_EQ(groups_of(findings), 2U);
}

TEST(Groups, keeps_a_bounded_part_of_endless_findings_and_counts_all) {
    model::Incident incident;
    for (uint32_t i = 0; i < 5000; ++i) {
        model::IncidentFinding one;
        one.rule_id = "rule-" + std::to_string(i % 100), one.event = {1, i};
        one.time_ns = start_ns + i * base::second_ns, one.level = Level::low;
        one.entities = {host("h" + std::to_string(i))};
        add(incident, one);
    }
    EXPECT_EQ(incident.finding_count, 5000U);
    EXPECT_EQ(incident.findings.size(), model::Incident::findings_kept_max);
    EXPECT_EQ(incident.sightings.size(), sightings_max);
    EXPECT_LE(incident.tallies.size(), tallies_max);
    model::IncidentFinding grave;
    grave.rule_id = "grave", grave.level = Level::critical, grave.time_ns = start_ns;
    add(incident, grave);
    EXPECT_EQ(incident.findings.size(), model::Incident::findings_kept_max);
    EXPECT_TRUE(std::any_of(incident.findings.begin(), incident.findings.end(),
                            [](const auto& f) { return f.rule_id == "grave"; }));
}

TEST(Groups, of_many_findings_that_say_the_same_the_first_and_the_newest_are_kept) {
    model::Incident incident;
    for (uint32_t i = 0; i < 412; ++i) {
        model::IncidentFinding one;
        one.rule_id = "rule", one.event = {1, i}, one.time_ns = start_ns + i * base::second_ns;
        one.entities = {host("web-01")};
        add(incident, one);
    }
    EXPECT_EQ(incident.findings.size(), findings_of_tally_max);
    EXPECT_EQ(incident.findings.front().event.index, 0U);
    EXPECT_EQ(incident.findings.back().event.index, 411U);
    EXPECT_EQ(tally_of(incident, "rule", "web-01")->count, 412U);
}

// However the findings are cut into batches, and however often the groups are stored and loaded in
// between, the same incidents come out.
TEST(Groups, do_not_depend_on_how_findings_were_cut) {
    base::SeededRandom random(7);
    std::vector<model::Finding> findings;
    for (uint32_t i = 0; i < 600; ++i)
        findings.push_back(finding(i, static_cast<Level>(random.below(5)),
                                   "a." + std::to_string(random.below(9)),
                                   static_cast<int64_t>(i * 40 + random.below(300)),
                                   {host("h" + std::to_string(random.below(12))),
                                    user("u" + std::to_string(random.below(20))),
                                    address("10.0.0." + std::to_string(random.below(9)))}));
    const auto outcome = [&](uint64_t seed) {
        base::SeededRandom cuts(seed);
        Groups groups;
        std::map<std::string, uint64_t> counts;
        for (const auto& one : findings) {
            groups.place(one);
            if (cuts.below(5) != 0) continue;
            const auto changes = groups.take_changes();
            for (const auto& [from, into] : changes.merged) counts.erase(from);
            for (const auto& id : changes.touched) counts[id] = groups.find(id)->finding_count;
        }
        const auto changes = groups.take_changes();
        for (const auto& [from, into] : changes.merged) counts.erase(from);
        for (const auto& id : changes.touched) counts[id] = groups.find(id)->finding_count;
        return counts;
    };
    const auto wanted = outcome(1);
    EXPECT_GT(wanted.size(), 3U);
    for (uint64_t seed = 2; seed < 8; ++seed) EXPECT_EQ(outcome(seed), wanted);
}

}  // namespace
}  // namespace ward::incident
