// SPDX-License-Identifier: Apache-2.0
// Vocabulary: see the header.
#include "ingest/map/vocabulary.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace ward::ingest::map {

namespace {

constexpr size_t name_bytes_max = 128;  // of a name that is looked up: longer ones mean nothing
constexpr size_t parts_max = 16;

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_word_byte(char c) {
    return base::is_alpha(c) || base::is_digit(c);
}

// A name without its marks and in lower case, and where its words begin.
struct Folded {
    struct Part {
        uint16_t begin;
        bool is_behind_dot;
    };
    std::array<char, name_bytes_max> text;
    size_t size = 0;
    std::array<Part, parts_max> parts;
    size_t count = 0;

    explicit Folded(std::string_view name) {
        if (name.size() > name_bytes_max) return;
        bool is_mark = true, is_dot = true;
        for (size_t i = 0; i < name.size(); ++i) {
            const char c = name[i];
            if (!is_word_byte(c)) {
                is_dot = is_dot || c == '.' || c == '/';
                is_mark = true;
                continue;
            }
            const bool was_upper = i > 0 && is_upper(name[i - 1]);
            const bool ends_run = was_upper && i + 1 < name.size() && base::is_alpha(name[i + 1]) &&
                                  !is_upper(name[i + 1]);
            const bool is_hump = is_upper(c) && (!was_upper || ends_run);
            if ((is_mark || is_hump) && count < parts_max)
                parts[count++] = {static_cast<uint16_t>(size), is_mark && is_dot};
            is_mark = is_dot = false;
            text[size++] = base::lower(c);
        }
    }
    std::string_view from(size_t part) const {
        return {text.data() + parts[part].begin, size - parts[part].begin};
    }
};

}  // namespace

bool Vocabulary::add(std::string_view term, std::string_view word) {
    Place place = Place::behind_dot;
    if (word.starts_with('*')) place = Place::behind_word;
    if (word.starts_with('=')) place = Place::whole;
    auto number = find_term(term);
    if (!number) {
        number = static_cast<uint16_t>(terms_.size());
        terms_.emplace_back(term), sizes_.push_back(0);
    }
    const Folded folded(word);
    if (folded.size == 0 || count_ >= words_max) return false;
    ++count_;
    words_[std::string(folded.text.data(), folded.size)].push_back(
        {*number, sizes_[*number]++, place});
    return true;
}

std::optional<uint16_t> Vocabulary::find_term(std::string_view term) const {
    const auto at = std::find(terms_.begin(), terms_.end(), term);
    if (at == terms_.end()) return {};
    return static_cast<uint16_t>(at - terms_.begin());
}

std::vector<std::string_view> Vocabulary::term_names() const {
    return {terms_.begin(), terms_.end()};
}

void Vocabulary::senses_of(std::string_view name, std::vector<Sense>& out) const {
    const Folded folded(name);
    const size_t first = out.size();
    for (size_t part = 0; part < folded.count; ++part) {
        const auto at = words_.find(folded.from(part));
        if (at == words_.end()) continue;
        for (const Word& word : at->second) {
            const bool fits = part == 0 || word.place == Place::behind_word ||
                              (word.place == Place::behind_dot && folded.parts[part].is_behind_dot);
            const bool is_known =
                std::any_of(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(),
                            [&](const Sense& sense) { return sense.term == word.term; });
            constexpr size_t list_places =
                2048;  // words of a term: the front of a name counts more
            if (fits && !is_known)
                out.push_back({word.term, static_cast<uint16_t>(part * list_places +
                                                                word.position % list_places)});
        }
    }
}

TermIndex::Known TermIndex::senses_of(model::FieldId id, const model::FieldNames& names) {
    if (id >= known_.size()) known_.resize(id + 1);
    Known& known = known_[id];
    if (known.count == unread) {
        const size_t begin = senses_.size();
        vocabulary_.senses_of(names.name(id), senses_);
        known = {static_cast<uint32_t>(begin), static_cast<uint32_t>(senses_.size() - begin)};
    }
    return known;
}

void TermIndex::read(const model::FieldNames& names) {
    entries_.clear(), sorted_.clear();
    for (uint32_t i = 0; i < fields_.size(); ++i) {
        const Known known = senses_of(fields_[i].id, names);
        for (uint32_t s = 0; s < known.count; ++s)
            entries_.push_back({senses_[known.begin + s].term, senses_[known.begin + s].rank, i});
    }
    std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
        return std::tie(a.term, a.rank, a.field) < std::tie(b.term, b.rank, b.field);
    });
    begins_.assign(vocabulary_.terms() + 1, 0);
    for (const Entry& entry : entries_) {
        sorted_.push_back(fields_[entry.field]);
        ++begins_[entry.term + 1];
    }
    for (size_t i = 1; i < begins_.size(); ++i) begins_[i] += begins_[i - 1];
    is_read_ = true;
}

std::span<const model::Field> TermIndex::all(uint16_t term, const model::FieldNames& names) {
    if (!is_read_) read(names);
    return std::span(sorted_).subspan(begins_[term], begins_[term + 1] - begins_[term]);
}

}  // namespace ward::ingest::map
