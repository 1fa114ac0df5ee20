// SPDX-License-Identifier: Apache-2.0
// The key=value parser: logfmt, firewalls (FortiGate, Sophos, SonicWall, Stormshield), netfilter.
#pragma once

#include "ingest/parser.h"

namespace ward::ingest {

const Parser& pairs_parser();

namespace pairs {

/// 0 to 100: how much `text` looks like names and values.
int pairs_score(std::string_view text);

/// Adds the pairs of `text` to the open event and sets its source and, if they tell it, its time;
/// false if there are too few (then nothing is added).
bool read_pairs(std::string_view text, const RecordContext& context, model::Event& event,
                model::Batch& out);

/// The same for what netfilter logs: "[UFW BLOCK] IN=eth0 OUT= SRC=192.0.2.1 ... SYN URGP=0".
bool read_netfilter(std::string_view text, model::Event& event, model::Batch& out);

}  // namespace pairs

}  // namespace ward::ingest
