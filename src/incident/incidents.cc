// SPDX-License-Identifier: Apache-2.0
// The queue of incidents over the StateStore: groups new findings, rates and tells what they
// touched, applies what people decide. Weak groups (below medium, fewer than three rules) wait as
// "loose" and become incidents when more joins them.
#include "incident/incidents.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "base/json.h"
#include "incident/coverage.h"
#include "incident/groups.h"
#include "incident/score.h"
#include "incident/story.h"

namespace ward::incident {

namespace {

using model::Incident;
using store::Document;

constexpr std::string_view incident_kind = "incident", loose_kind = "loose_group",
                           alias_kind = "incident_alias", line_kind = "incident_line",
                           rule_kind = "incident_rule", circle_kind = "incident_circle";
constexpr std::string_view line_key = "line", coverage_key = "coverage";
constexpr size_t page_max = 500;
constexpr size_t aliases_followed_max = 32;  // merges of merges
constexpr base::TimeNs coverage_saved_ns = 30 * base::second_ns;

std::string key_of(const model::Entity& entity) {
    return fmt::format("{}:{}", model::to_text(entity.kind), entity.value);
}

Document document_of(const Incident& incident) {
    constexpr double points_a_level = 20;  // a person's word on severity moves it in the queue
    Document out;
    out.key = incident.id, out.json = to_json(incident), out.rank = incident.score;
    if (incident.severity_override)
        out.rank += points_a_level * (static_cast<double>(*incident.severity_override) -
                                      static_cast<double>(incident.severity));
    out.status = model::to_text(incident.status);
    return out;
}

Document document_of(const model::Entity& entity, const Circles::Circle& circle) {
    Document out;
    out.key = key_of(entity);
    base::JsonWriter json(out.json);
    json.begin_object().field("kind", model::to_text(entity.kind)).field("value", entity.value);
    json.field("since", circle.since_ns);
    const auto write = [&](std::string_view name, const std::set<uint64_t>& hashes) {
        json.key(name).begin_array();
        for (const auto hash : hashes) json.value(fmt::format("{:x}", hash));
        json.end_array();
    };
    write("users", circle.users), write("hosts", circle.hosts);
    write("addresses", circle.addresses);
    json.end_object();
    return out;
}

std::set<uint64_t> read_hashes(const base::Json& json) {
    std::set<uint64_t> out;
    for (const auto& item : json.array())
        out.insert(std::strtoull(std::string(item.text()).c_str(), nullptr, 16));
    return out;
}

class StoredIncidents final : public Incidents {
public:
    StoredIncidents(store::StateStore& state, const base::Clock& clock, Advice advice)
        : state_(state), clock_(clock), advice_(std::move(advice)) {}
    // Best effort: what a crash loses of it is seen again within minutes.
    ~StoredIncidents() override { static_cast<void>(save_coverage()); }

    base::Result<void> load() {
        groups_ = {}, last_row_ = 0;
        for (const std::string_view status : {"open", "in_progress"})
            TRY_DO(load_groups(incident_kind, status));
        TRY_DO(load_groups(loose_kind, ""));
        TRY_DO(each(rule_kind, "", [this](const Document& document) -> base::Result<void> {
            TRY(const auto json, base::parse_json(document.json));
            groups_.set_fired(document.key, static_cast<uint64_t>(json["fired"].integer()));
            return {};
        }));
        TRY_DO(each(circle_kind, "", [this](const Document& document) -> base::Result<void> {
            TRY(const auto json, base::parse_json(document.json));
            const auto kind = model::parse_entity_kind(json["kind"].text());
            if (!kind) return {};
            groups_.circles().put({*kind, std::string(json["value"].text())},
                                  {json["since"].integer(), read_hashes(json["users"]),
                                   read_hashes(json["hosts"]), read_hashes(json["addresses"])});
            return {};
        }));
        TRY(const auto seen, state_.find(line_kind, coverage_key));
        if (seen) {
            TRY(const auto json, base::parse_json(seen->json));
            coverage_.read_json(json);
        }
        TRY(const auto line, state_.find(line_kind, line_key));
        if (!line) return {};
        TRY(const auto json, base::parse_json(line->json));
        last_row_ = static_cast<uint64_t>(json["last_row"].integer());
        return {};
    }

    void observe(const model::Batch& batch) override {
        const std::lock_guard lock(coverage_mutex_);
        coverage_.observe(batch);
    }

    base::Result<std::vector<std::string>> group(const model::Findings& findings,
                                                 uint64_t last_row) override {
        const std::lock_guard lock(mutex_);
        if (last_row <= last_row_) return std::vector<std::string>{};
        for (const auto& finding : findings) groups_.place(finding);
        last_row_ = last_row;
        const GroupChanges changes = groups_.take_changes();
        for (const auto& id : changes.touched)
            if (Incident* incident = groups_.find(id); incident != nullptr) retell(*incident);
        const auto stored = state_.transact([&] { return save(changes); });
        if (!stored.ok()) {
            TRY_DO(load());  // as if nothing had been grouped
            return stored.error();
        }
        std::vector<std::string> out;
        for (const auto& id : changes.touched)
            if (!groups_.is_loose(id)) out.push_back(id);
        return out;
    }

    uint64_t last_row() const override {
        const std::lock_guard lock(mutex_);
        return last_row_;
    }

    base::Result<std::optional<Incident>> find(const std::string& id) override {
        std::string key = id;
        for (size_t i = 0; i < aliases_followed_max; ++i) {
            TRY(const auto document, state_.find(incident_kind, key));
            if (document) {
                TRY(auto incident, incident_from_json(document->json));
                incident.version = document->version;
                const std::lock_guard lock(coverage_mutex_);
                tell(incident, advice_, coverage_);
                return std::optional(std::move(incident));
            }
            TRY(const auto alias, state_.find(alias_kind, key));
            if (!alias) break;
            TRY(const auto json, base::parse_json(alias->json));
            key = json["into"].text();
        }
        return std::optional<Incident>{};
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
        if (incident.status == model::IncidentStatus::closed)
            groups_.drop(incident.id);
        else
            groups_.put(incident, false);
        return incident;
    }

private:
    base::Result<void> each(std::string_view kind, std::string_view status,
                            const std::function<base::Result<void>(const Document&)>& take) {
        std::string cursor;
        do {
            TRY(auto page, state_.list(kind, status, cursor, page_max));
            for (const auto& document : page.documents) TRY_DO(take(document));
            cursor = page.next;
        } while (!cursor.empty());
        return {};
    }

    base::Result<void> load_groups(std::string_view kind, std::string_view status) {
        return each(kind, status, [&](const Document& document) -> base::Result<void> {
            TRY(auto incident, incident_from_json(document.json));
            incident.version = document.version;
            // Forgotten incidents stay in the queue; they only grow no more.
            if (!groups_.is_full()) groups_.put(std::move(incident), kind == loose_kind);
            return {};
        });
    }

    void retell(Incident& incident) {
        rate(incident);
        const std::lock_guard lock(coverage_mutex_);
        tell(incident, advice_, coverage_);
    }

    base::Result<void> save(const GroupChanges& changes) {
        for (const auto& [from, into] : changes.merged) {
            TRY_DO(state_.remove(loose_kind, from));
            TRY(const bool was_incident, state_.remove(incident_kind, from));
            if (!was_incident) continue;
            Document alias;
            alias.key = from, alias.json = base::to_json(base::Json::Object{{"into", into}});
            TRY_DO(state_.put(alias_kind, alias));
        }
        for (const auto& id : changes.forgotten) TRY_DO(state_.remove(loose_kind, id));
        for (const auto& id : changes.risen) TRY_DO(state_.remove(loose_kind, id));
        for (const auto& id : changes.touched)
            if (const Incident* incident = groups_.find(id); incident != nullptr)
                TRY_DO(state_.put(groups_.is_loose(id) ? loose_kind : incident_kind,
                                  document_of(*incident)));
        TRY_DO(save_counts(changes));
        return save_line();
    }

    base::Result<void> save_counts(const GroupChanges& changes) {
        for (const auto& rule : changes.rules) {
            Document document;
            document.key = rule;
            document.json = fmt::format("{{\"fired\":{}}}", groups_.fired(rule));
            TRY_DO(state_.put(rule_kind, document));
        }
        for (const auto& entity : changes.entities) {
            const auto* circle = groups_.circles().find(entity);
            if (circle == nullptr)
                TRY_DO(state_.remove(circle_kind, key_of(entity)));
            else
                TRY_DO(state_.put(circle_kind, document_of(entity, *circle)));
        }
        return {};
    }

    base::Result<void> save_line() {
        Document line;
        line.key = line_key;
        line.json = base::to_json(base::Json::Object{{"last_row", last_row_}});
        TRY_DO(state_.put(line_kind, line));
        const base::TimeNs now = clock_.monotonic_ns();
        if (saved_coverage_ns_ != 0 && now - saved_coverage_ns_ < coverage_saved_ns) return {};
        saved_coverage_ns_ = std::max<base::TimeNs>(now, 1);
        return save_coverage();
    }

    base::Result<void> save_coverage() {
        Document seen;
        seen.key = coverage_key;
        {
            const std::lock_guard lock(coverage_mutex_);
            if (coverage_.is_empty()) return {};
            seen.json = coverage_.to_json();
        }
        TRY_DO(state_.put(line_kind, seen));
        return {};
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
        if (patch.clears_severity_override)
            incident.severity_override.reset(), note("severity", "as computed");
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
    const Advice advice_;
    Groups groups_;
    uint64_t last_row_ = 0;
    base::TimeNs saved_coverage_ns_ = 0;
    std::mutex coverage_mutex_;
    Coverage coverage_;
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
