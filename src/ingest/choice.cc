// SPDX-License-Identifier: Apache-2.0
// Choice: see the header.
#include "ingest/choice.h"

namespace ward::ingest {

static constexpr int sure = 50;  // of recognise(): a parser is kept without asking the others

bool follows_header(const Parser& parser) {
    return parser.name() == "csv" || parser.name() == "zeek" || parser.name() == "w3c";
}

const Parser& choose(const Parser* last, std::string_view line) {
    if (last != nullptr && last->recognise(line) >= sure) return *last;
    const Parser& best = recognise(line);
    const bool may_leave = best.framing() == Framing::lines || last == nullptr;
    if (last != nullptr && !may_leave) return *last;
    if (last != nullptr && follows_header(*last) && best.recognise(line) < sure) return *last;
    return best;
}

const Parser& choose_in_file(const Parser& last, std::string_view line) {
    if (last.recognise(line) >= sure) return last;
    const Parser& best = recognise(line);
    if (best.framing() != Framing::lines) return last;
    const bool is_text = &last == parsers().back();
    return is_text || best.recognise(line) >= sure ? best : last;
}

}  // namespace ward::ingest
