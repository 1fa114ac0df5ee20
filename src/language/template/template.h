// SPDX-License-Identifier: Apache-2.0
// A sentence template, compiled: literal text, values of fields, and parts in [brackets] that
// vanish when a value in them is absent.
//
//   "{TargetUserName} failed to sign in to {Computer}[ from {IpAddress}]"
//   {A|B}              the first that is present
//   {ocsf:user.name}   an OCSF attribute
//   {Image:name}       last part of a path
//   {User:account}     "EXAMPLE\ann" gives "ann"
//   {LogonType:list}   looked up in a word list; absent where the list has no word for it
//
// Values come from outside: what could break a line, hide text or pass for another part of the
// sentence is made harmless where it is put in.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "model/batch.h"
#include "model/selector.h"

namespace ward::language {

/// Words by native value; "*" stands for every other value, and "{}" in its text for that value.
using WordList = std::map<std::string, std::string, std::less<>>;
using WordLists = std::map<std::string, WordList, std::less<>>;

/// The value's text, or empty: also for the placeholders of nothing that logs write ("-", "N/A").
std::string_view value_of(const model::FieldPath& path, const model::Batch& batch,
                          const model::Event& event);

/// Appends a value from outside: control characters, line ends and marks that turn the direction of
/// text become blanks, invalid UTF-8 becomes '?', blanks are never doubled, and what is longer than
/// value_bytes_max ends in "...".
void append_harmless(std::string& out, std::string_view value);
constexpr size_t value_bytes_max = 160;  // a sentence must stay one

class Template {
public:
    /// Compiles `text`; faults go to `diagnostics` at `place`, and the template is then empty.
    static Template compile(std::string_view text, const WordLists& lists, model::FieldNames& names,
                            const base::Place& place, base::Diagnostics& diagnostics);
    /// Appends the sentence; false, and nothing appended, if a value outside brackets is absent.
    bool fill(const model::Batch& batch, const model::Event& event, std::string& out) const;

private:
    enum class Shape : uint8_t { plain, last_part, account, words };
    struct Part {
        std::string literal;                  // when there are no paths
        std::vector<model::FieldPath> paths;  // alternatives
        Shape shape = Shape::plain;
        bool may_be_quoted = true;  // not the last one, and not in quotes already
        WordList words;
        int group = 0;  // 0: required; else the number of its bracket
    };
    class Compiler;
    static bool append(const Part& part, const model::Batch& batch, const model::Event& event,
                       std::string& out);
    static bool append_value(const Part& part, std::string_view value, std::string& out);
    std::vector<Part> parts_;
};

}  // namespace ward::language
