// SPDX-License-Identifier: Apache-2.0
// FileReading: one file, or one member of an archive, on its way into batches. Fed with pieces that
// end where lines end, or with the whole. Holds one batch at a time.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "ingest/reader.h"

namespace ward::ingest {

class FileReading {
public:
    /// What it borrows must outlive it.
    FileReading(std::string name, const ReadOptions& options, model::FieldNames& names,
                const BatchSink& sink);

    /// Chooses the parser from the first bytes. Must be called once, before feed().
    void begin(std::string_view head);
    /// True if the file may be fed in pieces that are cut at line ends.
    bool is_line_by_line() const { return is_line_by_line_; }
    /// Reads a piece; `owner` keeps it alive. False if the sink wants no more.
    bool feed(std::string_view piece, const std::shared_ptr<const void>& owner);
    /// Says in the batch that the rest cannot be read.
    void reject(model::RejectReason reason, std::string_view detail);
    /// What parsers hold back, and the last batch. False if the sink wants no more.
    bool end();

private:
    ParserState* state_of(const Parser& wanted);
    void begin_batch();
    void advance();
    bool send();

    std::shared_ptr<const std::string> name_;  // shared: batches borrow it as source name
    const ReadOptions& options_;
    model::FieldNames& names_;
    const BatchSink& sink_;
    std::optional<model::Batch> batch_;
    RecordContext context_;
    const Parser* parser_ = nullptr;
    // One state per parser that the file ever used: lines of several kinds may alternate.
    std::vector<std::pair<const Parser*, std::unique_ptr<ParserState>>> states_;
    bool may_choose_ = false;  // the parser was not named: each line may have its own
    bool is_line_by_line_ = false;
    uint64_t fed_bytes_ = 0;
    size_t counted_ = 0;
};

}  // namespace ward::ingest
