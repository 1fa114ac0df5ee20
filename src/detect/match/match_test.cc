// SPDX-License-Identifier: Apache-2.0
// The fast engine against the slow evaluator: on generated rules and events, and on the SigmaHQ
// rules and recorded events of the corpus (skipped without it).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "base/file.h"
#include "base/json.h"
#include "base/random.h"
#include "base/text.h"
#include "detect/compiled_rules.h"
#include "detect/match/generated_case.h"
#include "detect/match/gram_index.h"
#include "detect/match/hit_cache.h"
#include "detect/match/regex_literals.h"
#include "detect/sigma/load.h"

namespace ward::detect::match {
namespace {

TEST(Match, agrees_with_the_slow_evaluator_on_generated_cases) {
    constexpr uint64_t cases = 3000;
    for (uint64_t seed = 0; seed < cases; seed++) {
        base::SeededRandom random(seed);
        GeneratedCase made(
            [&](uint32_t below) { return static_cast<uint32_t>(random.next() % below); });
        ASSERT_TRUE(made.agrees()) << "seed " << seed << ": " << made.difference();
    }
}

// The largest list that loads, in the dearest form: every value anywhere in the text.
TEST(Match, a_list_at_the_limit_compiles_in_bounded_time_and_size) {
    sigma::Collection collection;
    sigma::Rule& rule = collection.rules.emplace_back();
    rule.condition.kind = sigma::Node::Kind::any;
    for (uint32_t i = 0; i < sigma::list_values_max; i++) {
        sigma::Test test;
        test.field = "A";
        test.pattern = {{"value-" + std::to_string(i * 7919) + "-end"}, false, false, false};
        rule.condition.children.emplace_back().test = i;
        rule.tests.push_back(std::move(test));
    }
    model::FieldNames names;
    RegexCache regexes;
    const sigma::Aliases none;
    const auto plan = make_plan(collection, {{0, &none}}, names, regexes);
    constexpr size_t bytes_max = size_t{32} << 20;  // some 1 KiB a value would be too much
    EXPECT_LT(plan->fields.back().text.bytes(), bytes_max);
    model::Batch batch(names);
    batch.add("A", "has value-7919-end in it");
    batch.add("A", "value-1-end");
    const auto* event = batch.finish({});
    Matcher matcher;
    PlanRun run = matcher.fit(*plan);
    EXPECT_EQ(matcher.match(run, batch, *event).size(), 1U);
}

TEST(RegexLiterals, finds_what_every_match_has) {
    using Groups = std::vector<std::vector<std::string>>;
    const auto f = [](const std::string& regex, const Groups& want) {
        auto got = needed_literals(regex);
        for (auto& group : got) std::ranges::sort(group);
        std::ranges::sort(got);
        EXPECT_EQ(got, want) << regex;
    };
    f("", {});
    f(".*", {});
    f("(?i)Invoke-Mimi", {{"invoke-mimi"}});
    f("(Get-Item|gci).{1,9}-Path", {{"-path"}, {"gci", "get-item"}});
    f("a|b*", {});
    f("caf\u00E9", {});  // beyond ASCII other tables would decide
    f("x\\x{130}y", {});
}

TEST(RegexLiterals, knows_the_least_length) {
    const auto f = [](std::string_view regex, size_t want) {
        EXPECT_EQ(needed_bytes(regex), want) << regex;
    };
    f("", 0);
    f(".{1000,}", 1000);
    f("a{3}[bc]{2,5}", 5);
    f("a{3}|b", 0);
    f("(a{3}|b)c{4}", 4);
    f("\\Q.{1000,}\\E", 0);
    f("[]}{9}]{2}", 2);
    f("\\{12}", 0);
    f("x{2}{0}", 0);
}

TEST(GramIndex, finds_what_a_plain_search_finds) {
    base::SeededRandom random(7);
    const auto word = [&](size_t bytes_max) {
        std::string out;
        for (uint64_t i = 1 + random.below(bytes_max); i > 0; i--)
            out += static_cast<char>('a' + random.below(4));
        return out;
    };
    for (int round = 0; round < 50; round++) {
        std::set<std::string> texts;
        for (int i = 0; i < 300; i++) texts.insert(word(9));
        GramIndex::Literals literals, left;
        for (const auto& text : texts)
            literals.emplace_back(text, static_cast<uint32_t>(literals.size()));
        left = literals;
        const GramIndex index(left);
        std::set<uint32_t> crowded;
        for (const auto& one : left) crowded.insert(one.second);
        for (int i = 0; i < 20; i++) {
            const std::string text = word(40);
            std::vector<uint32_t> hits;
            index.find(text, hits);
            const std::set<uint32_t> got(hits.begin(), hits.end());
            for (const auto& [literal, hit] : literals) {
                const bool want = !crowded.contains(hit) && text.find(literal) != text.npos;
                EXPECT_EQ(got.contains(hit), want) << literal << " in " << text;
            }
        }
    }
}

TEST(GramIndex, takes_linear_time_on_repetitive_text) {
    GramIndex::Literals literals;
    for (uint32_t i = 0; i < 300; i++) literals.emplace_back(std::string(4 + i % 60, 'a'), i);
    std::ranges::sort(literals);
    const auto equal = [](const auto& a, const auto& b) { return a.first == b.first; };
    literals.erase(std::unique(literals.begin(), literals.end(), equal), literals.end());
    const GramIndex index(literals);
    EXPECT_FALSE(literals.empty());  // what crowds one gram is left to the automaton
    std::vector<uint32_t> hits;
    index.find(std::string(1 << 20, 'a'), hits);
    EXPECT_LT(hits.size(), 200'000U);
}

// Many times more than it holds: what it still knows is right, and the newest is known.
TEST(HitCache, knows_the_newest_and_never_says_what_is_wrong) {
    HitCache cache;
    const auto text_of = [](uint32_t i) {
        return std::to_string(i) + std::string(i % HitCache::text_bytes_max, 'x');
    };
    const auto hits_of = [](uint32_t i) { return std::vector<uint32_t>(i % 300, i); };
    constexpr uint32_t values = 20'000, owners = 3;
    for (uint32_t i = 0; i < values; i++) {
        const std::string text = text_of(i);
        const auto hits = hits_of(i);
        EXPECT_FALSE(cache.find(i % owners, text));
        cache.keep(text, hits);
        const bool fits =
            text.size() <= HitCache::text_bytes_max && hits.size() <= HitCache::hits_max;
        EXPECT_EQ(cache.find(i % owners, text).has_value(), fits);
    }
    size_t known = 0;
    for (uint32_t i = 0; i < values; i++) {
        const auto found = cache.find(i % owners, text_of(i));
        known += found ? 1 : 0;
        EXPECT_TRUE(!found || std::ranges::equal(*found, hits_of(i)));
        EXPECT_FALSE(cache.find(i % owners + owners, text_of(i)));
    }
    EXPECT_GT(known, 100U);
    EXPECT_LT(known, values / 2);
}

std::string corpus() {
    if (const char* set = std::getenv("WARD_CORPUS")) return set;
    const char* home = std::getenv("HOME");
    return std::string(home ? home : "") + "/.cache/ward-corpus";
}

void add_value(model::Batch& batch, const std::string& name, const base::Json& value) {
    if (value.is_array())
        for (const auto& one : value.array()) add_value(batch, name, one);
    else if (value.is_null())
        batch.add(name, "", model::ValueKind::null);
    else
        batch.add(name, batch.keep(value.is_string() ? value.text() : base::to_json(value)));
}

TEST(Match, agrees_with_the_slow_evaluator_on_the_corpus) {
    const std::string events = corpus() + "/sigma-oracle/events.ndjson";
    if (!base::exists(events)) GTEST_SKIP() << "no corpus at " << corpus();
    std::vector<RuleReport> reports;
    auto loaded = sigma::load({corpus() + "/sigma-rules/rules/windows"}, {}, reports);
    model::FieldNames names;
    base::Diagnostics told;
    auto router = Router::load("content/logsources.yaml", names, told);
    const CompiledRules rules(std::move(loaded), std::move(router), names);
    std::vector<sigma::Evaluator> evaluators;
    for (const auto& rule : rules.collection().rules) evaluators.emplace_back(rule);
    model::Batch batch(names);
    const auto text = base::read_file(events);
    ASSERT_TRUE(text.ok());
    size_t line_number = 0;
    for (const auto line : base::split(*text, '\n')) {
        constexpr size_t every = 211;  // some 125 events of all kinds
        if (line_number++ % every != 0 || line.empty()) continue;
        const auto parsed = base::parse_json(line);
        ASSERT_TRUE(parsed.ok());
        for (const auto& [name, value] : (*parsed)["event"].object()) add_value(batch, name, value);
        model::Event event;
        event.source.product = "windows";
        batch.finish(event);
    }
    RouteFinder routes(rules.router());
    Matcher matcher;
    size_t matches = 0;
    for (const auto& event : batch.events()) {
        const auto& plan = rules.plan_for(routes.of(batch, event));
        PlanRun run = matcher.fit(plan);
        std::vector<bool> found(evaluators.size());
        for (const uint32_t at : matcher.match(run, batch, event))
            found[plan.rules[at].rule] = true;
        for (uint32_t i = 0; i < evaluators.size(); i++) {
            const auto* aliases = rules.router().evaluate(rules.route_of(i), batch, event);
            const bool want = aliases && evaluators[i].matches(batch, event, *aliases);
            EXPECT_EQ(found[i], want) << rules.collection().rules[i].head->title;
            matches += want ? 1 : 0;
        }
    }
    EXPECT_GT(matches, 10U);
}

}  // namespace
}  // namespace ward::detect::match
