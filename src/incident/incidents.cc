// SPDX-License-Identifier: Apache-2.0
// The queue of incidents over the StateStore: groups new findings, rates and tells what they
// touched, applies what people decide. Weak groups (below medium, fewer than three rules) wait as
// "loose" and become incidents when more joins them.
#include "incident/incidents.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "base/json.h"
#include "incident/group.h"
#include "incident/score.h"
#include "incident/story.h"

namespace ward::incident {

namespace {

using model::Incident;
using store::Document;

constexpr std::string_view incident_kind = "incident", loose_kind = "loose_group",
                           alias_kind = "incident_alias", line_kind = "incident_line";
constexpr std::string_view line_key = "line";
constexpr size_t active_max = 5000;  // groups that new findings may still join
constexpr size_t page_max = 500;

bool is_incident(const Incident& group) {
    if (group.severity >= model::Level::medium) return true;
    std::set<std::string> rules;
    for (const auto& finding : group.findings) rules.insert(finding.rule_id);
    return rules.size() >= 3;
}

bool is_touched_by_people(const Incident& incident) {
    return !incident.owner.empty() || incident.verdict != model::Verdict::none ||
           incident.status != model::IncidentStatus::open || incident.severity_override;
}

model::IncidentFinding summary_of(const model::Finding& finding) {
    model::IncidentFinding out;
    out.finding_id = finding.id, out.time_ns = finding.time_ns;
    if (finding.rule) {
        out.rule_id = finding.rule->id, out.rule_title = finding.rule->title;
        out.level = finding.rule->level, out.tags = finding.rule->tags;
    }
    out.event = finding.event, out.events = finding.events;
    out.entities = finding.entities, out.sentence = finding.sentence;
    return out;
}

void insert_by_time(Incident& incident, model::IncidentFinding finding) {
    incident.finding_count++;
    incident.first_ns = incident.first_ns == base::no_time
                            ? finding.time_ns
                            : std::min(incident.first_ns, finding.time_ns);
    incident.last_ns = std::max(incident.last_ns, finding.time_ns);
    if (incident.findings.size() >= Incident::findings_kept_max) return;
    const auto at =
        std::upper_bound(incident.findings.begin(), incident.findings.end(), finding,
                         [](const auto& a, const auto& b) { return a.time_ns < b.time_ns; });
    incident.findings.insert(at, std::move(finding));
}

class StoredIncidents final : public Incidents {
public:
    StoredIncidents(store::StateStore& state, const base::Clock& clock, Advice advice)
        : state_(state), clock_(clock), advice_(std::move(advice)) {}

    base::Result<void> load() {
        active_.clear(), loose_.clear(), fired_.clear(), index_ = {}, last_row_ = 0;
        TRY_DO(load_kind(incident_kind, "open"));
        TRY_DO(load_kind(incident_kind, "in_progress"));
        TRY_DO(load_kind(loose_kind, ""));
        TRY(const auto line, state_.find(line_kind, line_key));
        if (!line) return {};
        TRY(const auto json, base::parse_json(line->json));
        last_row_ = static_cast<uint64_t>(json["last_row"].integer());
        for (const auto& [rule, count] : json["fired"].object())
            fired_[rule] = static_cast<uint64_t>(count.integer());
        return {};
    }

    base::Result<std::vector<std::string>> group(const model::Findings& findings,
                                                 uint64_t last_row) override {
        const std::lock_guard lock(mutex_);
        if (last_row <= last_row_) return std::vector<std::string>{};
        std::set<std::string> touched, gone;
        for (const auto& finding : findings) place(finding, touched, gone);
        for (const auto& id : touched) {
            Incident& incident = active_.at(id);
            rate(incident, [this](const std::string& rule) { return fired_[rule]; });
            tell(incident, advice_);
        }
        last_row_ = last_row;
        forget_oldest(touched, gone);
        const auto stored = state_.transact([&] { return save(touched, gone); });
        if (!stored.ok()) {
            TRY_DO(load());
            return stored.error();
        }
        std::vector<std::string> out;
        for (const auto& id : touched)
            if (!loose_.contains(id)) out.push_back(id);
        return out;
    }

    uint64_t last_row() const override {
        const std::lock_guard lock(mutex_);
        return last_row_;
    }

    base::Result<std::optional<Incident>> find(const std::string& id) override {
        TRY(auto document, state_.find(incident_kind, id));
        if (!document) {
            TRY(const auto alias, state_.find(alias_kind, id));
            if (!alias) return std::optional<Incident>{};
            TRY(const auto json, base::parse_json(alias->json));
            TRY(document, state_.find(incident_kind, json["into"].text()));
            if (!document) return std::optional<Incident>{};
        }
        TRY(auto incident, incident_from_json(document->json));
        incident.version = document->version;
        return std::optional(std::move(incident));
    }

    base::Result<IncidentPage> list(const std::string& status, const std::string& cursor,
                                    size_t limit) override {
        TRY(auto page, state_.list(incident_kind, status, cursor, std::min(limit, page_max)));
        IncidentPage out;
        out.next = page.next;
        for (const auto& document : page.documents) {
            TRY(auto incident, incident_from_json(document.json));
            incident.version = document.version;
            out.incidents.push_back(std::move(incident));
        }
        return out;
    }

    base::Result<Incident> patch(const std::string& id, const Patch& patch,
                                 const std::string& actor) override {
        const std::lock_guard lock(mutex_);
        TRY(auto found, find(id));
        if (!found) return base::Error{base::ErrorKind::not_found, "no incident is called " + id};
        Incident incident = std::move(*found);
        const std::string detail = apply(incident, patch, actor);
        TRY_DO(state_.transact([&]() -> base::Result<void> {
            TRY(incident.version,
                state_.put(incident_kind, document_of(incident), patch.expected_version));
            return state_.audit(
                {clock_.now_ns(), actor, "incident.change", incident.id, detail, {}});
        }));
        remember(incident);
        return incident;
    }

private:
    base::Result<void> load_kind(std::string_view kind, std::string_view status) {
        std::string cursor;
        do {
            TRY(auto page, state_.list(kind, status, cursor, page_max));
            for (const auto& document : page.documents) {
                TRY(auto incident, incident_from_json(document.json));
                if (kind == loose_kind) loose_.insert(incident.id);
                remember(incident);
            }
            cursor = page.next;
        } while (!cursor.empty() && active_.size() < active_max);
        return {};
    }

    void remember(const Incident& incident) {
        if (incident.status == model::IncidentStatus::closed) {
            active_.erase(incident.id), index_.remove(incident.id);
            return;
        }
        active_[incident.id] = incident;
        for (const auto& finding : incident.findings)
            for (const auto& entity : finding.entities)
                index_.add(incident.id, entity, finding.time_ns);
    }

    void place(const model::Finding& finding, std::set<std::string>& touched,
               std::set<std::string>& gone) {
        auto summary = summary_of(finding);
        ++fired_[summary.rule_id];
        const std::string id =
            choose(index_.near(summary.entities, summary.time_ns), summary, touched, gone);
        for (const auto& entity : summary.entities) index_.add(id, entity, summary.time_ns);
        insert_by_time(active_.at(id), std::move(summary));
        touched.insert(id);
    }

    // The group that the finding joins: the oldest near it, into which the other untouched ones are
    // merged; else a new one.
    std::string choose(const std::set<std::string>& near, const model::IncidentFinding& finding,
                       std::set<std::string>& touched, std::set<std::string>& gone) {
        std::string best;
        for (const auto& id : near) {
            if (!active_.contains(id)) continue;
            if (best.empty() || active_.at(id).first_ns < active_.at(best).first_ns) best = id;
        }
        if (best.empty()) {
            Incident fresh;
            fresh.id = "inc-" + finding.finding_id.substr(0, 12);
            best = fresh.id;
            loose_.insert(best);
            active_.emplace(best, std::move(fresh));
            return best;
        }
        for (const auto& id : near)
            if (id != best && active_.contains(id) && !is_touched_by_people(active_.at(id)))
                merge(id, best, touched, gone);
        return best;
    }

    void merge(const std::string& from, const std::string& into, std::set<std::string>& touched,
               std::set<std::string>& gone) {
        Incident& target = active_.at(into);
        const Incident source = std::move(active_.at(from));
        const uint64_t unkept = source.finding_count - source.findings.size();
        for (const auto& finding : source.findings) insert_by_time(target, finding);
        target.finding_count += unkept;
        target.comments.insert(target.comments.end(), source.comments.begin(),
                               source.comments.end());
        active_.erase(from), touched.erase(from);
        index_.merge(from, into);
        merged_[from] = into;
        gone.insert(from);
    }

    static Document document_of(const Incident& incident) {
        Document out;
        out.key = incident.id, out.json = to_json(incident), out.rank = incident.score;
        out.status = model::to_text(incident.status);
        return out;
    }

    base::Result<void> save(const std::set<std::string>& touched,
                            const std::set<std::string>& gone) {
        for (const auto& id : gone) {
            TRY_DO(state_.remove(loose_.contains(id) ? loose_kind : incident_kind, id));
            if (loose_.erase(id) > 0) continue;
            Document alias;
            alias.key = id, alias.json = base::to_json(base::Json::Object{{"into", merged_[id]}});
            TRY_DO(state_.put(alias_kind, alias));
        }
        for (const auto& id : touched) {
            const Incident& incident = active_.at(id);
            const bool weak = !is_incident(incident);
            if (!weak && loose_.erase(id) > 0) TRY_DO(state_.remove(loose_kind, id));
            TRY_DO(state_.put(weak && loose_.contains(id) ? loose_kind : incident_kind,
                              document_of(incident)));
        }
        merged_.clear();
        return save_line();
    }

    base::Result<void> save_line() {
        Document document;
        document.key = line_key;
        base::JsonWriter out(document.json);
        out.begin_object().field("last_row", last_row_).key("fired").begin_object();
        for (const auto& [rule, count] : fired_) out.field(rule, count);
        out.end_object().end_object();
        TRY_DO(state_.put(line_kind, document));
        return {};
    }

    // Groups over the limit can no longer grow; loose ones among them are dropped from the state
    // too.
    void forget_oldest(const std::set<std::string>& touched, std::set<std::string>& gone) {
        while (active_.size() > active_max + touched.size()) {
            auto oldest = active_.end();
            for (auto at = active_.begin(); at != active_.end(); ++at)
                if (!touched.contains(at->first) &&
                    (oldest == active_.end() || at->second.last_ns < oldest->second.last_ns))
                    oldest = at;
            index_.remove(oldest->first);
            if (loose_.contains(oldest->first)) gone.insert(oldest->first);
            active_.erase(oldest);
        }
    }

    std::string apply(Incident& incident, const Patch& patch, const std::string& actor) const {
        std::string detail;
        const auto note = [&](std::string_view what, std::string_view value) {
            detail += fmt::format("{}{}={}", detail.empty() ? "" : ", ", what, value);
        };
        if (patch.status)
            incident.status = *patch.status, note("status", model::to_text(*patch.status));
        if (patch.verdict)
            incident.verdict = *patch.verdict, note("verdict", model::to_text(*patch.verdict));
        if (patch.owner) incident.owner = *patch.owner, note("owner", *patch.owner);
        if (patch.severity_override)
            incident.severity_override = patch.severity_override,
            note("severity", model::to_text(*patch.severity_override));
        if (patch.comment)
            incident.comments.push_back({actor, *patch.comment, clock_.now_ns()}),
                note("comment", *patch.comment);
        return detail;
    }

    mutable std::mutex mutex_;  // the line groups while people change
    store::StateStore& state_;
    const base::Clock& clock_;
    Advice advice_;
    std::map<std::string, Incident> active_;  // what new findings may join, loose ones among them
    std::set<std::string> loose_;             // ids of active_ that are not yet incidents
    std::map<std::string, std::string> merged_;  // from -> into, of the current call
    std::map<std::string, uint64_t> fired_;      // rule -> findings so far
    EntityIndex index_;
    uint64_t last_row_ = 0;
};

}  // namespace

base::Result<std::unique_ptr<Incidents>> Incidents::open(store::StateStore& state,
                                                         const base::Clock& clock,
                                                         const std::string& advice_folder) {
    base::Diagnostics diagnostics;
    Advice advice = Advice::load(advice_folder, diagnostics);
    if (diagnostics.has_errors())
        return base::Error{base::ErrorKind::usage, base::render(diagnostics.all().front())};
    auto out = std::make_unique<StoredIncidents>(state, clock, std::move(advice));
    TRY_DO(out->load());
    return std::unique_ptr<Incidents>(std::move(out));
}

}  // namespace ward::incident
