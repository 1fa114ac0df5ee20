// SPDX-License-Identifier: Apache-2.0
// Envelopes: the shapes in which services hand out many events at once. A shape is taken for an
// envelope only if its other members say so too, because "value" and "result" are also plain names.
#include <array>

#include "ingest/parse/json/document.h"

namespace ward::ingest::json {

namespace {

bool is_list_of_objects(std::string_view value) {
    if (value.empty() || value.front() != '[') return false;
    const size_t first = value.find_first_not_of(" \t\r\n", 1);
    return first != std::string_view::npos && (value[first] == '{' || value[first] == ']');
}

bool is_object(std::string_view value) {
    return !value.empty() && value.front() == '{';
}

struct Shape {
    std::string_view member;   // the member that holds the events
    std::string_view witness;  // another member that must be there; empty: none
    bool is_list;
    std::string_view inner;    // the list is this member of the member; empty: the member itself
    std::string_view unwraps;  // see Envelope
};

constexpr std::array shapes = {
    Shape{"Records", "", true, "", ""},
    Shape{"records", "", true, "", ""},
    Shape{"hits", "", true, "hits", "_source"},
    Shape{"_source", "_index", false, "", ""},
    Shape{"logEvents", "logGroup", true, "", "message"},
    Shape{"logEvents", "messageType", true, "", "message"},
    Shape{"value", "@odata.context", true, "", ""},
    Shape{"value", "@odata.nextLink", true, "", ""},
    Shape{"value", "nextLink", true, "", ""},
    Shape{"result", "preview", false, "", ""},
    Shape{"resourceLogs", "", true, "", "scopeLogs"},
    Shape{"detail", "detail-type", false, "", ""},
    Shape{"events", "searchedLogStreams", true, "", "message"},
    Shape{"events", "nextForwardToken", true, "", "message"},
    Shape{"Events", "NextToken", true, "", "CloudTrailEvent"},
    Shape{"items", "kind", true, "", ""},
    Shape{"entries", "nextPageToken", true, "", ""},
    Shape{"Message", "TopicArn", false, "", ""},
    Shape{"message", "logStreamName", false, "", ""},
};

// True if `name` is the only member of the object `text`, whose value is `value`.
bool is_only_member(std::string_view text, std::string_view value) {
    const size_t before = text.find('"');
    const std::string_view head = text.substr(0, static_cast<size_t>(value.data() - text.data()));
    const auto tail_begin = static_cast<size_t>(value.data() - text.data()) + value.size();
    const std::string_view tail = text.substr(tail_begin);
    const size_t second_quote = head.find('"', before + 1);
    if (second_quote == std::string_view::npos) return false;
    return head.find('"', second_quote + 1) == std::string_view::npos &&
           tail.find_first_not_of(" \t\r\n") != std::string_view::npos &&
           tail[tail.find_first_not_of(" \t\r\n")] == '}';
}

}  // namespace

// What of a shape an object has.
struct Found {
    std::string_view value, witness;
};

Envelope find_envelope(std::string_view text) {
    std::array<Found, shapes.size()> found{};
    Members members(text);
    while (const auto member = members.next()) {
        for (size_t i = 0; i < shapes.size(); ++i) {
            if (member->name == shapes[i].member) found[i].value = member->value;
            if (member->name == shapes[i].witness) found[i].witness = member->value;
        }
    }
    for (size_t i = 0; i < shapes.size(); ++i) {
        const Shape& shape = shapes[i];
        std::string_view value = found[i].value;
        if (value.empty()) continue;
        const bool lacks_witness = !shape.witness.empty() && found[i].witness.empty();
        if (lacks_witness && !is_only_member(text, value)) continue;
        if (!shape.inner.empty()) value = member_of(value, shape.inner);
        const bool is_text = !shape.is_list && !value.empty() && value.front() == '"';
        const bool fits = shape.is_list ? is_list_of_objects(value) : is_object(value) || is_text;
        if (fits) return {true, shape.is_list, is_text, value, shape.unwraps};
    }
    return {};
}

}  // namespace ward::ingest::json
