// SPDX-License-Identifier: Apache-2.0
#include "serve/receive/intake.h"

#include <cstring>
#include <future>

namespace ward::serve {

void Intake::take(base::JournalRecord record, Done done) {
    if (record.units == 0) return done(base::JournalPosition{0});
    record.received_ns = clock_.now_ns();
    // In flight from now on: the flow may carry it before this thread goes on.
    ledger_.arrived(record.source, record.units);
    journal_.append_async(record, [this, source = std::string(record.source), units = record.units,
                                   done = std::move(done)](base::Result<base::JournalPosition> at) {
        if (!at.ok()) {
            ledger_.refused(source, units);
            if (at.error().kind == base::ErrorKind::unavailable)
                refusing_until_ns_ = clock_.monotonic_ns() + refusing_ns;
        } else if (refusing_until_ns_ != base::no_time) {
            refusing_until_ns_ = base::no_time;
        }
        done(std::move(at));
    });
}

base::Result<base::JournalPosition> Intake::take(const base::JournalRecord& record) {
    std::promise<base::Result<base::JournalPosition>> outcome;
    take(record,
         [&outcome](base::Result<base::JournalPosition> at) { outcome.set_value(std::move(at)); });
    return outcome.get_future().get();
}

uint32_t count_lines(std::string_view text) {
    uint32_t out = 0;
    while (!text.empty()) {
        const void* found = std::memchr(text.data(), '\n', text.size());
        const size_t end = found == nullptr
                               ? text.size()
                               : static_cast<size_t>(static_cast<const char*>(found) - text.data());
        const bool is_empty = end == 0 || (end == 1 && text[0] == '\r');
        if (!is_empty) ++out;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

}  // namespace ward::serve
