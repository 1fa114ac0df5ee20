// SPDX-License-Identifier: Apache-2.0
// Structure: see the header. Stage 1 copies the last block of a text before it looks at it, so that
// no padding is needed; only its second stage, which is not used here, wants some.
#include "ingest/parse/json/structure.h"

#include <simdjson.h>

#include <bit>

#include "base/check.h"

namespace ward::ingest::json {

Structure::Structure() = default;
Structure::~Structure() = default;
Structure::Structure(Structure&&) noexcept = default;

Structure::Outcome Structure::index(std::string_view text) {
    constexpr size_t first_capacity = 16 * 1024;
    constexpr size_t depth_unused = 1;  // of the second stage
    if (text.empty()) return Outcome::empty;
    if (text.size() > capacity_) {
        capacity_ = std::max(first_capacity, std::bit_ceil(text.size()));
        const auto failed = simdjson::get_active_implementation()->create_dom_parser_implementation(
            capacity_, depth_unused, implementation_);
        CHECK(failed == simdjson::SUCCESS);
    }
    const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
    switch (implementation_->stage1(bytes, text.size(), simdjson::stage1_mode::regular)) {
        case simdjson::SUCCESS:
            return Outcome::ok;
        case simdjson::EMPTY:
            return Outcome::empty;
        case simdjson::UTF8_ERROR:
            return Outcome::not_utf8;
        case simdjson::UNESCAPED_CHARS:
            return Outcome::control_character;
        default:
            return Outcome::unclosed_string;
    }
}

std::span<const uint32_t> Structure::tokens() const {
    return {implementation_->structural_indexes.get(), implementation_->n_structural_indexes};
}

}  // namespace ward::ingest::json
