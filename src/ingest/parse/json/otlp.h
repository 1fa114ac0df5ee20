// SPDX-License-Identifier: Apache-2.0
// OpenTelemetry logs in JSON (OTLP 1.x, opentelemetry/proto/logs/v1): log records as plain objects.
#pragma once

#include <string>
#include <string_view>

namespace ward::ingest::json {

/// Appends `record` (a logRecord) to `out` as a plain object: its scalar members, `body` and each
/// attribute under its own key as plain values, attributes of `resource` under "resource.KEY".
/// Broken JSON stays broken: the walker says where.
void append_otlp_record(std::string& out, std::string_view record, std::string_view resource);

}  // namespace ward::ingest::json
