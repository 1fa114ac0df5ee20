// SPDX-License-Identifier: Apache-2.0
// Vocabulary: what the names of native fields mean, whoever wrote them. A term ("source_address")
// has the words that makers use for it; letter case and the marks between words do not matter, and
// a name may have more in front:
//
//   source_address: [source.ip, src_ip, "*client_ip", "=ip"]
//     src_ip       SrcIP, "src-ip", event.data.srcIp     (behind a dot or at the front)
//     *client_ip   vpnClientIp, x_client_ip              (behind any word)
//     =ip          IP                                    (the whole name)
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/hash.h"
#include "model/batch.h"

namespace ward::ingest::map {

/// A term that a name is a word of. Less before it and earlier in the list is better.
struct Sense {
    uint16_t term;
    uint16_t rank;
};

class Vocabulary {
public:
    static constexpr size_t words_max = 8000;  // of all terms together

    /// Adds a word to a term; false if there are too many.
    bool add(std::string_view term, std::string_view word);
    std::optional<uint16_t> find_term(std::string_view term) const;
    size_t terms() const { return terms_.size(); }
    std::vector<std::string_view> term_names() const;
    /// Appends the senses of a field's name. Takes time linear in the name.
    void senses_of(std::string_view name, std::vector<Sense>& out) const;

private:
    enum class Place : uint8_t { whole, behind_dot, behind_word };
    struct Word {
        uint16_t term, position;
        Place place;
    };
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const { return base::hash64(text); }
    };
    std::vector<std::string> terms_;
    std::vector<uint16_t> sizes_;  // words by term
    std::unordered_map<std::string, std::vector<Word>, Hash, std::equal_to<>> words_;
    size_t count_ = 0;
};

/// The fields of one event by term, best first. Names are looked up once for each batch.
class TermIndex {
public:
    explicit TermIndex(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}
    /// The next event; nothing is looked up before it is asked for.
    void next(std::span<const model::Field> fields) { fields_ = fields, is_read_ = false; }
    std::span<const model::Field> all(uint16_t term, const model::FieldNames& names);

private:
    struct Known {
        uint32_t begin = 0;
        uint32_t count = unread;
    };
    struct Entry {
        uint16_t term, rank;
        uint32_t field;
    };
    static constexpr uint32_t unread = UINT32_MAX;
    void read(const model::FieldNames& names);
    Known senses_of(model::FieldId id, const model::FieldNames& names);

    const Vocabulary& vocabulary_;
    std::span<const model::Field> fields_;
    bool is_read_ = false;
    std::vector<Known> known_;  // by field id: a run of senses_
    std::vector<Sense> senses_;
    std::vector<Entry> entries_;
    std::vector<model::Field> sorted_;
    std::vector<uint32_t> begins_;  // by term, into sorted_
};

}  // namespace ward::ingest::map
