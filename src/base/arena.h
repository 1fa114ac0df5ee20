// SPDX-License-Identifier: Apache-2.0
// Arena: bytes that live and die together. Allocation is a bump; nothing is freed alone. Views stay
// valid until clear() or the end.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace ward::base {

class Arena {
public:
    /// `bytes` uninitialised bytes, not aligned. Never null; 0 bytes are allowed.
    char* allocate(size_t bytes) {
        if (bytes >= static_cast<size_t>(end_ - next_)) grow(bytes);  // also the first time
        char* out = next_;
        next_ += bytes;
        return out;
    }

    std::string_view keep(std::string_view text) {
        char* out = allocate(text.size());
        std::memcpy(out, text.data(), text.size());
        return {out, text.size()};
    }

    /// Gives back the tail of the newest allocation: `used` of it stays.
    void shrink(char* newest, size_t used) { next_ = newest + used; }

    /// Forgets everything and keeps one chunk for reuse.
    void clear();
    size_t bytes() const { return bytes_; }

private:
    static constexpr size_t chunk_bytes = 256 * 1024;  // one chunk holds a few hundred events
    void grow(size_t bytes);

    std::vector<std::unique_ptr<char[]>> chunks_;
    char* next_ = nullptr;
    char* end_ = nullptr;
    size_t bytes_ = 0;  // sum of all chunks
    size_t first_bytes_ = 0;
};

}  // namespace ward::base
