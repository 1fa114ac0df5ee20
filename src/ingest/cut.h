// SPDX-License-Identifier: Apache-2.0
// Cutter: bytes become the records that a parser wants: lines, the whole, or, for JSON that is not
// line by line, one value after another.
#pragma once

#include <optional>
#include <string_view>

#include "ingest/parser.h"

namespace ward::ingest {

class Cutter {
public:
    Cutter(std::string_view bytes, const Parser& parser);
    /// The next record, a view into the bytes. Never empty.
    std::optional<std::string_view> next();

private:
    enum class Mode { lines, whole };
    std::string_view rest_;
    Mode mode_;
};

}  // namespace ward::ingest
