// SPDX-License-Identifier: Apache-2.0
// The router: log sources of rules against kinds of events. Conditions are evaluated literally once
// per kind of event (its own log source and the classes of the watched values) and remembered.
// Never looks at any other field of an event.
#include "detect/route.h"

#include <algorithm>

#include "base/text.h"

namespace ward::detect {

size_t Router::CaseHash::operator()(std::string_view text) const {
    uint64_t hash = 14695981039346656037U;  // FNV-1a: values are short and few
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(base::lower(c))) * 1099511628211U;
    return hash;
}

bool Router::CaseEqual::operator()(std::string_view a, std::string_view b) const {
    return base::equals_ignore_case(a, b);
}

std::vector<uint32_t> Router::entries_for(const sigma::LogSourceWanted& wanted,
                                          bool category) const {
    std::vector<uint32_t> found;
    for (uint32_t i = 0; i < entries_.size(); i++) {
        const auto& asks = entries_[i].asks;
        const bool same = category ? !wanted.category.empty() && asks.category == wanted.category
                                   : !wanted.service.empty() && asks.service == wanted.service;
        const bool product =
            asks.product.empty() || wanted.product.empty() || asks.product == wanted.product;
        if (same && product) found.push_back(i);
    }
    return found;
}

RouteId Router::add(const sigma::LogSourceWanted& wanted) {
    for (RouteId id = 0; id < routes_.size(); id++)
        if (routes_[id].wanted == wanted) return id;
    routes_.push_back({wanted, entries_for(wanted, true), entries_for(wanted, false)});
    return static_cast<RouteId>(routes_.size() - 1);
}

bool Router::meets(const Condition& condition, const model::Batch& batch,
                   const model::Event& event) const {
    const Watched& watched = watched_[condition.watched];
    for (const model::Field& value : sigma::values_of(batch, event, watched.field)) {
        const auto it = watched.classes.find(value.text());
        if (it != watched.classes.end() &&
            std::ranges::find(condition.classes, it->second) != condition.classes.end())
            return true;
    }
    return false;
}

bool Router::meets(const Alternative& alternative, const model::Batch& batch,
                   const model::Event& event) const {
    const auto part = [](const std::string& wanted, std::string_view own) {
        return wanted.empty() || base::equals_ignore_case(wanted, own);
    };
    const auto& own = event.source;
    if (!part(alternative.format, own.format) || !part(alternative.product, own.product) ||
        !part(alternative.category, own.category) || !part(alternative.service, own.service))
        return false;
    for (size_t i = 0; i < alternative.conditions.size(); i++) {
        const Condition& condition = alternative.conditions[i];
        if (meets(condition, batch, event)) continue;
        const auto field = watched_[condition.watched].field;
        const bool stated = i < alternative.service_conditions &&
                            sigma::values_of(batch, event, field).empty() &&
                            base::equals_ignore_case(alternative.stands_for, own.service);
        if (!stated) return false;
    }
    return true;
}

// An event that states its category itself is of it: only the user says so (ward scan --logsource)
// or a parser that knows.
Router::Met Router::evaluate_category(const Route& route, const model::Batch& batch,
                                      const model::Event& event) const {
    if (route.wanted.category.empty()) return {true, 0, false};
    for (const uint32_t entry : route.category_entries)
        for (const auto& alternative : entries_[entry].alternatives)
            if (meets(alternative, batch, event))
                return {true, alternative.aliases, tells_product(route, entry, alternative)};
    return {base::equals_ignore_case(route.wanted.category, event.source.category), 0, false};
}

// Where the fields are there that tell the service (the channel), they decide; the event's own word
// counts without them.
Router::Met Router::evaluate_service(const Route& route, const model::Batch& batch,
                                     const model::Event& event) const {
    if (route.wanted.service.empty()) return {true, 0, false};
    bool witnessed = false;
    for (const uint32_t entry : route.service_entries) {
        for (const auto& alternative : entries_[entry].alternatives) {
            if (meets(alternative, batch, event))
                return {true, alternative.aliases, tells_product(route, entry, alternative)};
            for (const auto& condition : alternative.conditions) {
                const auto field = watched_[condition.watched].field;
                witnessed = witnessed || !sigma::values_of(batch, event, field).empty();
            }
        }
    }
    return {!witnessed && base::equals_ignore_case(route.wanted.service, event.source.service), 0,
            false};
}

// One product's events may lie in another's log (RPC Firewall writes into that of Windows).
bool Router::tells_product(const Route& route, uint32_t entry,
                           const Alternative& alternative) const {
    const auto& asked = entries_[entry].asks.product;
    return !asked.empty() && asked == route.wanted.product && !alternative.product.empty();
}

Router::Met Router::evaluate(const Route& route, const model::Batch& batch,
                             const model::Event& event) const {
    const Met category = evaluate_category(route, batch, event);
    if (!category.met) return {};
    const Met service = evaluate_service(route, batch, event);
    if (!service.met) return {};
    const auto& product = route.wanted.product;
    if (!product.empty() && !category.tells_product && !service.tells_product &&
        !base::equals_ignore_case(product, event.source.product))
        return {};
    return {true, category.aliases != 0 ? category.aliases : service.aliases, false};
}

const sigma::Aliases* Router::evaluate(RouteId route, const model::Batch& batch,
                                       const model::Event& event) const {
    const Met met = evaluate(routes_[route], batch, event);
    return met.met ? &aliases_[met.aliases] : nullptr;
}

uint32_t RouteFinder::source_index(const model::LogSource& source) {
    for (uint32_t i = 0; i < sources_.size(); i++) {
        const auto& known = sources_[i];
        if (known.format == source.format && known.product == source.product &&
            known.category == source.category && known.service == source.service)
            return i;
    }
    sources_.push_back(source);
    return static_cast<uint32_t>(sources_.size() - 1);
}

const RouteSet& RouteFinder::of(const model::Batch& batch, const model::Event& event) {
    const uint32_t source = source_index(event.source);
    key_.assign(reinterpret_cast<const char*>(&source), sizeof source);
    for (const auto& watched : router_.watched_) {
        uint16_t last = 0;
        for (const auto& value : sigma::values_of(batch, event, watched.field)) {
            const auto it = watched.classes.find(value.text());
            const uint16_t found = it == watched.classes.end() ? UINT16_MAX : it->second;
            if (found == last) continue;  // a list of one thing a thousand times is one thing
            last = found;
            key_.append(reinterpret_cast<const char*>(&found), sizeof found);
        }
        key_.append(2, '\0');
    }
    if (const auto it = kinds_.find(key_); it != kinds_.end()) return *it->second;
    if (kinds_.size() >= kinds_max) kinds_.clear();
    const RouteSet* set = resolve(batch, event);
    kinds_.emplace(key_, set);
    return *set;
}

const RouteSet* RouteFinder::resolve(const model::Batch& batch, const model::Event& event) {
    std::vector<Routed> routes;
    for (RouteId id = 0; id < router_.routes_.size(); id++) {
        const auto met = router_.evaluate(router_.routes_[id], batch, event);
        if (met.met) routes.push_back({id, met.aliases});
    }
    for (const auto& set : sets_)
        if (set->routes == routes) return set.get();
    sets_.push_back(std::make_unique<RouteSet>());
    sets_.back()->id = static_cast<uint32_t>(sets_.size() - 1);
    sets_.back()->routes = std::move(routes);
    return sets_.back().get();
}

}  // namespace ward::detect
