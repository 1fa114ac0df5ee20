// SPDX-License-Identifier: Apache-2.0
// Marks: the few names that tell what a JSON event is and when it happened. A path learns its mark
// once, when it is first seen, so that reading an event sets bits and looks nothing up.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "ingest/parse/windows/fold.h"

namespace ward::ingest::json {

/// A set of marks is a word of 128 bits; a mark is the number of its bit.
using MarkSet = unsigned __int128;
constexpr uint8_t no_mark = 128;

/// The mark of the field called `name` (dotted, letter case aside: some exports change it), or
/// no_mark.
uint8_t mark_of(std::string_view name);
/// The bit of a name that is in the table.
MarkSet bit_of(std::string_view name);

/// How good a field of this name is as the event's time: 0 none, higher is better.
uint8_t time_rank_of(std::string_view name);

/// What was seen while an event was read: its marks, where the marked values stand among the open
/// fields, and the best field for its time.
struct Seen {
    MarkSet marks = 0;
    std::array<uint16_t, no_mark> at;  // valid where the mark is set; first value
    uint8_t time_rank = 0;
    uint16_t time_at = 0;
    windows::Told windows;
};

}  // namespace ward::ingest::json
