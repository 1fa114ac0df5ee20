// SPDX-License-Identifier: Apache-2.0
// Archives: the members of a tar (plain, gzip, zstd, xz, bzip2) or zip file, one by one in memory.
// Nothing is written; names are given as they stand in the archive and must not become paths.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ward::base {

struct ArchiveLimits {
    size_t members_max = 100'000;
    size_t member_bytes_max = 64 << 20;
    uint64_t total_bytes_max = uint64_t{1} << 30;  // of all members, unpacked
};

/// Called with each regular file; an error stops the reading and comes back.
using MemberSink = std::function<Result<void>(std::string_view name, std::string_view bytes)>;

/// Reads the archive at `path`. Members over member_bytes_max are an error, as is what is no
/// archive.
Result<void> read_archive(const std::string& path, const ArchiveLimits& limits,
                          const MemberSink& sink);

}  // namespace ward::base
