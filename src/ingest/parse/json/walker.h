// SPDX-License-Identifier: Apache-2.0
// Walker: one JSON object becomes the open fields of a batch: nested objects as dotted names,
// arrays as several values of one name. It knows tokens and limits; it knows no log format.
#pragma once

#include <string>
#include <string_view>

#include "ingest/parse/json/path_table.h"
#include "ingest/parse/json/structure.h"

namespace ward::ingest::json {

/// Why a text is no event.
struct Fault {
    model::RejectReason reason = model::RejectReason::malformed;
    std::string detail;
};

enum class WalkOutcome {
    event,     // fields are open in the batch
    envelope,  // a document that may hold events: look at it with a Document; no fields are open
    more,      // a whole object, and more behind it: cut the text with Elements; none are open
    fault,     // fault() says why; no fields are open
};

class Walker {
public:
    /// Reads `text`, one object. Text of the fields is borrowed from it or
    /// kept in `out`'s arena. `wants_envelopes`: top-level members such as "Records" end the walk.
    WalkOutcome walk(std::string_view text, bool wants_envelopes, model::Batch& out);
    const Seen& seen() const { return seen_; }
    const Fault& fault() const { return fault_; }

private:
    bool index(std::string_view text);
    bool value(PathId path, int depth);
    bool object(PathId path, int depth);
    bool array(PathId path, int depth);
    bool member(PathId parent, int depth);
    bool scalar(PathId path);
    bool add(PathId path, std::string_view text, model::ValueKind kind);
    bool string_at(size_t token, std::string_view& text);
    std::string_view scalar_text() const;
    bool fail(model::RejectReason reason, std::string_view what);
    bool expected(std::string_view what);
    char peek() const { return next_ < count_ ? text_[tokens_[next_]] : '\0'; }
    size_t position() const { return next_ < count_ ? tokens_[next_] : text_.size(); }

    Structure structure_;
    PathTable paths_;
    Seen seen_;
    Fault fault_;
    // of the walk under way
    std::string_view text_;
    const uint32_t* tokens_ = nullptr;
    size_t count_ = 0, next_ = 0;
    size_t backslash_ = 0;  // offset of the next backslash; text_.size() if there is none
    bool wants_envelopes_ = false, is_envelope_ = false;
    model::Batch* out_ = nullptr;
};

}  // namespace ward::ingest::json
