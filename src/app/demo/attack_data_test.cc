// SPDX-License-Identifier: Apache-2.0
// A measure, not a test: how the shipped rules and the grouping do on recorded attack simulations
// (security-datasets of the corpus). Runs only with WARD_MEASURE set, prints one line a data set
// and the sums. WARD_RULES names other rules.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/file.h"
#include "detect/detector.h"
#include "incident/incidents.h"
#include "ingest/reader.h"
#include "language/sentences.h"

namespace ward::app::demo {
namespace {

namespace fs = std::filesystem;

struct World {
    model::FieldNames names;
    base::Diagnostics diagnostics;
    std::unique_ptr<ingest::Mapper> mapper =
        ingest::Mapper::load("content/mappings", names, diagnostics);
    std::unique_ptr<language::Sentences> sentences =
        language::Sentences::load("content/sentences", names, diagnostics);
    std::vector<detect::RuleReport> reports;
    std::shared_ptr<const detect::RuleSet> rules;

    explicit World(const std::string& path) {
        detect::LoadOptions options;
        options.logsources_file = "content/logsources.yaml";
        rules = detect::RuleSet::load({path}, options, names, reports);
    }
};

std::vector<model::Incident> incidents_of(World& world, const std::string& file, size_t& events,
                                          size_t& findings_count) {
    const base::SystemClock clock;
    const auto state = std::move(store::StateStore::open(":memory:")).value();
    const auto incidents =
        std::move(incident::Incidents::open(*state, clock, "content/advice")).value();
    const auto detector = detect::Detector::make(world.rules);
    uint64_t row = 0;
    ingest::ReadOptions options;
    options.mapper = world.mapper.get();
    const auto read = ingest::read_file(file, options, world.names, [&](model::Batch&& batch) {
        events += batch.events().size();
        model::Findings findings;
        detector->match(batch, findings);
        for (auto& finding : findings)
            finding.sentence = world.sentences->tell(batch, batch.events()[finding.batch_index]);
        findings_count += findings.size();
        incidents->observe(batch);
        return findings.empty() || incidents->group(findings, row += findings.size()).ok();
    });
    EXPECT_TRUE(read.ok()) << file;
    return std::move(incidents->list("", "", 100)).value().incidents;
}

TEST(AttackData, is_told_as_one_incident) {
    const char* corpus = std::getenv("WARD_CORPUS");
    const std::string root =
        (corpus != nullptr ? std::string(corpus)
                           : std::string(std::getenv("HOME")) + "/.cache/ward-corpus") +
        "/security-datasets/datasets";
    if (std::getenv("WARD_MEASURE") == nullptr || !fs::exists(root))
        GTEST_SKIP() << "a measure over the corpus: set WARD_MEASURE";
    const char* rules = std::getenv("WARD_RULES");
    World world(rules != nullptr ? rules : "content/rules");
    size_t sets = 0, seen = 0, one = 0, incidents_count = 0, events = 0;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        if (entry.path().extension() != ".zip") continue;
        size_t findings = 0;
        const auto all = incidents_of(world, entry.path().string(), events, findings);
        ++sets, incidents_count += all.size();
        seen += all.empty() ? 0 : 1, one += all.size() == 1 ? 1 : 0;
        printf("%-60s %3zu findings %2zu incidents  %3.0f %s\n",
               fs::relative(entry.path(), root).c_str(), findings, all.size(),
               all.empty() ? 0.0 : all[0].score, all.empty() ? "-" : all[0].title.c_str());
    }
    printf("%zu data sets, %zu events: %zu with an incident, %zu with just one, %.2f on average\n",
           sets, events, seen, one,
           seen == 0 ? 0.0 : static_cast<double>(incidents_count) / static_cast<double>(seen));
}

}  // namespace
}  // namespace ward::app::demo
