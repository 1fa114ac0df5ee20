// SPDX-License-Identifier: Apache-2.0
// scan: a small machine over rows in their order.
#include "query/pipe/pipes.h"

namespace ward::query {

void scan(Lowering& l, const Operator& one, Relation&) {
    l.fail(one.begin, "the operator 'scan' cannot run yet");
}

}  // namespace ward::query
