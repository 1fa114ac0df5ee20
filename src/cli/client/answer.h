// SPDX-License-Identifier: Apache-2.0
// A query's answer as it comes from a server, back as a table.
#pragma once

#include "base/result.h"
#include "query/query.h"

namespace ward::cli {

/// The body of a 200 of POST /api/v1/query.
base::Result<query::Answer> answer_from_json(std::string_view body);

}  // namespace ward::cli
