// SPDX-License-Identifier: Apache-2.0
// Packed fields: the native fields of an event, written against the raw text that is kept beside
// them. Most values stand in that text as they are, so a place says more in two bytes than a copy.
//
//   layout   per field a letter and its name, ended by '\n'; equal for events of one make:
//            letter = 'A' + 3 * kind + place; the name is escaped as in a JSON string
//   values   per field, in the order of the layout, numbers as LEB128:
//            literal   length, bytes
//            plain     where it begins behind the end of the reference before it (zigzag), length
//            escaped   the same, of text that is escaped as in a JSON string
//
// Fields of one name stand together. Nothing here knows what a field means.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/batch.h"

namespace ward::store {

/// Where the text of a packed field stands.
enum class Place : uint8_t { literal, plain, escaped };

/// One owner, one thread, one FieldNames.
class FieldPacker {
public:
    static constexpr size_t layouts_max = 4096;     // kept; then it starts anew: 1 MB or so
    static constexpr size_t searched_max = 16'384;  // bytes of a raw text in which copies are
    static constexpr size_t searches_max = 64;      // looked for, and fields of an event for which

    struct Packed {
        std::string_view layout, values;  // valid until the next pack()
    };
    /// Packs the fields of `event`, whose raw text is kept if `is_raw_kept`.
    Packed pack(const model::Batch& batch, const model::Event& event, bool is_raw_kept);

private:
    struct Piece {
        const model::Field* field;
        Place place;
        size_t at, size;  // in raw
    };
    Piece place_of(const model::Field& field, std::string_view raw, size_t& searches);
    std::string_view layout(const model::FieldNames& names);
    void write_values();

    struct Layout {
        std::vector<uint32_t> key;
        std::string text;
    };
    std::unordered_map<uint64_t, Layout> layouts_;  // by hash of the key
    std::vector<Piece> pieces_, references_;
    std::vector<uint32_t> key_;
    std::string values_, escaped_;
};

/// The fields as append_native_json() writes them. Damaged input gives what can be read of it.
void append_packed_json(std::string& out, std::string_view layout, std::string_view values,
                        std::string_view raw);

/// Adds the fields to the open event of `out`; `layout`, `values` and `raw` must outlive it.
void unpack(std::string_view layout, std::string_view values, std::string_view raw,
            model::Batch& out);

}  // namespace ward::store
