// SPDX-License-Identifier: Apache-2.0
// Splunk HEC payloads: concatenated JSON objects with the event and what the sender says about it.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ingest/parse/json/document.h"
#include "model/batch.h"

namespace ward::ingest {

/// The objects of a payload, as views. What is no object comes too: it becomes a reject.
class HecObjects {
public:
    explicit HecObjects(std::string_view payload) : elements_(payload) {}
    std::optional<std::string_view> next();

private:
    json::Elements elements_;
};

/// One HEC object taken apart. `text` is the event as its parser should see it: the JSON of an
/// object, the plain text of a string.
struct HecEvent {
    std::string_view text;
    std::string_view object;  // all of it, for the metadata
};

/// Nothing if there is no event in `object`. Unescaped text is kept in `out`'s arena.
std::optional<HecEvent> hec_event(std::string_view object, model::Batch& out);

/// Adds host, source, sourcetype, index and the members of `fields` to the finished `event` where
/// it has no such name, and sets its time if the object names one. `scratch` is reused.
void amend_from_hec(const HecEvent& hec, model::Event& event, std::vector<model::Field>& scratch,
                    model::Batch& out);

}  // namespace ward::ingest
