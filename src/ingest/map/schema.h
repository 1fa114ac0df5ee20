// SPDX-License-Identifier: Apache-2.0
// Schema: what OCSF knows of classes, objects and attributes, as content/mappings/schema/ocsf.yaml
// says (made by tools/ocsf/schema.py). Mappings are checked against it when they are loaded, so
// that what they make is valid.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "base/yaml.h"

namespace ward::ingest::map {

/// What a value must look like. `text` also stands for the types that OCSF does not restrict.
enum class Type : uint8_t {
    text,
    integer,
    real,
    boolean,
    port,       // 0 to 65535
    timestamp,  // milliseconds since 1970
    datetime,   // RFC 3339
    address,    // IPv4 or IPv6
    mac,
    email,
    uuid,
    object,
    other,  // free JSON and bytes: no mapping can make them
};

struct Attribute {
    Type type = Type::text;
    bool is_list = false;
    std::string object;   // the object's name, for Type::object
    std::string sibling;  // of "severity_id": "severity", the place of its caption
};

/// Captions and numbers of an attribute whose values are enumerated.
using Enumeration = std::vector<std::pair<std::string, std::string>>;

/// A class of events or a kind of object: the attributes that it may have and must have.
struct Shape {
    std::string name;
    std::map<std::string, std::string, std::less<>> has;  // attribute -> its profile, or ""
    std::vector<std::string> requires_all, one_of, just_one;
    std::map<std::string, Enumeration, std::less<>> enumerations;  // where they differ
    bool is_required(std::string_view attribute) const;
};

struct EventClass {
    Shape shape;
    int64_t uid = 0, category_uid = 0;
    std::string caption, category_caption;
};

class Schema {
public:
    /// Reads the value of `schema:`. What is wrong goes to `diagnostics`.
    static Schema read(const base::YamlNode& node, const std::string& file,
                       base::Diagnostics& diagnostics);

    bool is_empty() const { return classes_.empty(); }
    const std::string& version() const { return version_; }
    const EventClass* find_class(std::string_view name) const;
    const Shape* find_object(std::string_view name) const;
    const Attribute* find_attribute(std::string_view name) const;
    /// The enumeration that `attribute` has in `owner`, or null.
    const Enumeration* find_enumeration(const Shape& owner, std::string_view attribute) const;
    std::vector<std::string_view> class_names() const;

private:
    std::string version_;
    std::map<std::string, EventClass, std::less<>> classes_;
    std::map<std::string, Shape, std::less<>> objects_;
    std::map<std::string, Attribute, std::less<>> attributes_;
    std::map<std::string, Enumeration, std::less<>> enumerations_;
};

}  // namespace ward::ingest::map
