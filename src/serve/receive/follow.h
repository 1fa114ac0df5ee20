// SPDX-License-Identifier: Apache-2.0
// Followed files: what is appended to them is received like anything else, across rotation. How far
// a file has been read goes into the journal with the lines themselves and from there into the
// store, so that a restart at any point repeats nothing and leaves nothing out.
//
//   a file is its device and inode, whatever it is called; its cursor is
//   "file:DEVICE:INODE" = "OFFSET PREFIX-BYTES HASH PATH", where the hash of its first bytes tells
//   a file that was begun anew under the same inode
#pragma once

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "base/file.h"
#include "base/metrics.h"
#include "model/event.h"
#include "serve/receive/intake.h"

namespace ward::serve {

/// A file, a folder (all files below it), or a file name with '*' in a folder.
struct FollowedPath {
    std::string path, source, format;  // source empty: the file's path; format empty: recognised
};

using Cursors = std::map<std::string, std::string>;

/// How far one file has been read.
struct FileCursor {
    static constexpr size_t prefix_bytes_max = 256;  // the first lines of a log say when it began
    uint64_t offset = 0;
    size_t prefix_bytes = 0;
    uint64_t prefix_hash = 0;
    std::string path;

    std::string text() const;
    static FileCursor parse(std::string_view text);  // what is no cursor is the beginning
    /// True if `file` is the one that was read up to here.
    bool fits(const base::File& file, uint64_t bytes) const;
    /// Takes over the hash of what has been read.
    void look(const base::File& file);
};

class Follower {
public:
    static constexpr int poll_ms = 200;             // between looks at the files
    static constexpr size_t chunk_bytes = 1 << 20;  // of a record
    static constexpr int chunks_in_turn = 8;        // of one file before the next one's turn
    static constexpr int looks_until_end = 10;  // a rotated file that gets no more is at its end
    static constexpr size_t files_max = 4096;   // open at once

    Follower(std::vector<FollowedPath> paths, Cursors cursors, Intake& intake,
             base::Metrics& metrics);
    ~Follower();
    void start();  // on a thread of its own, until stop()
    void stop();
    /// One look at all files: finds new ones, reads what they have. False: there is more already.
    bool look();

private:
    struct Followed {
        base::File file;
        FileCursor cursor;
        std::string key, source, format;
        int quiet_looks = 0;   // since it last had something new
        bool is_named = true;  // its path still leads to it
    };

    void find_files();
    void find_rotated(const FollowedPath& wanted);
    void open(const std::string& path, const FollowedPath& wanted, bool only_known);
    bool read_some(Followed& one);
    bool keep(Followed& one, std::string_view lines);
    void forget_gone();

    const std::vector<FollowedPath> paths_;
    Cursors cursors_;  // of files that are not open
    Intake& intake_;
    base::Gauge& files_;
    base::Counter& restarts_;               // files that were cut or begun anew
    std::map<std::string, Followed> open_;  // by cursor key
    std::string gone_;                      // cursors to forget with the next record
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace ward::serve
