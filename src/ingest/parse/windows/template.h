// SPDX-License-Identifier: Apache-2.0
// A template of binary XML, compiled: not a tree, but the flat list of what each event made from it
// has: fields with constant text, fields with a value of the event, and places where the event
// brings XML of its own. Reading an event is running the list.
//
//   <Event><System><Provider Name="Example"/><EventID>%3</EventID>...</System>%19</Event>
//       Provider_Name = "Example"  ·  EventID = value 3  ·  ...  ·  value 19 is XML, below Event
#pragma once

#include <string_view>
#include <vector>

#include "ingest/parse/windows/bin_xml.h"
#include "ingest/parse/windows/place.h"

namespace ward::ingest::windows {

/// What a field is made of when it is not one thing: constant text and values, joined.
struct Piece {
    std::string_view text;
    int32_t value = -1;  // number of the event's value; -1: the text
};

struct Step {
    enum class Kind : uint8_t {
        text,      // the field is constant
        value,     // the field is one value of the event
        pieces,    // the field is joined from pieces
        xml,       // the value is XML of the event's own, to be read at `place`
        instance,  // a template instance stands at `offset`
    };
    Kind kind = Kind::text;
    Place place = Place::root;
    model::ValueKind text_kind = model::ValueKind::text;  // of a constant
    bool is_attribute = false;                            // without its value it is not there
    uint16_t value = 0;                                   // number of the event's value
    uint16_t depends_on = 0xFFFF;  // there is no such element without this value
    int32_t name_value = -1;       // Data whose Name is a value of the event
    model::FieldId field = model::no_field;
    model::FieldId compact = model::no_field;  // the name without its blanks; none: no_field
    std::string_view text;
    uint32_t pieces_begin = 0, pieces_count = 0;
    size_t offset = 0;
};

struct Template {
    std::vector<Step> steps;
    std::vector<Piece> pieces;
    size_t end = 0;  // offset behind the fragment
};

/// Reads the fragment at the cursor (its header may be missing) into `out`. Text goes to the
/// arena of `batch`. Returns null, or what is wrong there.
const char* compile(Cursor& cursor, Place place, bool in_template, model::Batch& batch,
                    Template& out);

}  // namespace ward::ingest::windows
