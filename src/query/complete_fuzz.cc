// SPDX-License-Identifier: Apache-2.0
// Fuzz target: any bytes as a query that is planned, completed, printed and read again, and as a
// search. Must end, must not crash; what is printed must parse.
#include <cstdlib>

#include "query/complete.h"
#include "query/search_box.h"
#include "query/syntax/parser.h"
#include "query/syntax/printer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace ward;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    base::Diagnostics planned, parsed, again, searched;
    query::lint(text, 0, planned);
    query::complete(text, size);
    const query::Query tree = query::parse(text, parsed);
    if (!parsed.has_errors()) query::parse(query::print(tree), again);
    if (again.has_errors() && size < 1000) std::abort();
    query::search_to_kql(text, searched);
    return 0;
}
