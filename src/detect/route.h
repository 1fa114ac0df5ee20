// SPDX-License-Identifier: Apache-2.0
// Routing: which rules may look at an event. A Sigma log source (product, category, service) is
// mapped by content/logsources.yaml to conditions on events: their own log source, Channel,
// EventID, ... and to the names that fields have there. A correctness filter as well as speed.
//
//   rule's log source --add()--> RouteId          event --RouteFinder::of()--> RouteSet { RouteId +
//   aliases, ... }
//
// An unknown log source matches events whose own parts are equal: each part that the rule states.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/diagnostics.h"
#include "detect/sigma/evaluate.h"
#include "detect/sigma/rule.h"
#include "model/batch.h"

namespace ward::detect {

using RouteId = uint32_t;

/// A log source that an event is of, and the aliases of fields there (index into
/// Router::aliases()).
struct Routed {
    RouteId route = 0;
    uint32_t aliases = 0;
    bool operator==(const Routed&) const = default;
};

/// All routes of one kind of event, sorted by route, each once. `id` counts from 0 within one
/// finder: an engine may keep what it derives from the set in a vector.
struct RouteSet {
    uint32_t id = 0;
    std::vector<Routed> routes;
};

/// The table. Filled while rules load, then read only and shared by threads.
class Router {
public:
    /// Reads content/logsources.yaml; what is wrong goes to `diagnostics`, the other entries work.
    /// An empty `file` gives the empty table: every log source matches by equality.
    static Router load(const std::string& file, model::FieldNames& names,
                       base::Diagnostics& diagnostics);
    static Router parse(std::string_view text, const std::string& file, model::FieldNames& names,
                        base::Diagnostics& diagnostics);

    /// The route of a log source; equal ones share it. Must not be called once finders exist.
    RouteId add(const sigma::LogSourceWanted& wanted);
    size_t size() const { return routes_.size(); }
    /// Alias maps by index; index 0 is the empty one.
    const sigma::Aliases& aliases(uint32_t index) const { return aliases_[index]; }
    size_t aliases_count() const { return aliases_.size(); }
    /// Evaluates one route literally: for explanations. Nothing if the event is not of it.
    const sigma::Aliases* evaluate(RouteId route, const model::Batch& batch,
                                   const model::Event& event) const;

private:
    friend class RouteFinder;
    struct Reader;

    /// Without case: names and values of log sources are compared like any Sigma text.
    struct CaseHash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const;
    };
    struct CaseEqual {
        using is_transparent = void;
        bool operator()(std::string_view a, std::string_view b) const;
    };
    /// A field that conditions look at; its values of interest are numbered from 1, 0 is any other.
    struct Watched {
        std::string name;
        model::FieldId field = model::no_field;
        std::unordered_map<std::string, uint16_t, CaseHash, CaseEqual> classes;
    };
    /// A field of the event must have one of these values.
    struct Condition {
        uint32_t watched = 0;
        std::vector<uint16_t> classes;
    };
    /// One kind of event that is meant.
    struct Alternative {
        std::string format, product, category, service;  // of the event; empty: any
        std::vector<Condition> conditions;
        /// The first of the conditions stand for a service; an event without their fields that
        /// states the service itself meets them.
        size_t service_conditions = 0;
        std::string stands_for;
        uint32_t aliases = 0;
    };
    struct Entry {
        sigma::LogSourceWanted asks;
        std::vector<Alternative> alternatives;
    };
    struct Route {
        sigma::LogSourceWanted wanted;
        std::vector<uint32_t> category_entries, service_entries;
    };
    struct Met {
        bool met = false;
        uint32_t aliases = 0;
        bool tells_product = false;  // the entry says that the event is of the rule's product
    };

    Met evaluate(const Route& route, const model::Batch& batch, const model::Event& event) const;
    Met evaluate_category(const Route& route, const model::Batch& batch,
                          const model::Event& event) const;
    Met evaluate_service(const Route& route, const model::Batch& batch,
                         const model::Event& event) const;
    bool tells_product(const Route& route, uint32_t entry, const Alternative& alternative) const;
    bool meets(const Condition& condition, const model::Batch& batch,
               const model::Event& event) const;
    bool meets(const Alternative& alternative, const model::Batch& batch,
               const model::Event& event) const;
    std::vector<uint32_t> entries_for(const sigma::LogSourceWanted& wanted, bool category) const;

    std::vector<Entry> entries_;
    std::vector<Watched> watched_;
    std::vector<Route> routes_;
    std::vector<sigma::Aliases> aliases_ = std::vector<sigma::Aliases>(1);
};

/// Finds the routes of events; remembers what it found by kind of event, so that an event costs a
/// few look-ups however many routes there are. One owner, one thread.
class RouteFinder {
public:
    explicit RouteFinder(const Router& router) : router_(router) {}
    /// Valid as long as the finder.
    const RouteSet& of(const model::Batch& batch, const model::Event& event);

private:
    static constexpr size_t kinds_max = 1 << 16;  // then the memory starts anew
    uint32_t source_index(const model::LogSource& source);
    const RouteSet* resolve(const model::Batch& batch, const model::Event& event);

    const Router& router_;
    std::vector<model::LogSource> sources_;
    std::unordered_map<std::string, const RouteSet*> kinds_;
    std::vector<std::unique_ptr<RouteSet>> sets_;  // distinct ones: few
    std::string key_;
};

}  // namespace ward::detect
