// SPDX-License-Identifier: Apache-2.0
// A sentence template, compiled: literal text, values of fields, and parts in [brackets] that
// vanish when a value in them is absent.
//   "{TargetUserName} failed to sign in to {Computer}[ from {IpAddress}]"
//   {A|B} the first that is present · {Image:name} last part of a path · {LogonType:words} looked
//   up in a word list
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "model/batch.h"

namespace ward::language {

using WordLists =
    std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>>;

/// Where a value is looked up: a native field, or an OCSF attribute ("ocsf:actor.user.name").
struct FieldPath {
    model::FieldId id = model::no_field;
    bool is_ocsf = false;
};
FieldPath field_path(std::string_view text, model::FieldNames& names);

/// The value's text, or empty: also for the placeholders of nothing that logs write ("-", "N/A").
std::string_view value_of(const FieldPath& path, const model::Batch& batch,
                          const model::Event& event);

class Template {
public:
    /// Compiles `text`; faults go to `diagnostics` at `place`, and the template is then empty.
    static Template compile(std::string_view text, const WordLists& lists, model::FieldNames& names,
                            const base::Place& place, base::Diagnostics& diagnostics);
    /// The sentence, or nothing if a value outside brackets is absent.
    std::optional<std::string> fill(const model::Batch& batch, const model::Event& event) const;

private:
    enum class Shape { plain, last_part, words };
    struct Part {
        std::string literal;           // when there are no paths
        std::vector<FieldPath> paths;  // alternatives
        Shape shape = Shape::plain;
        std::map<std::string, std::string, std::less<>> words;
        int group = 0;  // 0: required; else the number of its bracket
    };
    static std::optional<Part> placeholder(std::string_view inside, const WordLists& lists,
                                           model::FieldNames& names, std::string& fault);
    static bool append(const Part& part, const model::Batch& batch, const model::Event& event,
                       std::string& out);
    std::vector<Part> parts_;
};

}  // namespace ward::language
