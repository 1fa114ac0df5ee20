// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "base/text.h"

namespace ward::base {

namespace fs = std::filesystem;

Result<File> File::open(const std::string& path, Access access) {
    const int flags = access == Access::read     ? O_RDONLY
                      : access == Access::append ? O_WRONLY | O_CREAT | O_APPEND
                                                 : O_RDWR | O_CREAT;
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0600);
    if (descriptor < 0) return system_error("cannot open " + path, errno);
    return File(descriptor);
}

File& File::operator=(File&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

File::~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<uint64_t> File::size() const {
    struct stat info{};
    if (fstat(descriptor_, &info) != 0) return system_error("cannot read a file's size", errno);
    return static_cast<uint64_t>(info.st_size);
}

static FileFacts facts_in(const struct stat& info) {
    return {info.st_dev, info.st_ino, static_cast<uint64_t>(info.st_size), info.st_nlink,
            S_ISREG(info.st_mode)};
}

Result<FileFacts> File::facts() const {
    struct stat info{};
    if (fstat(descriptor_, &info) != 0) return system_error("cannot look at a file", errno);
    return facts_in(info);
}

Result<FileFacts> facts_of(const std::string& path) {
    struct stat info{};
    if (::stat(path.c_str(), &info) != 0) return system_error("cannot look at " + path, errno);
    return facts_in(info);
}

Result<DiskSpace> disk_space(const std::string& path) {
    struct statvfs info{};
    if (statvfs(path.c_str(), &info) != 0) return system_error("cannot look at the disk", errno);
    return DiskSpace{info.f_bavail * info.f_frsize, info.f_blocks * info.f_frsize};
}

Result<uint32_t> mode_of(const std::string& path) {
    struct stat info{};
    if (::stat(path.c_str(), &info) != 0) return system_error("cannot look at " + path, errno);
    return static_cast<uint32_t>(info.st_mode & 07777);
}

Result<void> set_mode(const std::string& path, uint32_t mode) {
    if (::chmod(path.c_str(), mode) != 0) return system_error("cannot change " + path, errno);
    return {};
}

Result<std::string> File::read_at(uint64_t offset, size_t bytes) const {
    std::string out(bytes, '\0');
    size_t done = 0;
    while (done < bytes) {
        const ssize_t got =
            pread(descriptor_, out.data() + done, bytes - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_error("cannot read", errno);
        if (got == 0) break;
        done += static_cast<size_t>(got);
    }
    out.resize(done);
    return out;
}

Result<void> File::write_at(uint64_t offset, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t put =
            pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return system_error("cannot write", errno);
        bytes.remove_prefix(static_cast<size_t>(put));
        offset += static_cast<uint64_t>(put);
    }
    return {};
}

Result<void> File::append(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t put = ::write(descriptor_, bytes.data(), bytes.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return system_error("cannot write", errno);
        bytes.remove_prefix(static_cast<size_t>(put));
    }
    return {};
}

Result<void> File::preallocate(uint64_t bytes) {
    const int number = posix_fallocate(descriptor_, 0, static_cast<off_t>(bytes));
    if (number != 0) return system_error("cannot reserve disk space", number);
    return {};
}

Result<void> File::truncate(uint64_t bytes) {
    if (ftruncate(descriptor_, static_cast<off_t>(bytes)) != 0)
        return system_error("cannot cut a file", errno);
    return {};
}

Result<void> File::sync_data() {
    if (fdatasync(descriptor_) != 0) return system_error("cannot sync to disk", errno);
    return {};
}

Result<void> File::lock() {
    if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) return system_error("cannot lock", errno);
    return {};
}

static Result<std::string> read_all(int descriptor, const std::string& path, size_t bytes_max) {
    std::string out;
    char buffer[65536];
    for (;;) {
        const ssize_t got = ::read(descriptor, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_error("cannot read " + path, errno);
        if (got == 0) return out;
        out.append(buffer, static_cast<size_t>(got));
        if (out.size() > bytes_max)
            return Error{ErrorKind::limit, "cannot read " + path + ": it is too large"};
    }
}

Result<MappedFile> MappedFile::open(const std::string& path) {
    const int descriptor =
        path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return system_error("cannot open " + path, errno);
    const std::unique_ptr<const int, void (*)(const int*)> closer(
        &descriptor, [](const int* d) { ::close(*d); });
    MappedFile out;
    struct stat info{};
    if (fstat(descriptor, &info) != 0) return system_error("cannot open " + path, errno);
    if (S_ISDIR(info.st_mode)) return system_error("cannot read " + path, EISDIR);
    if (S_ISREG(info.st_mode) && info.st_size > 0) {
        const auto bytes = static_cast<size_t>(info.st_size);
        void* memory = mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, descriptor, 0);
        if (memory == MAP_FAILED) return system_error("cannot map " + path, errno);
        madvise(memory, bytes, MADV_SEQUENTIAL);
        out.owner_ = std::shared_ptr<const void>(memory, [bytes](void* m) { munmap(m, bytes); });
        out.bytes_ = {static_cast<const char*>(memory), bytes};
        return out;
    }
    constexpr size_t stream_bytes_max = size_t{4} << 30;
    TRY(auto text, read_all(descriptor, path, stream_bytes_max));
    auto kept = std::make_shared<const std::string>(std::move(text));
    out.bytes_ = *kept;
    out.owner_ = kept;
    return out;
}

Result<std::string> read_file(const std::string& path, size_t bytes_max) {
    TRY(const auto file, File::open(path, File::Access::read));
    return read_all(file.descriptor(), path, bytes_max);
}

Result<void> write_file_atomically(const std::string& path, std::string_view bytes) {
    const std::string staged = path + ".new";
    {
        TRY(auto file, File::open(staged, File::Access::read_write));
        TRY_DO(file.truncate(0));
        TRY_DO(file.write_at(0, bytes));
        TRY_DO(file.sync_data());
    }
    if (rename(staged.c_str(), path.c_str()) != 0)
        return system_error("cannot replace " + path, errno);
    return sync_folder(fs::path(path).parent_path().string());
}

Result<void> make_folders(const std::string& path) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error) return system_error("cannot create " + path, error.value());
    return {};
}

Result<void> remove_file(const std::string& path) {
    if (unlink(path.c_str()) != 0) return system_error("cannot remove " + path, errno);
    return {};
}

Result<void> sync_folder(const std::string& path) {
    const std::string folder = path.empty() ? "." : path;
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return system_error("cannot open " + folder, errno);
    const int failed = fsync(descriptor) != 0 ? errno : 0;
    ::close(descriptor);
    if (failed != 0) return system_error("cannot sync " + folder, failed);
    return {};
}

Result<int64_t> modified_ns(const std::string& path) {
    struct stat info{};
    if (stat(path.c_str(), &info) != 0) return system_error("cannot look at " + path, errno);
    constexpr int64_t second_ns = 1'000'000'000;
    return static_cast<int64_t>(info.st_mtim.tv_sec) * second_ns + info.st_mtim.tv_nsec;
}

bool is_folder(const std::string& path) {
    std::error_code error;
    return fs::is_directory(path, error);
}

bool exists(const std::string& path) {
    std::error_code error;
    return fs::exists(path, error);
}

Result<std::vector<std::string>> list_files(const std::string& path) {
    std::vector<std::string> out;
    if (!is_folder(path)) {
        if (path != "-" && !exists(path)) return system_error("cannot open " + path, ENOENT);
        out.push_back(path);
        return out;
    }
    std::error_code error;
    const auto options = fs::directory_options::skip_permission_denied;
    for (fs::recursive_directory_iterator it(path, options, error), end; it != end;
         it.increment(error)) {
        if (error) break;
        std::error_code ignored;
        if (it->is_regular_file(ignored)) out.push_back(it->path().string());
    }
    if (error) return system_error("cannot list " + path, error.value());
    std::sort(out.begin(), out.end());
    return out;
}

Result<std::vector<std::string>> list_folder(const std::string& path) {
    std::vector<std::string> out;
    std::error_code error;
    for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error))
        out.push_back(it->path().filename().string());
    if (error) return system_error("cannot list " + path, error.value());
    std::sort(out.begin(), out.end());
    return out;
}

bool is_file_name(std::string_view name) {
    constexpr size_t name_bytes_max = 128;
    if (name.empty() || name.size() > name_bytes_max) return false;
    if (!is_alpha(name.front()) && !is_digit(name.front())) return false;
    for (const char c : name)
        if (!is_alpha(c) && !is_digit(c) && c != '.' && c != '_' && c != '-') return false;
    return name.find("..") == std::string_view::npos;
}

}  // namespace ward::base
