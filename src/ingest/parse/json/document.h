// SPDX-License-Identifier: Apache-2.0
// Documents: where the events stand in JSON that is more than one object a line: arrays,
// concatenated objects, the envelopes of well-known services. Cuts by brackets and quotes only;
// whether a piece is right JSON is the walker's to say.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace ward::ingest::json {

/// 0 to 100: how much the first bytes look like JSON events.
int recognise_json(std::string_view head);

/// True if the first line of `text` holds whole values, so that the rest can be cut at line ends.
bool is_line_by_line(std::string_view text);

/// The end of the value that begins at `at`, or npos if it is not closed. Linear, any depth.
size_t skip_value(std::string_view text, size_t at);

/// A value of a document; `text` is a view into it.
struct Element {
    std::string_view text;
    bool is_unclosed = false;  // the document ended before its array did; `text` is what was left
};

/// The values of a text, one after another: those of concatenated documents, and of arrays at the
/// top the elements. What is not closed comes as one element up to the next line that begins an
/// object. Linear in the text, whatever it is.
class Elements {
public:
    explicit Elements(std::string_view text) : text_(text) {}
    std::optional<Element> next();

private:
    Element rest();
    void skip_space_and(char separator);

    std::string_view text_;
    size_t at_ = 0;
    bool in_array_ = false;
    bool by_lines_ = false;  // one value was not closed: never search to the end again
};

/// What an envelope holds.
struct Envelope {
    bool is_one = false;
    bool is_list = false;      // `content` is an array of events; else one event
    bool is_text = false;      // `content` is a string (quotes kept) that may hold one
    std::string_view content;  // view into the text
    std::string_view unwraps;  // the event is this member of each element, where it has one
};

/// Looks at the members of `text` (an object) for the envelopes of CloudTrail ("Records"), Azure
/// ("value", "records"), EventBridge ("detail"), SNS ("Message"), Google ("items", "entries"),
/// Elasticsearch ("hits", "_source"), Splunk ("result"), CloudWatch
/// ("logEvents") and OTLP ("resourceLogs").
Envelope find_envelope(std::string_view text);

/// A member of an object; views, the name without its quotes, escapes as they are.
struct Member {
    std::string_view name, value;
};

/// The members of an object, one after another; ends at what is no member.
class Members {
public:
    explicit Members(std::string_view object);
    std::optional<Member> next();

private:
    std::string_view text_;
    size_t at_;
};

/// The value of the member `name` of the object `text`, or empty. A view into `text`, quotes kept.
std::string_view member_of(std::string_view text, std::string_view name);

}  // namespace ward::ingest::json
