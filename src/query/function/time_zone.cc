// SPDX-License-Identifier: Apache-2.0
// Time zones. Reads the 64-bit part of a TZif file; after its last change the offset stays, which
// is what files made since 2037 hold in full.
#include "query/function/time_zone.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <string>

#include "base/file.h"
#include "base/text.h"
#include "query/function/time_text.h"

namespace ward::query {

namespace {

constexpr std::string_view zones_folder = "/usr/share/zoneinfo/";
constexpr size_t zones_max = 1000;  // names that are none are kept too

int64_t big_endian(std::string_view bytes, size_t at, size_t size) {
    uint64_t value = 0;
    for (size_t i = 0; i < size; ++i)
        value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return size == 4 ? static_cast<int32_t>(static_cast<uint32_t>(value))
                     : static_cast<int64_t>(value);
}

bool is_zone_name(std::string_view name) {
    if (name.empty() || name.size() > 64 || name.front() == '/' ||
        name.find("..") != std::string_view::npos)
        return false;
    return std::ranges::all_of(name, [](char c) {
        return base::is_alpha(c) || base::is_digit(c) || c == '_' || c == '/' || c == '-' ||
               c == '+';
    });
}

}  // namespace

int64_t Zone::offset_ticks(int64_t utc_ticks) const {
    const int64_t seconds = floor_to(utc_ticks, ticks_second) / ticks_second;
    const auto after = std::ranges::upper_bound(changes_, seconds, {}, &Change::from_seconds);
    const int64_t offset = after == changes_.begin() ? first_offset_ : (after - 1)->offset_seconds;
    return offset * ticks_second;
}

std::unique_ptr<Zone> read_zone(std::string_view bytes) {
    struct Counts {
        size_t utc, standard, leaps, times, types, letters;
    };
    const auto counts = [&](size_t at) {
        const auto n = [&](size_t i) {
            return static_cast<size_t>(big_endian(bytes, at + 20 + 4 * i, 4));
        };
        return Counts{n(0), n(1), n(2), n(3), n(4), n(5)};
    };
    if (bytes.size() < 88 || !bytes.starts_with("TZif")) return nullptr;
    const Counts old = counts(0);
    const size_t begin =
        44 + old.times * 5 + old.types * 6 + old.letters + old.leaps * 8 + old.standard + old.utc;
    if (begin > bytes.size() || bytes.size() - begin < 44 ||
        !bytes.substr(begin).starts_with("TZif"))
        return nullptr;
    const Counts now = counts(begin);
    const size_t times = begin + 44, kinds = times + now.times * 8, types = kinds + now.times;
    if (now.times > 100'000 || now.types > 256 || types + now.types * 6 > bytes.size() ||
        now.types == 0)
        return nullptr;
    auto out = std::make_unique<Zone>();
    out->first_offset_ = big_endian(bytes, types, 4);
    for (size_t i = 0; i < now.times; ++i) {
        const auto type = static_cast<unsigned char>(bytes[kinds + i]);
        if (type >= now.types) return nullptr;
        out->changes_.push_back(
            {big_endian(bytes, times + 8 * i, 8), big_endian(bytes, types + size_t{6} * type, 4)});
    }
    return out;
}

const Zone* zone_named(std::string_view name) {
    static std::mutex mutex;
    static std::map<std::string, std::unique_ptr<Zone>, std::less<>> known;
    const std::lock_guard lock(mutex);
    if (const auto found = known.find(name); found != known.end()) return found->second.get();
    if (!is_zone_name(name) || known.size() >= zones_max) return nullptr;
    const auto bytes = base::read_file(std::string(zones_folder) + std::string(name));
    return (known[std::string(name)] = bytes.ok() ? read_zone(*bytes) : nullptr).get();
}

}  // namespace ward::query
