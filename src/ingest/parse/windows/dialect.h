// SPDX-License-Identifier: Apache-2.0
// Dialects: how senders of Windows events name what Windows names otherwise. A dialect is a pure
// function from one name to another; it never sees values.
#pragma once

#include <string>
#include <string_view>

namespace ward::ingest::windows {

enum class Dialect {
    none,
    plain,           // native names, perhaps none but EventID and Channel
    flat,            // NXLog, Security-Datasets, Fluent Bit, Splunk, Get-WinEvent, Sentinel
    winlogbeat,      // winlog.event_data.X, and what the Elastic Common Schema made of it
    winlogbeat_6,    // event_data.X
    tree,            // the XML as JSON: evtx_dump, Velociraptor, xmltodict
    wazuh,           // data.win.eventdata.x
    open_telemetry,  // the collector's receiver: body.event_data.x
    xml,             // the XML itself, in a string
};

/// What became of a name.
struct Renamed {
    enum class Kind {
        same,       // it stays
        name,       // it is `name` natively
        dropped,    // it says nothing of the event (a namespace)
        data_name,  // its value is the Name of the Data element whose text comes next
        data_text,  // the text of a Data element
    };
    Kind kind = Kind::same;
    std::string_view name;  // a view into the old name, into static text, or into `made`
};

/// What `dialect` says for `name`. `made` is room for a name that must be put together.
Renamed rename(Dialect dialect, std::string_view name, std::string& made);

/// The bits by which names tell dialects apart.
struct NameMarks {
    bool has_number = false;    // EventID in any spelling
    bool has_channel = false;   // Channel in any spelling
    bool has_provider = false;  // SourceName, Provider_Name, ...
    bool has_native = false;    // a name that only native events have: TimeCreated_SystemTime, ...
    bool has_level_name = false;
    bool has_blank = false;
    Dialect special = Dialect::none;  // a prefix that only one dialect has

    bool tells_something() const { return *this != NameMarks{}; }
    /// Takes in what the next name of an event tells.
    void add(const NameMarks& next);
    bool operator==(const NameMarks&) const = default;
};

/// What one name tells. Quick: most names are told by their first byte.
NameMarks marks_of(std::string_view name);

}  // namespace ward::ingest::windows
