// SPDX-License-Identifier: Apache-2.0
// Binary XML as the text that Windows shows for it. Slower than reading the fields, and only done
// for events that go to a store: there a record must stand alone, without its chunk's templates.
#pragma once

#include <string>
#include <string_view>

#include "base/arena.h"

namespace ward::ingest::windows {

/// Appends the XML of the record's fragment at [at, end) of `chunk` to `out`. False if it cannot be
/// read; then `out` is as before. `scratch` takes what values are rendered to.
bool append_xml(std::string_view chunk, size_t at, size_t end, base::Arena& scratch,
                std::string& out);

}  // namespace ward::ingest::windows
