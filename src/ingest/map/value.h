// SPDX-License-Identifier: Apache-2.0
// Values: how one assignment of a mapping file becomes the value of a step.
#pragma once

#include "ingest/map/compile.h"
#include "ingest/map/path.h"

namespace ward::ingest::map {

class Values {
public:
    Values(const TableTexts& tables, Workplace& workplace) : tables_(tables), work_(workplace) {}

    /// A constant; its text lives as long as the mappings.
    Step constant(std::string text, model::ValueKind kind);
    /// Fills `step` for an attribute that is not enumerated; false after a message.
    bool plain(const Segment& leaf, const Assignment& assignment, Step& step);
    /// The same for one that is; `caption` is set where the value is constant.
    bool enumerated(const Segment& leaf, const Enumeration& known, const Assignment& assignment,
                    Step& step, std::string& caption);

private:
    bool source(const SourceText& text, const base::Place& place, const Enumeration* known,
                Source& out);
    bool read_as(const SourceText& text, const base::Place& place, const Enumeration* known,
                 Source& out);
    bool tell_no_table(const std::string& name, bool may_be_reading, const base::Place& place);
    bool tell_no_term(const std::string& name, const base::Place& place);
    const Table* table(const TableText& text, const base::Place& place, const Enumeration* known);
    const Table* table_of(const Enumeration& known);
    bool error(const base::Place& place, std::string text, std::string hint = {});
    static const std::pair<std::string, std::string>* find(const Enumeration& known,
                                                           std::string_view text);
    void tell_unknown(const base::Place& place, const Enumeration& known, std::string_view text);

    const TableTexts& tables_;
    Workplace& work_;
};

}  // namespace ward::ingest::map
