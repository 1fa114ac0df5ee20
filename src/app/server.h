// SPDX-License-Identifier: Apache-2.0
// The server: every part of Ward made once, in order, and handed to the ones that need it. This is
// the composition root of `ward serve` and `ward demo`; it decides nothing about events.
//
//   lock, state, access, events, journal -> content: mapper, rules, sentences -> incidents, flow
//   -> HTTP (API, receivers), syslog, followed files -> ready
//
// stop() goes the other way: doors first, then what was acknowledged is carried, then the stores.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "access/access.h"
#include "app/config.h"
#include "base/clock.h"
#include "base/journal.h"
#include "incident/incidents.h"
#include "serve/ledger.h"
#include "serve/receive/intake.h"
#include "store/event_store.h"

namespace ward::app {

class Server {
public:
    /// Opens DATA, starts every part and returns when the server answers. `content` is the folder
    /// with rules, mappings and sentences. What is wrong with content is told on stderr and does
    /// not stop it.
    static base::Result<std::unique_ptr<Server>> start(const Config& config,
                                                       const std::string& content,
                                                       const base::Clock& clock);
    ~Server();  // stops

    std::string url() const;
    /// Closes the doors, carries on for a moment with what is in flight, closes the stores.
    void stop();

    /// The way in for what does not come through a socket (the demonstration).
    serve::Intake& intake();
    const serve::Ledger& ledger() const;
    access::Access& access();
    store::EventStore& events();
    incident::Incidents& incidents();

private:
    struct Parts;
    explicit Server(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace ward::app
