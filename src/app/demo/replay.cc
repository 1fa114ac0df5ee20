// SPDX-License-Identifier: Apache-2.0
#include "app/demo/replay.h"

#include <map>

#include "base/file.h"

namespace ward::app::demo {

// A shipper sends what it has every so often; the detector's windows slide over event time, so the
// lines of different sources need not be in order among each other.
constexpr base::TimeNs gathered_ns = 120 * base::second_ns;
constexpr base::TimeNs way_ns = 900'000'000;  // from the shipper to us

std::vector<Delivery> deliver(const std::vector<Line>& lines) {
    std::vector<Delivery> out;
    std::map<std::string, Delivery> waiting;  // by source
    base::TimeNs until_ns = lines.empty() ? 0 : lines.front().time_ns + gathered_ns;
    const auto send = [&] {
        for (auto& [source, delivery] : waiting) out.push_back(std::move(delivery));
        waiting.clear();
    };
    for (const auto& line : lines) {
        if (line.time_ns >= until_ns) {
            send();
            until_ns = line.time_ns + gathered_ns;
        }
        Delivery& delivery = waiting[line.source];
        delivery.source = line.source, delivery.received_ns = line.time_ns + way_ns;
        delivery.payload += line.text;
        delivery.payload += '\n';
        ++delivery.units;
    }
    send();
    return out;
}

base::Result<void> write_logs(const std::vector<Line>& lines, const std::string& folder) {
    std::map<std::string, std::string> files;
    for (const auto& line : lines) files[line.source].append(line.text).push_back('\n');
    TRY_DO(base::make_folders(folder));
    for (const auto& [source, text] : files) {
        std::string name = source;
        for (char& c : name)
            if (c == '/') c = '-';
        if (!base::is_file_name(name))
            return base::Error{base::ErrorKind::usage, "a source is called '" + source + "'"};
        TRY_DO(base::write_file_atomically(folder + "/" + name + ".log", text));
    }
    return {};
}

}  // namespace ward::app::demo
