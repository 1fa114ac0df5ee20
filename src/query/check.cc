// SPDX-License-Identifier: Apache-2.0
// `ward query --check`: syntax only. Never resolves a name, never touches the store.
#include "query/query.h"
#include "query/syntax/parser.h"

namespace ward::query {

void check(std::string_view kql, base::Diagnostics& diagnostics) {
    parse(kql, diagnostics);
}

}  // namespace ward::query
