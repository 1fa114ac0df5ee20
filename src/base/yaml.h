// SPDX-License-Identifier: Apache-2.0
// YAML: user-written documents (rules, mappings, sentences) as a small tree that remembers lines
// and whether a scalar was quoted. Limits hold against hostile documents: depth, nodes, alias
// expansions, bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"

namespace ward::base {

struct YamlLimits {
    size_t bytes_max = 4 << 20;  // SigmaHQ's largest rule has 150 KiB
    size_t depth_max = 32;
    size_t nodes_max = 200'000;  // aliases count each time they are used
};

struct YamlMember;

/// One node. Scalars keep their text and style; what "no" or "0x10" mean is decided by the reader
/// of the field (YAML 1.2 core rules below).
struct YamlNode {
    enum class Kind { null, scalar, sequence, mapping };
    Kind kind = Kind::null;
    bool quoted = false;              // a quoted or block scalar is always text
    std::string text;                 // scalars
    int line = 0, column = 0;         // from 1
    std::vector<YamlNode> items;      // sequences
    std::vector<YamlMember> members;  // mappings, in order

    bool is_null() const { return kind == Kind::null; }
    bool is_scalar() const { return kind == Kind::scalar; }
    bool is_sequence() const { return kind == Kind::sequence; }
    bool is_mapping() const { return kind == Kind::mapping; }
    /// The member called `name` (the last of equal ones), or nullptr.
    const YamlNode* find(std::string_view name) const;
    /// Text of the scalar member called `name`, or empty.
    std::string_view text_of(std::string_view name) const;

    /// Meaning of a plain scalar by the YAML 1.2 core schema.
    bool is_boolean() const;  // true, false in their three spellings
    bool is_integer() const;
    bool is_real() const;  // includes integers
};

/// One member of a mapping: its name and its value.
struct YamlMember {
    YamlNode first, second;
};

/// Reads all documents of a stream. What is wrong goes to `diagnostics`, with `file` and place;
/// documents before the fault are returned.
std::vector<YamlNode> parse_yaml(std::string_view text, const std::string& file,
                                 Diagnostics& diagnostics, const YamlLimits& limits = {});

}  // namespace ward::base
