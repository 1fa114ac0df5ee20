// SPDX-License-Identifier: Apache-2.0
// Words for numbers, times and lists, as a person would say them.
#include <fmt/format.h>

#include "language/sentences.h"

namespace ward::language {

std::string ordinal(uint64_t n) {
    const uint64_t tens = n % 100;
    const char* suffix = "th";
    if (tens < 11 || tens > 13) {
        if (n % 10 == 1) suffix = "st";
        if (n % 10 == 2) suffix = "nd";
        if (n % 10 == 3) suffix = "rd";
    }
    return fmt::format("{}{}", n, suffix);
}

std::string duration(base::TimeNs ns) {
    struct Unit {
        std::string_view name;
        int64_t seconds;
    };
    constexpr Unit units[] = {{"day", 86400}, {"hour", 3600}, {"minute", 60}};
    const int64_t seconds = (ns < 0 ? -ns : ns) / base::second_ns;
    for (const auto& unit : units) {
        const int64_t n = seconds / unit.seconds;
        if (n >= 1) return fmt::format("{} {}{}", n, unit.name, n == 1 ? "" : "s");
    }
    return fmt::format("{} second{}", seconds, seconds == 1 ? "" : "s");
}

std::string enumerate(const std::vector<std::string>& names, size_t shown_max) {
    const size_t shown = names.size() <= shown_max ? names.size() : shown_max;
    std::string out;
    for (size_t i = 0; i < shown; ++i) {
        if (i > 0) out += i + 1 == names.size() ? " and " : ", ";
        out += names[i];
    }
    const size_t more = names.size() - shown;
    if (more > 0) out += fmt::format(" and {} other{}", more, more == 1 ? "" : "s");
    return out;
}

}  // namespace ward::language
