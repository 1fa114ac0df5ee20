// SPDX-License-Identifier: Apache-2.0
// Choice: see the header.
#include "ingest/choice.h"

namespace ward::ingest {

static constexpr int sure = 50;  // of recognise(): a parser is kept without asking the others

bool follows_header(const Parser& parser) {
    return parser.name() == "csv" || parser.name() == "zeek" || parser.name() == "w3c";
}

// Only what begins so can be surer than a format with a header: JSON, syslog, another header.
// Values between delimiters are not worth asking everyone.
static bool may_leave_header(std::string_view line) {
    return line.starts_with('{') || line.starts_with('<') || line.starts_with('#');
}

const Parser& choose(const Parser* last, std::string_view line) {
    if (last != nullptr && follows_header(*last) && !may_leave_header(line)) return *last;
    if (last != nullptr && last->recognise(line) >= sure) return *last;
    const Parser& best = recognise(line);
    const bool may_leave = best.framing() == Framing::lines || last == nullptr;
    if (last != nullptr && !may_leave) return *last;
    if (last != nullptr && follows_header(*last) && best.recognise(line) < sure) return *last;
    return best;
}

// Formats whose broken lines are theirs to refuse; the others take what they do not know as text.
static bool is_strict(const Parser& parser) {
    const std::string_view name = parser.name();
    return name == "json" || name == "audit" || name == "cef" || name == "leef";
}

const Parser& choose_in_file(const Parser& last, std::string_view line) {
    if (follows_header(last) && !may_leave_header(line)) return last;
    if (last.recognise(line) >= sure) return last;
    const Parser& best = recognise(line);
    if (best.framing() != Framing::lines) return last;
    const bool may_leave = !is_strict(last) && !follows_header(last);
    return may_leave || best.recognise(line) >= sure ? best : last;
}

}  // namespace ward::ingest
