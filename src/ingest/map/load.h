// SPDX-License-Identifier: Apache-2.0
// Loading mappings from texts: what Mapper::load does after it has read the files.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "ingest/map/compile.h"
#include "ingest/mapper.h"
#include "model/selector.h"

namespace ward::ingest::map {

/// All mappings, compiled. Never changes once it is loaded.
struct Program {
    base::Arena text;  // of constants
    std::deque<Table> tables;
    NativeNames natives;
    Vocabulary vocabulary;
    model::Selector selector;      // its entries are `mappings`, by place
    std::vector<uint16_t> tested;  // slots of the selector's paths
    std::vector<Mapping> mappings;
};

struct NamedText {
    std::string file, text;
};

/// The texts of mapping files, one of which holds the schema.
std::unique_ptr<Mapper> load(const std::vector<NamedText>& texts, model::FieldNames& names,
                             base::Diagnostics& diagnostics);

}  // namespace ward::ingest::map
