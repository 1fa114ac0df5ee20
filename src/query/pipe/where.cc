// SPDX-License-Identifier: Apache-2.0
// where: rows that fulfil a condition.
#include "query/pipe/pipes.h"

namespace ward::query {

void where(Lowering& l, const Operator& one, Relation& in) {
    for (const Item& item : one.clauses[0].items) {
        const std::string condition = l.condition(*item.value, in);
        l.wrap(in, " WHERE " + condition);
        if (!l.failed()) l.note_time(*item.value, in);
    }
}

}  // namespace ward::query
