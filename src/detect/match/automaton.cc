// SPDX-License-Identifier: Apache-2.0
// Automaton: see the header. Literals are given as they are, never as expressions.
#include "detect/match/automaton.h"

#include <hs/hs.h>

#include "base/check.h"

namespace ward::detect::match {

namespace {

int on_hit(unsigned id, unsigned long long, unsigned long long, unsigned, void* context) {
    static_cast<std::vector<uint32_t>*>(context)->push_back(id);
    return 0;
}

}  // namespace

AutomatonScratch::~AutomatonScratch() {
    hs_free_scratch(scratch_);
}

Automaton::Automaton(const std::vector<std::pair<std::string, uint32_t>>& literals) {
    std::vector<const char*> texts;
    std::vector<unsigned> flags(literals.size(), HS_FLAG_SINGLEMATCH), ids;
    std::vector<size_t> lengths;
    for (const auto& [text, id] : literals) {
        CHECK(!text.empty() && text.size() <= literal_bytes_max);
        texts.push_back(text.data());
        lengths.push_back(text.size());
        ids.push_back(id);
    }
    hs_database_t* database = nullptr;
    hs_compile_error_t* error = nullptr;
    const auto count = static_cast<unsigned>(literals.size());
    if (hs_compile_lit_multi(texts.data(), flags.data(), ids.data(), lengths.data(), count,
                             HS_MODE_BLOCK, nullptr, &database, &error) == HS_SUCCESS) {
        database_ = std::shared_ptr<hs_database>(database, hs_free_database);
        return;
    }
    hs_free_compile_error(error);
    plain_ = literals;
}

size_t Automaton::bytes() const {
    size_t bytes = 0;
    if (database_) hs_database_size(database_.get(), &bytes);
    return bytes;
}

void Automaton::fit(AutomatonScratch& scratch) const {
    if (database_) CHECK(hs_alloc_scratch(database_.get(), &scratch.scratch_) == HS_SUCCESS);
}

void Automaton::scan(std::string_view text, AutomatonScratch& scratch,
                     std::vector<uint32_t>& hits) const {
    if (database_) {
        const auto bytes = static_cast<unsigned>(text.size());
        const auto status =
            hs_scan(database_.get(), text.data(), bytes, 0, scratch.scratch_, on_hit, &hits);
        CHECK(status == HS_SUCCESS);
        return;
    }
    for (const auto& [literal, id] : plain_)
        if (text.find(literal) != std::string_view::npos) hits.push_back(id);
}

}  // namespace ward::detect::match
