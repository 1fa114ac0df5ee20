// SPDX-License-Identifier: Apache-2.0
// The demonstration day through the whole line, as a person will see it: the intrusion first, few
// others beside it, every citation resolves, every stage is told, nothing false is said; and the
// same however often the line was stopped on the way.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "app/demo/rehearsal.h"
#include "base/random.h"
#include "base/text.h"
#include "incident/story.h"

namespace ward::app::demo {
namespace {

constexpr base::TimeNs hour_ns = 3600 * base::second_ns;
constexpr base::TimeNs midnight_ns = 1'789'344'000 * base::second_ns;  // 2026-09-14
constexpr size_t others_max = 5;

class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = testing::TempDir() + "ward-day-XXXXXX";
        path_ = mkdtemp(name.data());
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

std::unique_ptr<Rehearsal> open(const std::string& folder) {
    auto opened = Rehearsal::open(folder, "content", {"content/rules"});
    if (!opened.ok()) ADD_FAILURE() << opened.error().text;
    return opened.ok() ? std::move(opened).value() : nullptr;
}

std::vector<model::Incident> queue_of(Rehearsal& line) {
    std::vector<model::Incident> out;
    const auto page = line.incidents().list("", "", 100);
    for (const auto& one : page->incidents)
        out.push_back(*std::move(line.incidents().find(one.id)).value());
    return out;
}

Scenario scenario() {
    base::Diagnostics diagnostics;
    auto out = load_scenario("content/demo/day.yaml", diagnostics);
    EXPECT_FALSE(diagnostics.has_errors());
    return out;
}

class DemoLine : public testing::Test {
protected:
    static void SetUpTestSuite() {
        folder = new TemporaryFolder;
        line = open(folder->path()).release();
        ASSERT_NE(line, nullptr);
        ASSERT_TRUE(line->receive(deliver(expand(scenario(), midnight_ns + 18 * hour_ns))).ok());
        const auto carried = line->carry();
        ASSERT_TRUE(carried.ok()) << carried.error().text;
        queue = queue_of(*line);
        ASSERT_FALSE(queue.empty());
    }
    static void TearDownTestSuite() {
        queue.clear();
        delete line;
        delete folder;
    }

    // What an event says, in lower case: its bytes and its names.
    static std::string content_of(const model::EventId& id) {
        const auto event = line->events().event(id);
        if (!event.ok() || !event->has_value()) return {};
        std::string out = (**event).raw + " " + (**event).sentence + " " + (**event).source_name;
        return base::to_lower(out);
    }

    static bool says(const model::Incident& incident, std::string_view what) {
        return std::any_of(incident.story.begin(), incident.story.end(), [&](const auto& clause) {
            return clause.text.find(what) != std::string::npos;
        });
    }

    static inline TemporaryFolder* folder = nullptr;
    static inline Rehearsal* line = nullptr;
    static inline std::vector<model::Incident> queue;
};

TEST_F(DemoLine, shows_the_intrusion_first_and_few_others) {
    const auto& intrusion = queue.front();
    EXPECT_EQ(intrusion.title,
              "Credential dump, lateral movement and exfiltration from ws-07 to fs-01 by gwinter "
              "and hlorenz");
    EXPECT_EQ(intrusion.severity, model::Level::critical);
    EXPECT_LE(queue.size() - 1, others_max);
    for (size_t i = 1; i < queue.size(); ++i) {
        EXPECT_LT(queue[i].score, intrusion.score - 20) << queue[i].title;
        EXPECT_LT(queue[i].severity, model::Level::critical) << queue[i].title;
    }
}

TEST_F(DemoLine, reads_every_line_as_its_format) {
    const auto counts = line->events().counts();
    uint64_t stored = 0;
    for (const auto& [source, one] : counts) {
        EXPECT_EQ(one.quarantined, 0U) << source;
        stored += one.stored;
    }
    EXPECT_GT(stored, 90'000U);
    for (const std::string_view format : {"windows", "webserver", "aws", "suricata", "linux"}) {
        bool found = false;
        for (const auto& incident : queue)
            for (const auto& finding : incident.findings) {
                const auto event = line->events().event(finding.event);
                found = found || (**event).product == format || (**event).category == format;
            }
        EXPECT_TRUE(found) << "no finding on a log of " << format;
    }
}

TEST_F(DemoLine, tells_every_stage_of_the_intrusion) {
    const auto& intrusion = queue.front();
    for (const std::string_view tactic :
         {"initial-access", "execution", "persistence", "privilege-escalation", "defense-evasion",
          "credential-access", "discovery", "lateral-movement", "collection", "command-and-control",
          "exfiltration"})
        EXPECT_EQ(std::count(intrusion.tactics.begin(), intrusion.tactics.end(), tactic), 1)
            << tactic;
    for (const std::string_view what :
         {"Bewerbung_Sommer.docm", "powershell.exe", "comsvcs.dll", "PSEXESVC", "rar.exe",
          "rclone.exe", "cdn-status.example", "198.51.100.200", "10.20.1.17",
          "Remove the message from every mailbox", "Block 203.0.113.66"})
        EXPECT_TRUE(says(intrusion, what)) << what;
    const std::set<model::Section> sections = [&] {
        std::set<model::Section> out;
        for (const auto& clause : intrusion.story) out.insert(clause.section);
        return out;
    }();
    EXPECT_EQ(sections.size(), 8U);
}

TEST_F(DemoLine, cites_only_what_is_there_and_says_so) {
    for (const auto& incident : queue) {
        EXPECT_EQ(incident::faults_of(incident), std::vector<std::string>{}) << incident.title;
        for (const auto& clause : incident.story) {
            ASSERT_FALSE(clause.events.empty()) << clause.text;
            std::string cited;
            for (const auto& event : clause.events) {
                const auto content = content_of(event);
                ASSERT_FALSE(content.empty()) << event.text() << " does not resolve";
                cited += content;
            }
            for (const auto& entity : incident.entities) {
                const bool is_name = entity.kind == model::EntityKind::user ||
                                     entity.kind == model::EntityKind::address ||
                                     entity.kind == model::EntityKind::domain;
                if (!is_name || clause.text.find(entity.value) == std::string::npos) continue;
                EXPECT_NE(cited.find(base::to_lower(entity.value)), std::string::npos)
                    << entity.value << " stands in no cited event: " << clause.text;
            }
            if (clause.time_ns == base::no_time) continue;
            const auto first = line->events().event(clause.events.front());
            EXPECT_EQ((**first).time_ns, clause.time_ns) << clause.text;
        }
    }
}

TEST_F(DemoLine, keeps_the_false_alarms_out_of_the_intrusion) {
    const auto& intrusion = queue.front();
    for (const auto& finding : intrusion.findings) {
        EXPECT_GE(finding.time_ns, midnight_ns + 14 * hour_ns) << finding.sentence;
        EXPECT_LE(finding.time_ns, midnight_ns + 15 * hour_ns) << finding.sentence;
    }
    for (const std::string_view stranger : {"198.51.100.77", "192.0.2.199", "djansen"})
        EXPECT_FALSE(says(intrusion, stranger)) << stranger;
}

// The line stops at any moment, as a crash would stop it between two transactions, and starts again
// on what it left: the same findings and the same incidents come out.
TEST_F(DemoLine, gives_the_same_however_often_it_is_stopped) {
    const auto summary = [](Rehearsal& one) {
        std::set<std::string> out;
        const auto rows = one.events().findings_after(0, 10'000);
        for (const auto& [row, finding] : *rows)
            EXPECT_TRUE(out.insert(finding.id).second) << finding.id << " is there twice";
        for (const auto& incident : queue_of(one)) out.insert(incident::to_json(incident));
        return out;
    };
    // A quarter of the day is enough, and must hold the intrusion.
    auto lines = expand(scenario(), midnight_ns + 15 * hour_ns);
    std::erase_if(lines, [](const Line& l) { return l.time_ns < midnight_ns + 13 * hour_ns; });
    const auto deliveries = deliver(lines);
    const TemporaryFolder whole, cut;
    const auto reference = open(whole.path());
    ASSERT_TRUE(reference->receive(deliveries).ok());
    ASSERT_TRUE(reference->carry().ok());
    const auto wanted = summary(*reference);
    ASSERT_GT(wanted.size(), 30U);

    base::SeededRandom random(11);
    for (size_t at = 0; at < deliveries.size();) {
        const auto line_again = open(cut.path());
        ASSERT_NE(line_again, nullptr);
        const size_t end = std::min(deliveries.size(), at + 20 + random.below(120));
        ASSERT_TRUE(line_again
                        ->receive({deliveries.begin() + static_cast<std::ptrdiff_t>(at),
                                   deliveries.begin() + static_cast<std::ptrdiff_t>(end)})
                        .ok());
        at = end;
        // Sometimes it stops with work left in the journal.
        if (random.below(3) != 0) {
            ASSERT_TRUE(line_again->carry().ok());
        }
    }
    const auto last = open(cut.path());
    ASSERT_TRUE(last->carry().ok());
    auto found = summary(*last);
    // Versions count how often an incident was written, which is the one thing that may differ.
    const auto without_version = [](const std::set<std::string>& all) {
        std::set<std::string> out;
        for (const auto& one : all) out.insert(one.substr(0, one.rfind("\"version\"")));
        return out;
    };
    EXPECT_EQ(without_version(found), without_version(wanted));
}

}  // namespace
}  // namespace ward::app::demo
