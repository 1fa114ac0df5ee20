// SPDX-License-Identifier: Apache-2.0
// Cisco: the code in front gives facility, severity and event_code; what follows has the shapes of
// program/cisco.cc, or names and values, or is text.
#include "ingest/parse/syslog/cisco.h"

#include "base/text.h"
#include "ingest/parse/line/hint.h"
#include "ingest/parse/line/pair.h"
#include "ingest/parse/syslog/program/list.h"

namespace ward::ingest::syslog {

namespace {

constexpr size_t npos = std::string_view::npos;

struct Code {
    std::string_view facility, severity, mnemonic;
    size_t length = 0;  // with '%' and ':'; 0: no code
};

Code code_of(std::string_view text) {
    constexpr size_t code_bytes_max = 80;
    if (!text.starts_with('%')) return {};
    size_t end = 1;
    while (end < text.size() && end < code_bytes_max && text[end] != ':' && text[end] != ' ') ++end;
    if (end >= text.size() || end >= code_bytes_max) return {};
    const std::string_view code = text.substr(1, end - 1);
    const size_t last = code.rfind('-');
    if (last == npos || last == 0 || last + 1 >= code.size()) return {};
    const size_t before = code.rfind('-', last - 1);
    if (before == npos || last - before != 2 || !base::is_digit(code[before + 1])) return {};
    for (const char c : code)
        if (!base::is_alpha(c) && !base::is_digit(c) && c != '_' && c != '-' && c != '/') return {};
    Code out;
    out.facility = code.substr(0, before), out.severity = code.substr(before + 1, 1);
    while (out.facility.ends_with('-')) out.facility.remove_suffix(1);
    out.mnemonic = code.substr(last + 1), out.length = end + 1;
    return out;
}

bool is_firewall(std::string_view facility) {
    return facility.starts_with("ASA") || facility.starts_with("FTD") ||
           facility.starts_with("PIX") || facility.starts_with("FWSM") ||
           facility.starts_with("NGIPS");
}

}  // namespace

bool is_cisco(std::string_view text) {
    return code_of(text).length > 0;
}

bool read_cisco(const Header& header, model::Event& event, model::Batch& out) {
    std::string_view text = header.message;
    constexpr size_t before_bytes_max = 64;  // a sequence number, a slot
    const size_t at = text.substr(0, before_bytes_max).find('%');
    if (at == npos || (at > 0 && text[at - 1] != ' ')) return false;
    text.remove_prefix(at);
    const Code code = code_of(text);
    if (code.length == 0) return false;
    out.add("facility", code.facility);
    out.add("severity", code.severity);
    out.add("event_code", code.mnemonic);
    text = base::trim(text.substr(code.length));
    event.source.product = "cisco";
    event.source.service = is_firewall(code.facility) ? "asa" : "ios";
    if (is_firewall(code.facility)) event.source.category = "firewall";
    line::Fit fit;
    const bool fits = programs().fit(cisco, text, fit);
    if (fits) return line::add_fit(fit, out), true;
    constexpr size_t pairs_min = 3;
    const auto dialect = line::pair_dialect(text);
    if (dialect && dialect->count >= pairs_min)
        line::add_pairs(text, *dialect, out);
    else
        line::add_hints(text, out);
    return true;
}

}  // namespace ward::ingest::syslog
