// SPDX-License-Identifier: Apache-2.0
// The tables of a day's file and the views over all days, as SQL.
//
//   events, quarantine   columns.cc, without the made columns; raw_binary holds raw that is no text
//   findings             columns.cc
//   rules                every rule that a finding of the day cites, as it was
//   state                one row: journal position, counts, detector state, range of event times
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"

namespace ward::store::duckdb {

/// Statements that make the tables of a new day in the attached database `catalog`.
std::vector<std::string> create_tables(const std::string& catalog);

/// Statements that make the temporary views `events`, `findings` and `quarantine`. `days` are
/// catalogs; with none of them the views are empty and take their shape from `newest`.
std::vector<std::string> create_views(const std::vector<std::string>& days,
                                      const std::string& newest, base::TimeNs from_ns,
                                      base::TimeNs to_ns, const std::vector<std::string>& all_days);

}  // namespace ward::store::duckdb
