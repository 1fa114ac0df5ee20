// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include <algorithm>

namespace ward::base {

void Arena::grow(size_t bytes) {
    const size_t size = std::max(bytes, chunk_bytes);
    chunks_.push_back(std::unique_ptr<char[]>(new char[size]));  // not zeroed: it is written first
    if (chunks_.size() == 1) first_bytes_ = size;
    next_ = chunks_.back().get();
    end_ = next_ + size;
    bytes_ += size;
}

void Arena::clear() {
    if (chunks_.empty()) return;
    chunks_.resize(1);
    next_ = chunks_.front().get();
    end_ = next_ + first_bytes_;
    bytes_ = first_bytes_;
}

}  // namespace ward::base
