// SPDX-License-Identifier: Apache-2.0
// A poll is enough: it needs no limit of watches, works on every file system, and costs one stat a
// file. What is packed (rotated and compressed) is passed over: it has been read before.
#include "serve/receive/follow.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/hash.h"
#include "base/text.h"
#include "model/event.h"

namespace ward::serve {

namespace {

constexpr std::string_view packed_ends[] = {".gz", ".zst", ".bz2", ".xz", ".zip", ".lz4", ".swp"};

bool is_passed_over(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    if (name.starts_with('.') || name.ends_with('~')) return true;
    return std::any_of(std::begin(packed_ends), std::end(packed_ends),
                       [&](std::string_view end) { return name.ends_with(end); });
}

// '*' stands for any bytes; linear in practice, as there are few of them.
bool fits_pattern(std::string_view pattern, std::string_view name) {
    const size_t star = pattern.find('*');
    if (star == std::string_view::npos) return pattern == name;
    if (!name.starts_with(pattern.substr(0, star))) return false;
    name.remove_prefix(star), pattern.remove_prefix(star + 1);
    for (size_t skip = 0; skip <= name.size(); skip++)
        if (fits_pattern(pattern, name.substr(skip))) return true;
    return false;
}

std::string key_of(const base::FileFacts& facts) {
    return fmt::format("file:{}:{}", facts.device, facts.inode);
}

// The part of `bytes` that is whole lines; all of it if it is one line that is too long.
std::string_view whole_lines(std::string_view bytes) {
    const size_t end = bytes.rfind('\n');
    if (end != std::string_view::npos) return bytes.substr(0, end + 1);
    return bytes.size() > model::event_bytes_max ? bytes : std::string_view{};
}

}  // namespace

std::string FileCursor::text() const {
    return fmt::format("{} {} {:x} {}", offset, prefix_bytes, prefix_hash, path);
}

FileCursor FileCursor::parse(std::string_view text) {
    FileCursor out;
    const auto offset = base::parse_integer(base::take_until(text, ' '));
    const auto prefix = base::parse_integer(base::take_until(text, ' '));
    const auto hash = base::from_hex(fmt::format("{:0>16}", base::take_until(text, ' ')));
    if (!offset || *offset < 0 || !prefix || *prefix < 0 || !hash || hash->size() != 8) return {};
    out.offset = static_cast<uint64_t>(*offset);
    out.prefix_bytes = std::min(static_cast<size_t>(*prefix), prefix_bytes_max);
    for (const char c : *hash) out.prefix_hash = out.prefix_hash << 8 | static_cast<uint8_t>(c);
    out.path = text;
    return out;
}

bool FileCursor::fits(const base::File& file, uint64_t bytes) const {
    if (bytes < offset) return false;
    if (prefix_bytes == 0) return true;
    const auto prefix = file.read_at(0, prefix_bytes);
    return prefix.ok() && prefix->size() == prefix_bytes && base::hash64(*prefix) == prefix_hash;
}

void FileCursor::look(const base::File& file) {
    const size_t wanted = static_cast<size_t>(std::min<uint64_t>(offset, prefix_bytes_max));
    const auto prefix = file.read_at(0, wanted);
    if (!prefix.ok() || prefix->size() != wanted) return;
    prefix_bytes = wanted, prefix_hash = base::hash64(*prefix);
}

Follower::Follower(std::vector<FollowedPath> paths, Cursors cursors, Intake& intake,
                   base::Metrics& metrics)
    : paths_(std::move(paths)),
      cursors_(std::move(cursors)),
      intake_(intake),
      files_(metrics.gauge("ward_followed_files")),
      restarts_(metrics.counter("ward_followed_restarts_total")) {}

Follower::~Follower() {
    stop();
}

void Follower::start() {
    thread_ = std::thread([this] {
        while (!stopping_)
            if (look()) std::this_thread::sleep_for(std::chrono::milliseconds(poll_ms));
    });
}

void Follower::stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
}

bool Follower::look() {
    find_files();
    bool is_done = true;
    for (auto& [key, one] : open_) {
        if (stopping_) return true;
        if (!read_some(one)) is_done = false;
    }
    forget_gone();
    files_.set(static_cast<int64_t>(open_.size()));
    return is_done;
}

void Follower::find_files() {
    for (auto& [key, one] : open_) one.is_named = false;
    for (const auto& wanted : paths_) {
        if (base::is_folder(wanted.path)) {
            const auto files = base::list_files(wanted.path);
            if (!files.ok()) continue;
            for (const auto& path : *files) open(path, wanted, false);
        } else if (wanted.path.find('*') == std::string::npos) {
            open(wanted.path, wanted, false);
            find_rotated(wanted);
        } else {
            const size_t slash = wanted.path.rfind('/');
            const std::string folder =
                slash == std::string::npos ? "." : wanted.path.substr(0, slash + 1);
            const auto pattern = std::string_view(wanted.path).substr(slash + 1);
            const auto names = base::list_folder(folder);
            if (!names.ok()) continue;
            for (const auto& name : *names)
                if (fits_pattern(pattern, name))
                    open(slash == std::string::npos ? name : folder + name, wanted, false);
        }
    }
}

// auth.log.1 and auth.log-20260102 are read to their ends if they were auth.log when Ward stopped.
void Follower::find_rotated(const FollowedPath& wanted) {
    const size_t slash = wanted.path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : wanted.path.substr(0, slash);
    const auto name = std::string_view(wanted.path).substr(slash + 1);
    const auto names = base::list_folder(folder);
    if (!names.ok()) return;
    for (const auto& other : *names)
        if (other.size() > name.size() && other.starts_with(name) &&
            (other[name.size()] == '.' || other[name.size()] == '-'))
            open(folder + "/" + other, wanted, true);
}

void Follower::open(const std::string& path, const FollowedPath& wanted, bool only_known) {
    if (is_passed_over(path)) return;
    const auto facts = base::facts_of(path);
    if (!facts.ok() || !facts->is_regular) return;
    const std::string key = key_of(*facts);
    if (const auto found = open_.find(key); found != open_.end()) {
        found->second.is_named = true;
        return;
    }
    const auto known = cursors_.find(key);
    if (open_.size() >= files_max || (only_known && known == cursors_.end())) return;
    auto file = base::File::open(path, base::File::Access::read);
    if (!file.ok()) return;
    Followed one;
    one.file = std::move(file).value(), one.key = key, one.format = wanted.format;
    if (known != cursors_.end()) one.cursor = FileCursor::parse(known->second);
    if (!one.cursor.fits(one.file, facts->bytes)) one.cursor = {}, restarts_.add();
    if (one.cursor.path.empty()) one.cursor.path = base::printable(path);
    one.source = intake_.admit(wanted.source.empty() ? one.cursor.path : wanted.source);
    if (one.format.empty()) one.format = "lines";
    if (known != cursors_.end()) cursors_.erase(known);
    open_.emplace(key, std::move(one));
}

// True if the file has no more for now.
bool Follower::read_some(Followed& one) {
    const auto facts = one.file.facts();
    if (!facts.ok()) return true;
    if (facts->bytes == one.cursor.offset) {
        ++one.quiet_looks;
        return true;
    }
    if (!one.cursor.fits(one.file, facts->bytes)) {
        one.cursor.offset = one.cursor.prefix_bytes = 0;
        restarts_.add();
    }
    for (int chunk = 0; chunk < chunks_in_turn; chunk++) {
        const auto bytes = one.file.read_at(one.cursor.offset, chunk_bytes + 1);
        if (!bytes.ok() || bytes->empty()) return true;
        auto lines = whole_lines(*bytes);
        const bool is_last = !one.is_named && one.quiet_looks >= looks_until_end;
        if (lines.empty() && is_last) lines = *bytes;  // nobody will end this line
        if (lines.empty()) {
            ++one.quiet_looks;
            return true;
        }
        if (!keep(one, lines)) return true;
        one.quiet_looks = 0;
    }
    return false;
}

// Waits until the lines are on disk with the place behind them. False if the journal has no room:
// the file waits.
bool Follower::keep(Followed& one, std::string_view lines) {
    FileCursor after = one.cursor;
    after.offset += lines.size();
    after.look(one.file);
    const uint32_t units = count_lines(lines);
    const std::string cursor = one.key + "=" + after.text() + "\n" + gone_;
    const base::JournalRecord record{one.source, one.format, {}, 0, units, lines, cursor};
    if (units > 0) {
        if (!intake_.take(record).ok()) return false;
        gone_.clear();
    }
    one.cursor = after;
    return true;
}

// Files without a name that have been read to their ends are let go; their cursors are forgotten
// when the file itself is gone, so that another file may have the inode.
void Follower::forget_gone() {
    for (auto at = open_.begin(); at != open_.end();) {
        const Followed& one = at->second;
        const auto facts = one.file.facts();
        const bool is_gone = facts.ok() && facts->names == 0;
        const bool is_read = facts.ok() && facts->bytes <= one.cursor.offset;
        if (one.is_named || one.quiet_looks < looks_until_end || !is_read) {
            ++at;
            continue;
        }
        if (is_gone && gone_.size() < chunk_bytes / 64) gone_ += one.key + "=\n";
        if (!is_gone) cursors_[one.key] = one.cursor.text();
        at = open_.erase(at);
    }
}

}  // namespace ward::serve
