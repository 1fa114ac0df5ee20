// SPDX-License-Identifier: Apache-2.0
// The functions by which a day's views make what is not stored: native fields as JSON, OCSF,
// sentence. A vector of rows becomes one batch, so a column costs its reading and mapping and
// nothing per call.
#pragma once

#include <memory>
#include <string_view>

#include "store/deriver.h"
#include "store/duckdb/connection.h"

namespace ward::store::duckdb {

/// What the views select for `native`, `ocsf` and `sentence`, over the columns of `events`.
constexpr std::string_view native_sql = "kept_native(layout, field_values, raw)";
constexpr std::string_view ocsf_sql =
    "kept_ocsf(layout, field_values, raw, raw_binary, format, product, category, service, "
    "source_name, time_ns, time_digits, received_ns, record_id)";
constexpr std::string_view sentence_sql =
    "kept_sentence(layout, field_values, raw, raw_binary, format, product, category, service, "
    "source_name, time_ns, time_digits, received_ns, record_id)";

/// Adds them to the database. Without a deriver OCSF and sentence are NULL.
base::Result<void> add_derived(const Connection& connection,
                               std::shared_ptr<const Deriver> deriver);

}  // namespace ward::store::duckdb
