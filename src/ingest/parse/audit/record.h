// SPDX-License-Identifier: Apache-2.0
// One record of the Linux audit system: "type=SYSCALL msg=audit(1767323045.678:941): arch=... ".
// Also as the kernel and journald log it ("audit: type=1300 audit(...): "), enriched, or
// interpreted.
#pragma once

#include <string_view>

#include "ingest/parser.h"

namespace ward::ingest::audit {

struct Record {
    std::string_view node;
    std::string_view type;  // its name, also where a number was written
    std::string_view id;    // "1767323045.678:941": what the records of one event share
    std::string_view body;  // what follows
    base::TimeNs time_ns = base::no_time;
    int8_t time_digits = 3;
    int64_t serial = -1;
};

/// Reads the front of `text`; false if it is no audit record.
bool read_record(std::string_view text, const RecordContext& context, Record& out);

/// Adds the record's fields to the open event. Values that auditd wrote as hex are decoded, the
/// arguments of EXECVE also make `cmdline`, the number of a system call also makes `SYSCALL` (its
/// name). Unknown values ("?") are left out.
void add_fields(const Record& record, model::Batch& out);

/// The name of a record type written as a number; the text itself if it is none.
std::string_view type_name(std::string_view type);

/// The name of a system call of the architecture ("c000003e", ...); empty if it is not known.
std::string_view syscall_name(std::string_view arch, std::string_view number);

}  // namespace ward::ingest::audit
