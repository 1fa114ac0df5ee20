// SPDX-License-Identifier: Apache-2.0
// Definition: a mapping as its file says it, before the schema has been asked. Reading a file and
// meaning it are two things.
//
//   product: {name: Sysmon, vendor_name: Microsoft}          of every mapping in the file
//   when: {product: windows, Channel: ...}                   holds for every mapping in the file
//   tables: {logon: {"2": Interactive, "*": Other}}          what native values mean
//   parts: {host: {from: {...}, set: {...}}}                 shared by mappings
//   mappings:
//     - when: {EventID: 1}
//       class: process_activity
//       activity: Launch                                     or from: {activity_id: X as table}
//       use: [host]
//       from: {process.file.name: Image as name | NewProcessName as name}
//       set: {severity_id: Low}
//       needs: [process.name]                                else the next mapping is tried
//
// "eventName as verb then crud" reads first and then asks a table.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/yaml.h"

namespace ward::ingest::map {

/// An alternative of `from`: a native name ("Image"), a term of the vocabulary ("~user"), a name of
/// the log source ("@service") or a text ("=Unknown"), and how it is read.
struct SourceText {
    std::string name;
    std::string reading;  // a reading or a table; empty: as it is
    std::string then;     // a table that is asked about what the reading gives; or empty
    // "target.id where target.type = User": the value beside the one of `where` that is `equals`.
    std::string where, equals;
    bool is_constant = false;
    bool is_term = false;  // "~source_address": `name` is a term of the vocabulary
};

/// What fills one attribute.
struct Assignment {
    base::Place place;
    bool is_constant = false;
    std::string constant;             // set
    std::vector<SourceText> sources;  // from
};
/// Attribute paths with what fills them, in the order of the file; a later one replaces an earlier.
using Assignments = std::vector<std::pair<std::string, Assignment>>;
void assign(Assignments& to, std::string path, Assignment assignment);

struct Definition {
    base::Place place;
    std::string class_name, activity;  // activity: empty where `from` gives activity_id
    base::Place activity_place;
    const base::YamlNode* when = nullptr;
    Assignments assignments;                                 // parts and product included
    std::vector<std::pair<base::Place, std::string>> needs;  // attributes it must fill
};

using TableText = std::vector<std::pair<std::string, std::string>>;

/// One file. `when` points into the YAML tree it was read from.
struct File {
    const base::YamlNode* when = nullptr;
    std::map<std::string, TableText, std::less<>> tables;
    std::vector<Definition> definitions;
    std::map<std::string, std::vector<std::string>, std::less<>> vocabulary;  // words by term
};

/// Most mappings of one file: a broken generator must not fill the memory.
constexpr size_t definitions_max = 2000;

File read_file_of_mappings(const base::YamlNode& document, const std::string& file,
                           base::Diagnostics& diagnostics);

}  // namespace ward::ingest::map
