// SPDX-License-Identifier: Apache-2.0
// Event JSON: an event's native fields and OCSF attributes as the JSON texts that the store keeps.
// Written for each event that is stored, so: one pass, no tree.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "model/batch.h"

namespace ward::store {

/// A value as JSON: numbers and booleans as the source wrote them where that is JSON, else a
/// string.
void append_json_value(std::string& out, model::ValueKind kind, std::string_view text);

/// One flat object: a name once, a list where the event has several values.
void append_native_json(std::string& out, const model::Batch& batch, const model::Event& event);

/// One nested object; members that are named by numbers are the elements of a list.
void append_ocsf_json(std::string& out, const model::Batch& batch, const model::Event& event);

/// append_ocsf_json() for many events. Events of one mapping have the same attributes, so what
/// stands between their values is made once and kept. One owner, one thread, one FieldNames.
class OcsfJson {
public:
    static constexpr size_t shapes_max = 4096;  // then it starts anew: 1 MB or so
    void append(std::string& out, const model::Batch& batch, const model::Event& event);

private:
    /// Literal text and the run of values that follows it; the last one has no values.
    struct Piece {
        std::string before;
        uint32_t at = 0, count = 0;
    };
    struct Shape {
        std::vector<model::FieldId> ids;  // of the attributes, in order
        std::vector<Piece> pieces;
    };
    class Maker;
    std::unordered_map<uint64_t, Shape> shapes_;  // by hash of the ids
    std::vector<model::FieldId> ids_;
};

}  // namespace ward::store
