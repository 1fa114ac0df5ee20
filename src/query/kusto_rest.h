// SPDX-License-Identifier: Apache-2.0
// Answers as Kusto's own REST interface writes them (/v1/rest/query, /v1/rest/mgmt,
// /v2/rest/query), for clients such as azure-kusto-data. Texts only: routes are serve's.
#pragma once

#include <string>
#include <string_view>

#include "query/query.h"

namespace ward::query {

std::string to_kusto_v1(const Answer& answer);
std::string to_kusto_v2(const Answer& answer);
/// {"error": {...}} with Kusto's names: `code` such as "BadRequest_SyntaxError".
std::string to_kusto_error(std::string_view code, std::string_view message);

/// Answers the commands that clients ask first (.show version, .show databases, .show tables,
/// .show database schema); a usage error for any other.
base::Result<Answer> run_management(std::string_view command, store::EventStore& store,
                                    base::TimeNs now_ns, const Surroundings& surroundings);

}  // namespace ward::query
