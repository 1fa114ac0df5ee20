// SPDX-License-Identifier: Apache-2.0
// What commands that look at stored findings share: the data folder of a server that does not run,
// or a server that does.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "cli/client/client.h"
#include "store/event_store.h"

namespace CLI {
class App;
}

namespace ward::app {

/// --data or --server; one of them.
struct Where {
    std::string data;
    cli::ServerOptions server;
    void add_to(CLI::App& command);
    bool is_server() const { return !server.url.empty(); }
};

/// The events of a data folder; `names` must outlive them. While a server runs on it the error says
/// to ask the server.
base::Result<std::unique_ptr<store::EventStore>> open_events(const std::string& data,
                                                             const base::Clock& clock,
                                                             model::FieldNames& names);

}  // namespace ward::app
