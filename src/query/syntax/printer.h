// SPDX-License-Identifier: Apache-2.0
// Printer of KQL: the tree of a query as text that parses to the same tree.
#pragma once

#include <string>

#include "query/syntax/tree.h"

namespace ward::query {

std::string print(const Query& query);

}  // namespace ward::query
