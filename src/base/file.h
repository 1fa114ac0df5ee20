// SPDX-License-Identifier: Apache-2.0
// Files: the only door to the disk. Errors of the world come back as Result; nothing here throws or
// logs.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::base {

/// What tells one file from another whatever it is called, and whether it is still called anything.
struct FileFacts {
    uint64_t device = 0, inode = 0, bytes = 0, names = 0;
    bool is_regular = false;
};

/// An open file descriptor. Moves, closes at the end of its life.
class File {
public:
    enum class Access { read, append, read_write };
    static Result<File> open(const std::string& path, Access access);

    File() = default;
    File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    File& operator=(File&& other) noexcept;
    ~File();

    bool is_open() const { return descriptor_ >= 0; }
    int descriptor() const { return descriptor_; }
    Result<uint64_t> size() const;
    Result<FileFacts> facts() const;
    /// Up to `bytes` from `offset`; shorter at the end of the file.
    Result<std::string> read_at(uint64_t offset, size_t bytes) const;
    Result<void> write_at(uint64_t offset, std::string_view bytes);
    Result<void> append(std::string_view bytes);
    Result<void> preallocate(
        uint64_t bytes);  // real blocks, so that later writes change no metadata
    Result<void> truncate(uint64_t bytes);
    Result<void> sync_data();  // fdatasync
    /// Locks the whole file against other processes that ask; unavailable if one has it. Ends with
    /// the descriptor.
    Result<void> lock();

private:
    explicit File(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

/// A file's bytes as memory, read only. Regular files are mapped; anything else is read.
class MappedFile {
public:
    static Result<MappedFile> open(const std::string& path);
    std::string_view bytes() const { return bytes_; }
    /// Keeps the memory alive for as long as somebody holds it (a Batch that borrows text).
    std::shared_ptr<const void> owner() const { return owner_; }

private:
    std::string_view bytes_;
    std::shared_ptr<const void> owner_;  // shared: batches that borrow its text outlive the reader
};

Result<std::string> read_file(const std::string& path, size_t bytes_max = size_t{1} << 30);
/// Writes beside, syncs, renames: the file is the old one or the new one, never a part.
Result<void> write_file_atomically(const std::string& path, std::string_view bytes);
Result<void> make_folders(const std::string& path);
Result<void> remove_file(const std::string& path);
Result<void> sync_folder(const std::string& path);
/// When the file was last written, in ns since 1970.
Result<int64_t> modified_ns(const std::string& path);
/// Of the file that `path` leads to, links followed.
Result<FileFacts> facts_of(const std::string& path);
struct DiskSpace {
    uint64_t free_bytes = 0, total_bytes = 0;  // free: for this user
};
Result<DiskSpace> disk_space(const std::string& path);
/// Permission bits (0700) of what `path` leads to.
Result<uint32_t> mode_of(const std::string& path);
Result<void> set_mode(const std::string& path, uint32_t mode);
bool is_folder(const std::string& path);
bool exists(const std::string& path);

/// All regular files at or below `path`, sorted by name; `path` itself if it is a file. Symbolic
/// links to folders are not followed.
Result<std::vector<std::string>> list_files(const std::string& path);
/// Names (not paths) of the entries of one folder, sorted.
Result<std::vector<std::string>> list_folder(const std::string& path);

/// True if `name` is an identifier that may become a file name: [A-Za-z0-9][A-Za-z0-9._-]{0,127},
/// no "..".
bool is_file_name(std::string_view name);

}  // namespace ward::base
