// SPDX-License-Identifier: Apache-2.0
// Unpacking: see the header. Only filters that are inside libarchive are switched on; the ones that
// start other programs are not.
#include "ingest/unpack/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>

namespace ward::ingest::unpack {

struct Unpacker::Archive {
    archive* handle = archive_read_new();
    Archive() {
        archive_read_support_filter_gzip(handle), archive_read_support_filter_bzip2(handle);
        archive_read_support_filter_xz(handle), archive_read_support_filter_zstd(handle);
        archive_read_support_filter_lz4(handle);
    }
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;
    ~Archive() { archive_read_free(handle); }
};

namespace {

constexpr std::string_view tar_magic = "ustar";
constexpr size_t tar_magic_at = 257;

bool is_tar(std::string_view head) {
    return head.size() > tar_magic_at && head.substr(tar_magic_at).starts_with(tar_magic);
}

std::string error_text(archive* handle, const char* otherwise) {
    const char* text = archive_error_string(handle);
    return text != nullptr ? text : otherwise;
}

}  // namespace

bool is_packed(std::string_view head) {
    constexpr std::string_view magics[] = {
        "\x1f\x8b",                            // gzip
        "\x28\xb5\x2f\xfd",                    // zstd
        "BZh",                                 // bzip2
        std::string_view("\xfd\x37zXZ\0", 6),  // xz
        "\x04\x22\x4d\x18",                    // lz4
        "PK\x03\x04",                          // zip
        "7z\xbc\xaf\x27\x1c",                  // 7z
    };
    for (const auto magic : magics)
        if (head.starts_with(magic)) return true;
    return is_tar(head);
}

// Whether a stream holds a tar archive is asked of its first block: libarchive itself takes a
// stream of zeros for an empty one, and that would be lost without a word.
static bool holds_tar(std::string_view packed) {
    if (is_tar(packed)) return true;
    std::string head;
    Unpacker plain(packed, Unpacker::Content::stream);
    if (plain.next_member()) plain.read(head, tar_magic_at + tar_magic.size(), ratio_max);
    return is_tar(head);
}

Unpacker::Unpacker(std::string_view packed)
    : Unpacker(packed, packed.starts_with("PK") || packed.starts_with("7z") || holds_tar(packed)
                           ? Content::members
                           : Content::stream) {}

Unpacker::Unpacker(std::string_view packed, Content content)
    : archive_(std::make_unique<Archive>()) {
    archive* const a = archive_->handle;
    if (content == Content::members) {
        archive_read_support_format_tar(a), archive_read_support_format_zip(a);
        archive_read_support_format_7zip(a);
    } else {
        archive_read_support_format_raw(a);
    }
    if (archive_read_open_memory(a, packed.data(), packed.size()) != ARCHIVE_OK)
        fault_ = error_text(a, "it is no archive");
}

Unpacker::~Unpacker() = default;

bool Unpacker::next_member() {
    while (fault_.empty()) {
        archive_entry* entry = nullptr;
        const int status = archive_read_next_header(archive_->handle, &entry);
        if (status == ARCHIVE_EOF) return false;
        if (status < ARCHIVE_WARN) {
            fault_ = error_text(archive_->handle, "the archive is broken");
            return false;
        }
        if (++members_ > members_max) {
            fault_ = fmt::format("more than {} members", members_max);
            return false;
        }
        produced_ = 0;
        const la_int64_t consumed = archive_filter_bytes(archive_->handle, -1);
        consumed_before_ = static_cast<uint64_t>(std::max<la_int64_t>(consumed, 0));
        const bool is_stream = archive_format(archive_->handle) == ARCHIVE_FORMAT_RAW;
        if (is_stream) consumed_before_ = 0;
        if (!is_stream && archive_entry_filetype(entry) != AE_IFREG) continue;
        const char* name = archive_entry_pathname(entry);
        name_ = is_stream || name == nullptr ? "" : name;
        return true;
    }
    return false;
}

Unpacker::Step Unpacker::read(std::string& out, size_t bytes, uint64_t ratio_limit) {
    for (size_t got = 0; got < bytes;) {
        const void* block = nullptr;
        size_t size = 0;
        la_int64_t offset = 0;  // holes of sparse members are left out
        const int status = archive_read_data_block(archive_->handle, &block, &size, &offset);
        if (status == ARCHIVE_EOF) return Step::end;
        if (status < ARCHIVE_WARN) {
            fault_ = error_text(archive_->handle, "the compressed data is broken");
            return Step::broken;
        }
        out.append(static_cast<const char*>(block), size);
        got += size, produced_ += size;
        const la_int64_t position = archive_filter_bytes(archive_->handle, -1);
        const uint64_t consumed =
            static_cast<uint64_t>(std::max<la_int64_t>(position, 0)) - consumed_before_;
        if (produced_ > ratio_free_bytes &&
            produced_ / std::max<uint64_t>(consumed, 1) > ratio_limit) {
            fault_ = fmt::format("more than {} times larger than its packed form", ratio_limit);
            return Step::bomb;
        }
    }
    return Step::more;
}

}  // namespace ward::ingest::unpack
