// SPDX-License-Identifier: Apache-2.0
// What happened in which order: one clause for each event that a rule met, and one for many events
// that say the same.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "incident/attack.h"
#include "incident/facts.h"
#include "incident/grow.h"
#include "language/sentences.h"

namespace ward::incident {

namespace {

using model::Clause;
using model::IncidentFinding;

constexpr size_t clauses_max = 80;
constexpr size_t different_of_tally_max = 3;  // told one by one before the rest is summed up

using TallyKey = std::pair<std::string, std::string>;  // rule, host

class Timeline {
public:
    Timeline(const Facts& facts, std::vector<Clause>& out) : facts_(facts), out_(out) {}

    void tell() {
        const auto& all = facts_.findings();
        std::set<size_t> told;
        for (size_t i = 0; i < all.size() && clauses_ < clauses_max; ++i) {
            if (told.contains(i)) continue;
            std::vector<size_t> together = {i};  // rules that met the same event
            for (size_t j = i + 1; j < all.size() && all[j].time_ns == all[i].time_ns; ++j)
                if (all[j].event == all[i].event && !told.contains(j)) together.push_back(j);
            told.insert(together.begin(), together.end());
            tell_event(together);
        }
    }

private:
    static TallyKey key_of(const IncidentFinding& finding) {
        return {finding.rule_id, host_of(finding)};
    }

    const IncidentFinding& at(size_t i) const { return facts_.findings()[i]; }

    void tell_event(const std::vector<size_t>& together) {
        // What all its rules have told already need not be told again.
        std::vector<size_t> fresh;
        for (const size_t i : together)
            if (is_fresh(at(i))) fresh.push_back(i);
        if (fresh.empty()) return;
        const size_t gravest =
            *std::max_element(fresh.begin(), fresh.end(),
                              [&](size_t a, size_t b) { return at(a).level < at(b).level; });
        const IncidentFinding& finding = at(gravest);
        Clause clause;
        clause.section = model::Section::timeline, clause.time_ns = finding.time_ns;
        const auto tactics = tactics_of(finding.tags);
        if (!tactics.empty()) clause.tactic = tactics.front();
        std::vector<std::string> titles = {finding.rule_title};
        for (const size_t i : fresh) {
            if (i != gravest) titles.push_back(at(i).rule_title);
            note_told(at(i));
        }
        cite(clause.events, finding.event);
        for (const auto& event : finding.events) cite(clause.events, event, cited_of_repeats_max);
        clause.text =
            fmt::format("{}{} ({}).", capital_article(sentence_of(finding)),
                        repeats(finding, clause), language::enumerate(titles, titles.size()));
        out_.push_back(std::move(clause));
        ++clauses_;
    }

    // A finding says something new if its tally has told little and not this.
    bool is_fresh(const IncidentFinding& finding) const {
        const auto found = told_.find(key_of(finding));
        if (found == told_.end()) return true;
        return found->second.size() < different_of_tally_max && !is_uniform(finding) &&
               std::none_of(
                   found->second.begin(), found->second.end(),
                   [&](const auto* told) { return say_the_same(*told, finding); });
    }

    void note_told(const IncidentFinding& finding) { told_[key_of(finding)].push_back(&finding); }

    // Many findings of one rule on one host: after the first few only their number matters.
    bool is_uniform(const IncidentFinding& finding) const {
        const auto* tally = tally_of(facts_.incident(), finding.rule_id, host_of(finding));
        return tally != nullptr && tally->count > findings_of_tally_max;
    }

    // ", 412 times from 09:01 to 09:06", and the events of some of them.
    std::string repeats(const IncidentFinding& finding, Clause& clause) const {
        const auto* tally = tally_of(facts_.incident(), finding.rule_id, host_of(finding));
        if (tally == nullptr || tally->count < 2) return {};
        uint64_t same = 0;
        bool are_equal = true;
        base::TimeNs last_ns = finding.time_ns;
        for (const auto& other : facts_.findings()) {
            if (key_of(other) != key_of(finding)) continue;
            if (!is_uniform(finding) && !say_the_same(other, finding)) continue;
            are_equal = are_equal && other.sentence == finding.sentence;
            ++same, last_ns = std::max(last_ns, other.time_ns);
            cite(clause.events, other.event, cited_of_repeats_max);
        }
        if (is_uniform(finding)) same = tally->count, last_ns = tally->last_ns;
        if (same < 2) return {};
        return fmt::format(", {}{} times {}", are_equal ? "" : "and the like, ", same,
                           time_span(facts_.incident(), finding.time_ns, last_ns));
    }

    const Facts& facts_;
    std::vector<Clause>& out_;
    std::map<TallyKey, std::vector<const IncidentFinding*>> told_;
    size_t clauses_ = 0;
};

}  // namespace

void tell_timeline(const Facts& facts, std::vector<Clause>& out) {
    Timeline(facts, out).tell();
}

}  // namespace ward::incident
