// SPDX-License-Identifier: Apache-2.0
// Every parser, in the order in which ties of recognise() are broken: the special before the
// general, text last. A parser is added here by one line and by nothing else.
#include "ingest/parse/audit/audit.h"
#include "ingest/parse/cef/cef.h"
#include "ingest/parse/columns/columns.h"
#include "ingest/parse/csv/csv.h"
#include "ingest/parse/json/json.h"
#include "ingest/parse/pairs/pairs.h"
#include "ingest/parse/syslog/syslog.h"
#include "ingest/parse/text/text.h"
#include "ingest/parse/w3c/w3c.h"
#include "ingest/parse/web/access.h"
#include "ingest/parse/web/server_error.h"
#include "ingest/parse/windows/evtx.h"
#include "ingest/parse/windows/windows_xml.h"
#include "ingest/parse/zeek/zeek.h"
#include "ingest/parser.h"

namespace ward::ingest {

std::span<const Parser* const> parsers() {
    static const Parser* const all[] = {
        &evtx_parser(),
        &windows_xml_parser(),
        &json_parser(),
        &zeek_parser(),
        &w3c_parser(),
        &audit_parser(),
        &cef_parser(),
        &leef_parser(),
        &columns_parser(),
        &access_parser(),
        &server_error_parser(),
        &syslog_parser(),
        &pairs_parser(),
        &csv_parser(),
        &text_parser(),
    };
    return all;
}

const Parser* find_parser(std::string_view name) {
    for (const Parser* parser : parsers())
        if (parser->name() == name) return parser;
    return nullptr;
}

const Parser& recognise(std::string_view head) {
    constexpr size_t head_bytes_max = 64 * 1024;
    head = head.substr(0, head_bytes_max);
    const Parser* best = parsers().back();
    int best_score = 0;
    for (const Parser* parser : parsers()) {
        const int score = parser->recognise(head);
        if (score > best_score) best = parser, best_score = score;
    }
    return *best;
}

model::Event new_event(const RecordContext& context, std::string_view format, uint32_t nth) {
    model::Event event;
    event.id = {context.record, context.first_index + nth};
    event.source.format = format;
    event.source_name = context.source_name;
    event.index = context.index + nth;
    event.offset = context.offset;
    event.received_ns = context.received_ns;
    return event;
}

}  // namespace ward::ingest
