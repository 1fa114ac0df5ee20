// SPDX-License-Identifier: Apache-2.0
// Archives by libarchive. Only formats and filters that it reads itself: no outside program runs.
#include "base/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <memory>

namespace ward::base {

namespace {

constexpr size_t piece_bytes = 64 * 1024;

struct Close {
    void operator()(archive* handle) const { archive_read_free(handle); }
};
using Handle = std::unique_ptr<archive, Close>;

Error corrupt(const std::string& path, archive* handle) {
    const char* cause = archive_error_string(handle);
    return {ErrorKind::corrupt,
            fmt::format("cannot read archive {}: {}", path, cause ? cause : "unknown fault")};
}

Result<std::string> read_member(const std::string& path, archive* handle, size_t bytes_max) {
    std::string bytes;
    char piece[piece_bytes];
    for (;;) {
        const auto got = archive_read_data(handle, piece, sizeof piece);
        if (got < 0) return corrupt(path, handle);
        if (got == 0) return bytes;
        if (bytes.size() + static_cast<size_t>(got) > bytes_max)
            return Error{
                ErrorKind::limit,
                fmt::format("cannot read archive {}: a member is over {} bytes", path, bytes_max)};
        bytes.append(piece, static_cast<size_t>(got));
    }
}

}  // namespace

Result<void> read_archive(const std::string& path, const ArchiveLimits& limits,
                          const MemberSink& sink) {
    const Handle handle(archive_read_new());
    archive* const raw = handle.get();
    archive_read_support_filter_gzip(raw);
    archive_read_support_filter_bzip2(raw);
    archive_read_support_filter_xz(raw);
    archive_read_support_filter_zstd(raw);
    archive_read_support_format_tar(raw);
    archive_read_support_format_zip(raw);
    if (archive_read_open_filename(raw, path.c_str(), piece_bytes) != ARCHIVE_OK)
        return corrupt(path, raw);
    archive_entry* entry = nullptr;
    uint64_t total = 0;
    for (size_t members = 0;; members++) {
        const int state = archive_read_next_header(raw, &entry);
        if (state == ARCHIVE_EOF) return {};
        if (state != ARCHIVE_OK && state != ARCHIVE_WARN) return corrupt(path, raw);
        if (members >= limits.members_max || total > limits.total_bytes_max)
            return Error{ErrorKind::limit,
                         fmt::format("cannot read archive {}: it holds too much", path)};
        const char* name = archive_entry_pathname(entry);
        if (archive_entry_filetype(entry) != AE_IFREG || !name) continue;
        const std::string kept = name;
        TRY(const std::string bytes, read_member(path, raw, limits.member_bytes_max));
        total += bytes.size();
        TRY_DO(sink(kept, bytes));
    }
}

}  // namespace ward::base
