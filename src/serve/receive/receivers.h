// SPDX-License-Identifier: Apache-2.0
// The family of receivers over HTTP: one file per protocol, all named in list.cc. A receiver checks
// what its protocol's clients must be told at once, hands the bytes to the intake and answers when
// they are on disk. It never parses events: what cannot be read is kept by the line as a reject.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "serve/http/router.h"
#include "serve/receive/intake.h"

namespace ward::serve {

/// The routes of all receivers; `intake` outlives them.
std::vector<Route> receiver_routes(Intake& intake);

std::vector<Route> hec_routes(Intake& intake);
std::vector<Route> bulk_routes(Intake& intake);
std::vector<Route> ingest_routes(Intake& intake);
std::vector<Route> elastic_routes(Intake& intake);
std::vector<Route> otlp_routes(Intake& intake);

/// The least role that may send.
constexpr access::Role sender_role = access::Role::viewer;

constexpr int retry_after_seconds = 1;  // said with 503 and 429

/// The name under which a request is counted: what the client says, else "PROTOCOL:TOKEN".
std::string source_of(const Request& request, std::string_view protocol, Intake& intake);

/// The status that says why the intake refused: 413 for what can never be taken, else 503.
int status_of(const base::Error& error);

}  // namespace ward::serve
