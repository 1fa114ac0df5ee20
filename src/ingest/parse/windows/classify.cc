// SPDX-License-Identifier: Apache-2.0
// What an event says of itself in its native fields: channel, time, number.
#include "ingest/parse/json/classify.h"
#include "base/text.h"
#include "ingest/parse/windows/channel.h"
#include "ingest/parse/windows/fold.h"
#include "ingest/parse/windows/regain.h"

namespace ward::ingest::windows {

void classify(model::Batch& out, model::Event& event) {
    const model::FieldId channel = out.intern("Channel"), number = out.intern("EventRecordID"),
                         time = out.intern("TimeCreated_SystemTime");
    event.source.product = "windows";
    bool has_channel = false;
    for (const model::Field& field : out.open()) {
        if (field.id == channel && !has_channel) {
            event.source.service = service_of_channel(field.text()), has_channel = true;
            if (is_of_linux(field.text())) event.source.product = "linux";
        } else if (field.id == number && event.record_id < 0) {
            event.record_id = base::parse_integer(field.text()).value_or(-1);
        } else if (field.id == time && event.time_ns == base::no_time) {
            const auto point = json::event_time(field.text());
            if (point) event.time_ns = *point, event.time_digits = json::time_digits(field.text());
        }
    }
}

namespace {

std::optional<base::TimeNs> time_in(model::Batch& out, std::string_view name) {
    const model::Field* const field = find_open(out, name);
    return field == nullptr ? std::nullopt : json::event_time(field->text());
}

}  // namespace

void regain_time(model::Batch& out, model::Event& event) {
    if (event.time_ns != base::no_time) return;
    const auto local = time_in(out, "EventTime"),
               local_received = time_in(out, "EventReceivedTime"),
               received = time_in(out, "@timestamp");
    if (!local || !local_received || !received) return;
    constexpr base::TimeNs quarter = 15 * 60 * base::second_ns, zone_max = 14 * 4 * quarter;
    const base::TimeNs apart = *local_received - *received;
    if (apart > zone_max || apart < -zone_max) return;
    const base::TimeNs rounding = apart < 0 ? -quarter / 2 : quarter / 2;
    event.time_ns = *local - (apart + rounding) / quarter * quarter;
}

}  // namespace ward::ingest::windows
