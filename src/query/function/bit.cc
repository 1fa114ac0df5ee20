// SPDX-License-Identifier: Apache-2.0
// Bitwise functions, hex.
#include <fmt/format.h>

#include <bit>

#include "query/function/list.h"
#include "query/function/value.h"

namespace ward::query {

namespace {

Result tohex(Given a) {
    const auto value = long_at(a, 0);
    if (!value) return std::string();
    const auto width =
        static_cast<size_t>(a.size() > 1 ? std::min<int64_t>(long_at(a, 1).value_or(0), 64) : 0);
    std::string out = fmt::format("{:0{}x}", static_cast<uint64_t>(*value), width);
    // A negative int is as wide as asked for.
    if (*value < 0 && *value >= INT32_MIN && width >= 8 && width < 16) out.erase(0, 16 - width);
    return out;
}

template <bool left>
Result shift(Given a) {
    const auto value = long_at(a, 0), by = long_at(a, 1);
    if (!value || !by) return {};
    const auto bits = static_cast<uint64_t>(*by) % 64;
    return left ? static_cast<int64_t>(static_cast<uint64_t>(*value) << bits) : *value >> bits;
}

Result count_ones(Given a) {
    const auto value = long_at(a, 0);
    return value ? Result(int64_t{std::popcount(static_cast<uint64_t>(*value))}) : Result();
}

constexpr Function all[] = {
    {"binary_and", "long", "ll", "($1 & $2)"},
    {"binary_or", "long", "ll", "($1 | $2)"},
    {"binary_xor", "long", "ll", "xor($1, $2)"},
    {"binary_not", "long", "l", "(~$1)"},
    {"binary_shift_left", "long", "ll", {}, shift<true>},
    {"binary_shift_right", "long", "ll", {}, shift<false>},
    {"bitset_count_ones", "long", "l", {}, count_ones},
    {"tohex", "string", "l?l", {}, tohex},
};

}  // namespace

std::span<const Function> bit_functions() {
    return all;
}

}  // namespace ward::query
