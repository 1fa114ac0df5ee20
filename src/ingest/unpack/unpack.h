// SPDX-License-Identifier: Apache-2.0
// Unpacking: gzip, zstd, xz, bzip2 and lz4 streams, members of zip, tar and 7z archives, piece by
// piece. The one door to libarchive. It writes nothing to disk, so a member's name is only a name.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace ward::ingest::unpack {

/// A bomb is told by what comes out for what went in, once it is large. Logs compress 10 to 60
/// times; the most repetitive ones some 100 times. What is read as a stream of lines needs memory
/// for a piece only, so it may be more.
constexpr uint64_t ratio_free_bytes = uint64_t{64} << 20;
constexpr uint64_t ratio_max = 100;
constexpr uint64_t ratio_of_lines_max = 250;
constexpr uint64_t members_max = 100'000;

/// True if `head` begins a stream or archive that is read here.
bool is_packed(std::string_view head);

class Unpacker {
public:
    enum class Content { stream, members };
    /// `packed` must stay valid. What it holds is told from its bytes.
    explicit Unpacker(std::string_view packed);
    Unpacker(std::string_view packed, Content content);
    ~Unpacker();

    /// Goes to the next member (of a plain stream: the stream). False at the end or when broken.
    bool next_member();
    /// The member's name, or empty for a plain stream.
    const std::string& name() const { return name_; }

    enum class Step { more, end, broken, bomb };
    /// Appends about `bytes` of the member to `out`.
    Step read(std::string& out, size_t bytes, uint64_t ratio_limit);
    bool is_broken() const { return !fault_.empty(); }
    const std::string& fault() const { return fault_; }

private:
    struct Archive;
    std::unique_ptr<Archive> archive_;
    std::string name_, fault_;
    uint64_t members_ = 0, produced_ = 0, consumed_before_ = 0;
};

}  // namespace ward::ingest::unpack
