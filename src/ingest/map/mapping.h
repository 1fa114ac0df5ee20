// SPDX-License-Identifier: Apache-2.0
// A mapping, compiled: steps that fill attributes, guards that drop objects which OCSF would not
// accept, and the order in which attributes go out.
//
//   steps   [ class_uid = 1007 | device.hostname <- Computer | process.pid <- ProcessId as hex |
//   ... guards  [ device: needs type_id and one of hostname, ip, ... | process: ... ]     inner
//   first root    [ actor | device | process ]     one of them missing: the mapping is not for this
//   event
//
// A step is known by its number; sets of steps are bit masks, so guards cost a few words each.
#pragma once

#include <array>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/hash.h"
#include "ingest/map/reading.h"
#include "ingest/map/schema.h"
#include "model/batch.h"

namespace ward::ingest::map {

constexpr size_t steps_max = 192;             // of one mapping: three words
constexpr size_t elements_max = 32;           // of one list in an event; what follows stays native
constexpr size_t fingerprints_max = 8;        // of one file
constexpr size_t text_bytes_max = 64 * 1024;  // of one attribute: longer ones stay native

class StepSet {
public:
    void add(size_t step) { words_[step / 64] |= uint64_t{1} << (step % 64); }
    bool has(size_t step) const { return (words_[step / 64] >> (step % 64) & 1) != 0; }
    bool meets(const StepSet& other) const {
        return ((words_[0] & other.words_[0]) | (words_[1] & other.words_[1]) |
                (words_[2] & other.words_[2])) != 0;
    }
    void remove(const StepSet& other) {
        for (size_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.words_[i];
    }
    void unite(const StepSet& other) {
        for (size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
    }
    size_t meeting(const std::vector<StepSet>& others) const {
        size_t count = 0;
        for (const StepSet& other : others) count += meets(other) ? 1 : 0;
        return count;
    }
    bool operator==(const StepSet&) const = default;

private:
    std::array<uint64_t, steps_max / 64> words_{};
};

/// What native values mean: number and caption of an enumeration, or another text.
struct Meaning {
    std::string number;     // of an enumerated attribute; else empty
    std::string caption;    // its caption, or the text
    bool is_other = false;  // the caption is the native text (OCSF: 99 keeps the source's word)
};

/// Meanings by native value; letter case does not matter.
class Table {
public:
    static constexpr size_t key_bytes_max = 128;
    void add(std::string_view key, Meaning meaning);
    void set_otherwise(Meaning meaning) { otherwise_ = std::move(meaning), has_otherwise_ = true; }
    /// The meaning of `text`, or null.
    const Meaning* find(std::string_view text) const;

private:
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const { return base::hash64(text); }
    };
    std::unordered_map<std::string, Meaning, Hash, std::equal_to<>> meanings_;
    Meaning otherwise_;
    bool has_otherwise_ = false;
};

/// One alternative of a step.
struct Source {
    enum class Kind : uint8_t { field, term, constant, product, category, service, format, name };
    Kind kind = Kind::field;
    Reading reading = Reading::plain;
    uint16_t where = 0;  // slot of a list beside the field's; 0: none
    uint16_t slot = 0;   // field: its place in the mapper's list of native names; term: its number
    const Table* table = nullptr;  // applied after the reading
    std::string constant;
    std::string equals;  // what the value in `where` must be
};

struct Step {
    enum class Kind : uint8_t {
        constant,      // `field` is ready
        value,         // the first source that converts
        meaning,       // the number of what a table says of the first source
        caption,       // the caption of the meaning that `follows` found
        type_uid,      // class_uid * 100 + the activity that `follows` found
        time,          // the event's time
        list,          // every value of the source's field, or the parts of its first one
        fingerprints,  // hashes: three attributes an element
    };
    Kind kind = Kind::constant;
    Type type = Type::text;
    uint16_t follows = 0;
    model::FieldId target = model::no_field;
    model::Field field{};         // constant
    std::vector<Source> sources;  // in order
    std::string path;             // "process.file.name", for messages
};

/// A list of objects: the steps that fill the members of its elements.
struct ElementList {
    struct Member {
        uint16_t step;
        bool is_required;
        std::string before, after;            // of the element's number: "answers.", ".rdata"
        std::vector<model::FieldId> targets;  // by element: "answers.0.rdata", ...
    };
    std::vector<Member> members;
    std::vector<std::vector<uint16_t>>
        one_of;  // members (by place) of which each element needs one
};

/// An object that must be whole or absent.
struct Guard {
    StepSet all;        // steps below it
    StepSet automatic;  // those that alone do not make it worth having
    std::vector<StepSet> required;
    StepSet one_of;
    bool has_one_of = false;
    std::vector<StepSet> just_one;
};

/// An entry of metadata.profiles: there if any of its attributes is.
struct ProfileEntry {
    StepSet any;
    model::Field name{};
};

struct Mapping {
    std::string name;  // "process_activity", for messages
    int64_t class_uid = 0;
    std::vector<Step> steps;
    std::vector<uint16_t> order;   // steps by target: the order in which attributes go out
    std::vector<uint16_t> moving;  // steps that are no constants, in order of working
    StepSet constants;
    std::vector<ElementList> lists;
    std::vector<Guard> guards;  // inner objects first
    std::vector<StepSet> required;
    std::vector<std::vector<uint16_t>>
        tried;  // of each group one step must work, else no other is tried
    std::vector<ProfileEntry> profiles;
};

}  // namespace ward::ingest::map
