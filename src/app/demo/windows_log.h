// SPDX-License-Identifier: Apache-2.0
// Windows events as their shippers write them: Winlogbeat 8 (workstations) and NXLog (servers).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace ward::app::demo {

/// Named data of a Windows event, in the order of its template.
using EventData = std::vector<std::pair<std::string, std::string>>;

struct WindowsEvent {
    base::TimeNs time_ns = 0;
    std::string_view channel;
    int event_id = 0;
    std::string computer;  // with its domain
    uint64_t record_id = 0;
    uint32_t process_id = 0, thread_id = 0;  // of the provider
    const EventData* data = nullptr;
};

std::string winlogbeat_line(const WindowsEvent& event);
std::string nxlog_line(const WindowsEvent& event);

/// "2026-09-14 14:02:20.123", as Sysmon writes times.
std::string sysmon_time(base::TimeNs time_ns);

}  // namespace ward::app::demo
