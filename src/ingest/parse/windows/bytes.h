// SPDX-License-Identifier: Apache-2.0
// Little-endian numbers in bytes of unknown origin. The caller has checked the bounds.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace ward::ingest::windows {

template <typename T>
T load(const char* at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
}

template <typename T>
T load(std::string_view bytes, size_t at) {
    return load<T>(bytes.data() + at);
}

}  // namespace ward::ingest::windows
