// SPDX-License-Identifier: Apache-2.0
// State of the correlator: made from the rules, kept within its limits, saved and restored. The
// saved form is ours alone; whatever else is restored comes back as corrupt.
#include "detect/correlate/state.h"

#include <algorithm>
#include <cstring>

#include "base/diagnostics.h"
#include "detect/sigma/condition.h"

namespace ward::detect {

using namespace correlate;

namespace {

constexpr uint32_t saved_version = 1;

std::string key_of(const std::vector<std::string>& values) {
    std::string key;
    for (const auto& value : values) {
        const auto bytes = static_cast<uint32_t>(value.size());
        key.append(reinterpret_cast<const char*>(&bytes), sizeof bytes);
        key += value;
    }
    return key;
}

base::TimeNs newest(const Group& group) {
    return group.entries.empty() ? INT64_MIN : group.entries.back().time_ns;
}

template <typename T>
void put(std::string& out, T value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void put_text(std::string& out, std::string_view text) {
    put(out, static_cast<uint32_t>(text.size()));
    out += text;
}

// Reads what put() wrote; false for ever after the end is passed.
struct Input {
    std::string_view rest;
    bool good = true;

    template <typename T>
    T take() {
        T value{};
        if (rest.size() < sizeof value) {
            good = false;
            return value;
        }
        std::memcpy(&value, rest.data(), sizeof value);
        rest.remove_prefix(sizeof value);
        return value;
    }
    std::string take_text() {
        const auto bytes = take<uint32_t>();
        if (!good || rest.size() < bytes) {
            good = false;
            return {};
        }
        std::string text(rest.substr(0, bytes));
        rest.remove_prefix(bytes);
        return text;
    }
};

void put_entry(std::string& out, const Entry& entry) {
    put(out, entry.time_ns);
    put(out, entry.event.record);
    put(out, entry.event.index);
    put(out, entry.reference);
    put(out, entry.value_hash);
    put(out, entry.value);
    put(out, static_cast<uint32_t>(entry.events ? entry.events->size() + 1 : 0));
    if (!entry.events) return;
    for (const auto& id : *entry.events) {
        put(out, id.record);
        put(out, id.index);
    }
}

Entry take_entry(Input& in) {
    Entry entry;
    entry.time_ns = in.take<base::TimeNs>();
    entry.event.record = in.take<uint64_t>();
    entry.event.index = in.take<uint32_t>();
    entry.reference = in.take<uint32_t>();
    entry.value_hash = in.take<uint64_t>();
    entry.value = in.take<double>();
    const auto count = in.take<uint32_t>();
    if (count == 0 || !in.good) return entry;
    std::vector<model::EventId> events;
    for (uint32_t i = 1; i < count && in.good; i++) {
        const auto record = in.take<uint64_t>();
        events.push_back({record, in.take<uint32_t>()});
    }
    entry.events = std::make_shared<const std::vector<model::EventId>>(std::move(events));
    return entry;
}

// What may still matter to events that come: two windows back. What is older stays in memory for
// logs that are read file by file.
void put_group(std::string& out, const Watch& watch, const Group& group, base::TimeNs newest_ns) {
    const base::TimeNs reach = 2 * watch.question.span_ns;
    const auto first = std::ranges::find_if(group.entries, [&](const Entry& e) {
        return newest_ns < INT64_MIN + reach || e.time_ns > newest_ns - reach;
    });
    if (first == group.entries.end()) return;
    put_text(out, watch.rule->head->id);
    put(out, group.fired_ns);
    put(out, static_cast<uint32_t>(group.values.size()));
    for (const auto& value : group.values) put_text(out, value);
    put(out, static_cast<uint32_t>(group.entries.end() - first));
    for (auto it = first; it != group.entries.end(); ++it) put_entry(out, *it);
}

Group take_group(Input& in) {
    Group group;
    group.fired_ns = in.take<base::TimeNs>();
    const auto values = in.take<uint32_t>();
    for (uint32_t i = 0; i < values && in.good; i++) group.values.push_back(in.take_text());
    const auto entries = in.take<uint32_t>();
    for (uint32_t i = 0; i < entries && in.good; i++) group.entries.push_back(take_entry(in));
    return group;
}

bool fits(const Watch& watch, const Group& group) {
    const auto known = [&](const Entry& e) { return e.reference < watch.question.references; };
    return group.values.size() == watch.rule->group_by.size() &&
           std::ranges::all_of(group.entries, known) &&
           std::ranges::is_sorted(group.entries, std::less<>{}, &Entry::time_ns);
}

Question make_question(const sigma::CorrelationRule& rule) {
    Question out;
    out.kind = rule.kind;
    out.span_ns = rule.timespan_ns;
    out.bounds = rule.bounds;
    out.percentile = rule.percentile;
    out.references = static_cast<uint32_t>(rule.rules.size());
    base::Diagnostics told;  // by the loader, which has refused what cannot be read
    if (!rule.condition_text.empty()) out.condition = sigma::parse_reference_condition(rule, told);
    return out;
}

}  // namespace

Correlator::State::State(const sigma::Collection& collection)
    : by_rule(collection.rules.size()), by_correlation(collection.correlations.size()) {
    struct Place {
        bool correlation = false;
        uint32_t index = 0;
        std::vector<std::string> names;
    };
    std::unordered_map<std::string, Place> places;
    const auto add = [&](bool correlation, size_t index, const auto& rule) {
        const Place place{correlation, static_cast<uint32_t>(index), {rule.head->id, rule.name}};
        places.emplace(rule.head->id, place);
        if (!rule.name.empty()) places.emplace(rule.name, place);
    };
    for (size_t i = 0; i < collection.rules.size(); i++) add(false, i, collection.rules[i]);
    for (size_t i = 0; i < collection.correlations.size(); i++)
        add(true, i, collection.correlations[i]);
    for (const auto& rule : collection.correlations) {
        Watch watch;
        watch.rule = &rule;
        const auto number = static_cast<uint32_t>(watches.size());
        for (uint32_t i = 0; i < rule.rules.size(); i++) {
            const auto it = places.find(rule.rules[i]);
            watch.names.emplace_back();
            if (it == places.end()) continue;
            watch.names.back() = it->second.names;
            watch.names.back().push_back(rule.rules[i]);
            std::erase(watch.names.back(), "");
            auto& from = it->second.correlation ? by_correlation : by_rule;
            from[it->second.index].push_back({number, i});
        }
        watch.question = make_question(rule);
        watches.push_back(std::move(watch));
    }
}

Group& Correlator::State::find_group(Watch& watch, std::vector<std::string> values) {
    const auto [it, fresh] = watch.groups.try_emplace(key_of(values));
    if (fresh) {
        it->second.values = std::move(values);
        groups++;
    }
    return it->second;
}

void Correlator::State::shrink() {
    if (groups <= correlation_groups_max && entries <= correlation_entries_max) return;
    // An eighth at once, so that the sweep over all groups is rare.
    std::vector<base::TimeNs> times;
    for (const auto& watch : watches)
        for (const auto& [key, group] : watch.groups) times.push_back(newest(group));
    const auto cut = times.begin() + static_cast<ptrdiff_t>(times.size() / 8);
    std::nth_element(times.begin(), cut, times.end());
    const base::TimeNs limit = *cut;
    for (auto& watch : watches)
        std::erase_if(watch.groups, [&](const auto& g) { return newest(g.second) <= limit; });
    const size_t before = groups;
    recount();
    dropped += before - groups;
}

void Correlator::State::recount() {
    groups = entries = 0;
    for (const auto& watch : watches) {
        groups += watch.groups.size();
        for (const auto& [key, group] : watch.groups) entries += group.entries.size();
    }
}

std::string Correlator::save() const {
    std::vector<std::pair<const Watch*, const Group*>> all;
    for (const auto& watch : state_->watches)
        for (const auto& [key, group] : watch.groups) all.emplace_back(&watch, &group);
    std::ranges::sort(all, [](const auto& a, const auto& b) {
        return newest(*a.second) > newest(*b.second);  // the oldest are left out first
    });
    std::string out;
    put(out, saved_version);
    put(out, state_->newest_ns);
    std::string one;
    for (const auto& [watch, group] : all) {
        one.clear();
        put_group(one, *watch, *group, state_->newest_ns);
        if (out.size() + one.size() > saved_bytes_max) break;
        out += one;
    }
    return out;
}

base::Result<void> Correlator::restore(std::string_view bytes) {
    const auto corrupt = [] {
        return base::Error{base::ErrorKind::corrupt, "cannot restore correlations: not our bytes"};
    };
    for (auto& watch : state_->watches) watch.groups.clear();
    state_->newest_ns = base::no_time;
    state_->recount();
    if (bytes.empty()) return {};
    Input in{bytes};
    if (in.take<uint32_t>() != saved_version) return corrupt();
    const auto newest_ns = in.take<base::TimeNs>();
    while (in.good && !in.rest.empty()) {
        const std::string id = in.take_text();
        Group group = take_group(in);
        if (!in.good) break;
        for (auto& watch : state_->watches)
            if (watch.rule->head->id == id && fits(watch, group))
                watch.groups.insert_or_assign(key_of(group.values), group);
    }
    state_->newest_ns = newest_ns;
    state_->recount();
    if (!in.good) return corrupt();
    return {};
}

}  // namespace ward::detect
