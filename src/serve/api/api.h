// SPDX-License-Identifier: Apache-2.0
// The API under /api/v1/, the probes and the landing page, as routes. Reads stores, changes only
// what people decide. Shapes: api/openapi.yaml.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "access/access.h"
#include "base/metrics.h"
#include "detect/detector.h"
#include "incident/incidents.h"
#include "ingest/mapper.h"
#include "serve/http/router.h"
#include "serve/sources.h"
#include "store/event_store.h"
#include "store/state_store.h"

namespace ward::serve {

/// What the routes work with; all of it outlives them.
struct ApiParts {
    store::EventStore& events;
    store::StateStore& state;
    incident::Incidents& incidents;
    access::Access& access;
    const Sources& sources;
    std::shared_ptr<const detect::RuleSet> rules;  // shared with the flow
    std::vector<detect::RuleReport> rule_reports;
    detect::LoadOptions rule_options;
    model::FieldNames& names;
    const ingest::Mapper* mapper = nullptr;
    base::Metrics& metrics;
    const base::Clock& clock;
    std::string content_folder;      // for the landing page and the API's description
    std::function<bool()> is_ready;  // /readyz; unset: always
};

std::vector<Route> api_routes(std::shared_ptr<const ApiParts> parts);

}  // namespace ward::serve
