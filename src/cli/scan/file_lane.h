// SPDX-License-Identifier: Apache-2.0
// FileLane: reads files and matches their events on several threads, and hands what comes out to
// one consumer in the order of the files, as if one thread had done it.
//
//   file 0 --thread--> [ piece piece ] --.
//   file 1 --thread--> [ piece ]       --+--> consumer: file 0, then file 1, ...
//
// A thread that is ahead waits when its queue is full; the one whose file is next never waits long.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "detect/detector.h"
#include "ingest/reader.h"

namespace ward::cli {

/// One batch of a file with the matches of its events; or the file's end, perhaps with a fault.
struct Piece {
    size_t file = 0;
    std::optional<model::Batch> batch;
    model::Findings matches;
    bool is_end = false;
    std::string fault;  // the file could not be read
};

struct LaneOptions {
    std::vector<std::string> files;
    ingest::ReadOptions read;
    unsigned threads = 1;
};

/// Calls `consume` with every piece in order; it returns false to stop. Returns when all is done.
void run_lane(const LaneOptions& options, std::shared_ptr<const detect::RuleSet> rules,
              model::FieldNames& names, const std::function<bool(Piece&&)>& consume);

}  // namespace ward::cli
