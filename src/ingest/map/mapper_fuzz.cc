// SPDX-License-Identifier: Apache-2.0
// Fuzz: mapping files. Whatever the bytes are, loading ends in messages or mappings, and what loads
// maps an event without fault. A document `schema:` in the bytes is a schema; without one a small
// one stands beside them.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ingest/event_json.h"
#include "ingest/map/load.h"

namespace {

constexpr std::string_view schema = R"(
schema:
  version: 1.0.0
  classes:
    base_event:
      uid: 0
      category: 0
      has:
        [activity_id, category_uid, class_uid, class_name, metadata, severity_id, time, type_uid,
         device, answers]
      requires: [activity_id, metadata]
      enums.activity_id: {Unknown: 0, Create: 1, Other: 99}
  objects:
    metadata: {has: [version, product, profiles], requires: [version, product]}
    product: {has: [name], one_of: [name]}
    device: {has: [name, ip, type_id, hashes], requires: [type_id], one_of: [name, ip]}
    answer: {has: [rdata, type_id], requires: [rdata, type_id]}
    fingerprint: {has: [value]}
  attributes:
    {activity_id: integer ~ activity_name, category_uid: integer, class_uid: integer,
     class_name: string, metadata: object metadata, severity_id: integer ~ severity,
     time: timestamp, type_uid: integer, device: object device, answers: 'object answer[]',
     version: string, product: object product, profiles: 'string[]', name: string, ip: ip,
     type_id: integer, rdata: string, hashes: 'object fingerprint[]', value: string}
  enums: {severity_id: {Unknown: 0, Informational: 1}, type_id: {Unknown: 0, Some: 1, Other: 99}}
)";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace ward;
    constexpr size_t bytes_max = 6 * 1024;  // larger inputs find nothing new, slowly
    if (size > bytes_max) return 0;
    const std::string text(reinterpret_cast<const char*>(data), size);
    model::FieldNames names;
    base::Diagnostics diagnostics;
    const auto mapper = ingest::map::load(
        {{"schema.yaml", std::string(schema)}, {"fuzz.yaml", text}}, names, diagnostics);
    model::Batch batch(names);
    batch.add("host", "web-01");
    batch.add("addr", "192.0.2.1");
    batch.add("list", "a");
    batch.add("list", "b;c,d");
    batch.add("list", text);
    batch.add("n", "0x7f", model::ValueKind::integer);
    model::Event event;
    event.source = {"json", "linux", "", "sshd"}, event.time_ns = 1;
    if (batch.finish(event) == nullptr) return 0;
    mapper->map(batch);
    std::string out;
    ingest::append_ocsf(out, batch, batch.events()[0]);
    return 0;
}
