// SPDX-License-Identifier: Apache-2.0
// Bench of the engine alone: events that are read already, through all SigmaHQ rules of the corpus.
// `plans`: routing and plans; `findings`: the whole detector. Needs the corpus (WARD_CORPUS).
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "detect/compiled_rules.h"
#include "detect/match/matcher.h"

namespace {

using namespace ward;

constexpr size_t batch_events = 1024;

std::string corpus() {
    if (const char* set = std::getenv("WARD_CORPUS")) return set;
    const char* home = std::getenv("HOME");
    return std::string(home ? home : "") + "/.cache/ward-corpus";
}

struct Stage {
    model::FieldNames names;
    std::shared_ptr<const detect::RuleSet> rules;
    std::vector<model::Batch> batches;
    size_t events = 0;

    void add(const base::Json& event) {
        if (events++ % batch_events == 0) batches.emplace_back(names);
        model::Batch& batch = batches.back();
        for (const auto& [name, value] : event.object()) add(batch, name, value);
        model::Event made;
        made.id = {1, static_cast<uint32_t>(events)};
        made.source.product = "windows";
        batch.finish(made);
    }

    static void add(model::Batch& batch, const std::string& name, const base::Json& value) {
        if (value.is_array())
            for (const auto& one : value.array()) add(batch, name, one);
        else if (value.is_string())
            batch.add(name, batch.keep(value.text()));
        else
            batch.add(name, batch.keep(base::to_json(value)), model::ValueKind::integer);
    }
};

Stage& stage() {
    static Stage* const one = [] {
        auto* made = new Stage;
        detect::LoadOptions options;
        options.logsources_file = "content/logsources.yaml";
        std::vector<std::string> paths;
        for (const auto folder : {"rules", "rules-emerging-threats", "rules-threat-hunting"})
            paths.push_back(corpus() + "/sigma-rules/" + folder);
        std::vector<detect::RuleReport> reports;
        made->rules = detect::RuleSet::load(paths, options, made->names, reports);
        const auto text = base::read_file(corpus() + "/sigma-oracle/events.ndjson");
        if (!text.ok()) return made;
        for (const auto line : base::split(*text, '\n')) {
            const auto parsed = base::parse_json(line);
            if (parsed.ok()) made->add((*parsed)["event"]);
        }
        return made;
    }();
    return *one;
}

void plans(benchmark::State& state) {
    Stage& on = stage();
    if (on.events == 0) return state.SkipWithError("no corpus");
    const auto& rules = dynamic_cast<const detect::CompiledRules&>(*on.rules);
    detect::RouteFinder routes(rules.router());
    detect::match::Matcher matcher;
    std::vector<std::optional<detect::match::PlanRun>> runs;
    const auto run_of = [&](const detect::RouteSet& set) -> detect::match::PlanRun& {
        if (runs.size() <= set.id) runs.resize(set.id + 1);
        if (!runs[set.id]) runs[set.id].emplace(matcher.fit(rules.plan_for(set)));
        return *runs[set.id];
    };
    size_t matches = 0;
    const auto pass = [&] {
        for (const auto& batch : on.batches)
            for (const auto& event : batch.events())
                matches += matcher.match(run_of(routes.of(batch, event)), batch, event).size();
    };
    pass();
    for (auto _ : state) pass();
    state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * on.events));
    const auto per_event = static_cast<double>((state.iterations() + 1) * on.events);
    state.counters["candidates"] = static_cast<double>(matcher.candidates()) / per_event;
    state.counters["matches"] = static_cast<double>(matches) / per_event;
}
BENCHMARK(plans)->Unit(benchmark::kMillisecond);

void findings(benchmark::State& state) {
    Stage& on = stage();
    if (on.events == 0) return state.SkipWithError("no corpus");
    const auto detector = detect::Detector::make(on.rules);
    model::Findings found;
    for (auto _ : state) {
        for (const auto& batch : on.batches) {
            found.clear();
            detector->match(batch, found);
        }
    }
    state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * on.events));
}
BENCHMARK(findings)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
