// SPDX-License-Identifier: Apache-2.0
// The parser of logs whose columns are known by their place: firewalls' CSV, load balancers, flow
// logs, proxies. The layouts are data: see layouts.cc.
#pragma once

#include "ingest/parser.h"

namespace ward::ingest {

const Parser& columns_parser();

namespace columns {

/// One kind of log.
struct Layout {
    std::string_view product, category, service;
    std::string_view delimiter;  // "," with quotes as in CSV; " " with quotes; tab without
    std::string_view tells;      // "1=@time 3=TRAFFIC 5=a|b 2=eni-*": cells by place, from 0
    std::string_view names;      // of the cells; '-' for one that means nothing
};
// In names: "a:b" cuts "192.0.2.1:443" into a and b, "a/b" cuts "TCP_MISS/200", "@request" is an
// HTTP request, "@target" its target alone, "@time" the event's time. @time, @int, @address,
// @endpoint in tells ask for a value of that look.

std::span<const Layout> layouts();

/// 0 or how sure it is that one of the layouts fits `line`.
int columns_score(std::string_view line);

/// Adds the line's fields to the open event and sets its source and time; false if no layout fits
/// (then nothing is added).
bool read_columns(std::string_view line, const RecordContext& context, model::Event& event,
                  model::Batch& out);

}  // namespace columns

}  // namespace ward::ingest
