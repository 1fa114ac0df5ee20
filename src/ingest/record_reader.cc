// SPDX-License-Identifier: Apache-2.0
// Reading journal records.
#include "ingest/reader.h"

namespace ward::ingest {

struct RecordReader::State {};
RecordReader::RecordReader(model::FieldNames&, const Mapper*) {}
RecordReader::~RecordReader() = default;
void RecordReader::read(base::StoredRecord&&, model::Batch&) {}
void RecordReader::flush(model::Batch&) {}

}  // namespace ward::ingest
