// SPDX-License-Identifier: Apache-2.0
// Elasticsearch's bulk body: pairs of an action line and a document line. Taken apart without
// copying; which documents are events and which actions are refused is decided here, what is in
// the documents is not looked at.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ward::serve {

struct BulkItem {
    std::string_view action;           // "index", "create", "update", "delete"
    std::string_view index, id;        // as written in the action line; empty: not there
    std::string_view document;         // empty: refused
    std::string_view refusal, reason;  // Elasticsearch's word for it, and ours
};

struct BulkBody {
    std::vector<BulkItem> items;
    size_t taken = 0;   // items with a document
    std::string fault;  // set: the body as a whole is not one
};

BulkBody parse_bulk(std::string_view body);

/// True if `line` has the looks of one object.
bool is_object(std::string_view line);

}  // namespace ward::serve
