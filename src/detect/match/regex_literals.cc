// SPDX-License-Identifier: Apache-2.0
// Needed literals: see the header. RE2 tells which atoms an expression may need; asking it with one
// left out tells which it cannot do without.
#include "detect/match/regex_literals.h"

#include <re2/filtered_re2.h>

#include <algorithm>
#include <numeric>

#include "detect/sigma/fold.h"

namespace ward::detect::match {

namespace {

constexpr int literal_bytes_min = 3;      // shorter ones stand everywhere
constexpr size_t literals_max = 64;       // more of them are no filter
constexpr size_t regex_bytes_max = 4096;  // longer expressions are rare and dear to take apart

// Code points beyond ASCII, which RE2 lowers by other tables than ours.
bool is_plain(const std::string& regex) {
    return sigma::is_ascii(regex) && regex.find("\\x{") == std::string::npos &&
           regex.find("\\p") == std::string::npos && regex.find("\\P") == std::string::npos;
}

}  // namespace

std::vector<std::string> needed_literals(const std::string& regex) {
    if (regex.size() > regex_bytes_max || !is_plain(regex)) return {};
    RE2::Options options;
    options.set_log_errors(false);
    options.set_never_capture(true);
    re2::FilteredRE2 filter(literal_bytes_min);
    int id = 0;
    if (filter.Add(regex, options, &id) != RE2::NoError) return {};
    std::vector<std::string> atoms;
    filter.Compile(&atoms);
    if (atoms.empty() || atoms.size() > literals_max) return {};
    if (!std::ranges::all_of(atoms, [](const auto& atom) { return sigma::is_ascii(atom); }))
        return {};
    const auto may_match = [&](const std::vector<int>& present) {
        std::vector<int> potentials;
        filter.AllPotentials(present, &potentials);
        return !potentials.empty();
    };
    if (may_match({})) return {};
    std::string longest;
    for (size_t i = 0; i < atoms.size(); i++) {
        std::vector<int> others(atoms.size());
        std::iota(others.begin(), others.end(), 0);
        others.erase(others.begin() + static_cast<ptrdiff_t>(i));
        if (atoms[i].size() > longest.size() && !may_match(others)) longest = atoms[i];
    }
    if (!longest.empty()) return {longest};
    return atoms;
}

}  // namespace ward::detect::match
