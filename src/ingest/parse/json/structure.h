// SPDX-License-Identifier: Apache-2.0
// Structure: where the tokens of a JSON text begin, found by simdjson's first stage at several
// bytes a cycle. The one door to simdjson in ingest; its tree is never built.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace simdjson::internal {
class dom_parser_implementation;  // NOLINT(readability-identifier-naming): theirs
}

namespace ward::ingest::json {

class Structure {
public:
    enum class Outcome { ok, empty, not_utf8, unclosed_string, control_character };

    Structure();
    ~Structure();
    Structure(Structure&&) noexcept;

    /// Indexes `text`, at most 1 GiB. Must not read behind its end.
    Outcome index(std::string_view text);
    /// Offsets of the tokens of the last text: brackets, colons, commas, opening quotes, and the
    /// first bytes of other scalars. Two more entries behind the last hold the text's length.
    std::span<const uint32_t> tokens() const;

private:
    std::unique_ptr<simdjson::internal::dom_parser_implementation> implementation_;
    size_t capacity_ = 0;
};

}  // namespace ward::ingest::json
