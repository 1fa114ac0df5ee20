// SPDX-License-Identifier: Apache-2.0
// Time zones by their IANA names, from the system's own files (TZif, RFC 8536). A name that is no
// plain name is no zone.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace ward::query {

class Zone {
public:
    /// What local time is ahead of UTC at a UTC moment.
    int64_t offset_ticks(int64_t utc_ticks) const;

private:
    friend std::unique_ptr<Zone> read_zone(std::string_view bytes);
    struct Change {
        int64_t from_seconds;
        int64_t offset_seconds;
    };
    std::vector<Change> changes_;
    int64_t first_offset_ = 0;
};

std::unique_ptr<Zone> read_zone(std::string_view bytes);
/// The zone, or null. Zones are kept for ever: there are some hundreds.
const Zone* zone_named(std::string_view name);

}  // namespace ward::query
