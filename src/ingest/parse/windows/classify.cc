// SPDX-License-Identifier: Apache-2.0
// What an event says of itself in its native fields: channel, time, number.
#include "ingest/parse/json/classify.h"
#include "base/text.h"
#include "ingest/parse/windows/channel.h"
#include "ingest/parse/windows/fold.h"

namespace ward::ingest::windows {

void classify(model::Batch& out, model::Event& event) {
    const model::FieldId channel = out.intern("Channel"), number = out.intern("EventRecordID"),
                         time = out.intern("TimeCreated_SystemTime");
    event.source.product = "windows";
    bool has_channel = false;
    for (const model::Field& field : out.open()) {
        if (field.id == channel && !has_channel) {
            event.source.service = service_of_channel(field.text()), has_channel = true;
        } else if (field.id == number && event.record_id < 0) {
            event.record_id = base::parse_integer(field.text()).value_or(-1);
        } else if (field.id == time && event.time_ns == base::no_time) {
            const auto point = json::event_time(field.text());
            if (point) event.time_ns = *point, event.time_digits = json::time_digits(field.text());
        }
    }
}

}  // namespace ward::ingest::windows
