// SPDX-License-Identifier: Apache-2.0
// Event XML as text, to the same fields as binary XML. A small reader of what Windows writes: no
// document types, no entities but XML's own, a bounded depth. It never builds a tree.
#pragma once

#include <string_view>

#include "ingest/parse/windows/place.h"

namespace ward::ingest::windows {

/// How reading an element went.
struct XmlOutcome {
    const char* fault = nullptr;  // why it could not be read; then the fields are to be discarded
    size_t end = 0;               // offset behind the element, or where reading stopped
};

/// Reads the element that begins at `at` (a '<') into the open fields of `batch`. Text is borrowed
/// from `text` where it can be.
XmlOutcome read_element(std::string_view text, size_t at, Place place, model::Batch& batch);

/// True if `text` begins with an <Event> element, after blanks and a declaration.
bool begins_event(std::string_view text);

/// The offset of the next "<Event" that is one (not <EventData> and the like), or npos.
size_t find_event(std::string_view text, size_t from);

}  // namespace ward::ingest::windows
