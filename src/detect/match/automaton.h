// SPDX-License-Identifier: Apache-2.0
// Automaton: many literals searched in one pass, by Vectorscan. The one place that knows it. Bytes
// only: case and encoding are the caller's.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct hs_database;
struct hs_scratch;

namespace ward::detect::match {

/// What a thread needs to scan. One owner; grows with each automaton that it is fitted to.
class AutomatonScratch {
public:
    AutomatonScratch() = default;
    AutomatonScratch(const AutomatonScratch&) = delete;
    AutomatonScratch& operator=(const AutomatonScratch&) = delete;
    ~AutomatonScratch();

private:
    friend class Automaton;
    hs_scratch* scratch_ = nullptr;
};

/// Immutable and shared by threads once made.
class Automaton {
public:
    static constexpr size_t literal_bytes_max = 255;  // longer ones are cut by the caller

    Automaton() = default;
    /// `literals`: not empty, each with the number that a hit gives.
    explicit Automaton(const std::vector<std::pair<std::string, uint32_t>>& literals);

    bool is_empty() const { return !database_ && plain_.empty(); }
    size_t bytes() const;
    /// Must be called before this scratch's first scan() with this automaton.
    void fit(AutomatonScratch& scratch) const;
    /// Appends the numbers of the literals that stand in `text`, some perhaps more than once.
    void scan(std::string_view text, AutomatonScratch& scratch, std::vector<uint32_t>& hits) const;

private:
    std::shared_ptr<hs_database> database_;  // shared: automata are copied with their field's plan
    std::vector<std::pair<std::string, uint32_t>> plain_;  // searched one by one: what could not
                                                           // be compiled
};

}  // namespace ward::detect::match
