// SPDX-License-Identifier: Apache-2.0
// Needed literals: see the header. RE2 tells which atoms an expression may need; asking it with one
// left out tells which it cannot do without.
#include "detect/match/regex_literals.h"

#include <re2/filtered_re2.h>

#include <algorithm>
#include <numeric>
#include <optional>

#include "base/text.h"
#include "detect/sigma/fold.h"

namespace ward::detect::match {

namespace {

constexpr int literal_bytes_min = 1;      // even one odd character keeps most values away
constexpr size_t literals_max = 64;       // more of them are no filter
constexpr size_t regex_bytes_max = 4096;  // longer expressions are rare and dear to take apart

// Code points beyond ASCII, which RE2 lowers by other tables than ours.
bool is_plain(const std::string& regex) {
    return sigma::is_ascii(regex) && regex.find("\\x{") == std::string::npos &&
           regex.find("\\p") == std::string::npos && regex.find("\\P") == std::string::npos;
}

// What stands after `at`: one unit (a character, an escape, a class, a group), or 0 where the end
// or an alternative comes first.
size_t unit_bytes(std::string_view rest) {
    if (rest.empty() || rest[0] == '|' || rest[0] == ')') return 0;
    if (rest[0] == '\\') return std::min<size_t>(rest.size(), 2);
    if (rest[0] != '[' && rest[0] != '(') return sigma::character_bytes(rest);
    int depth = 0;
    bool in_class = false;
    for (size_t i = 0; i < rest.size(); i++) {
        if (rest[i] == '\\') {
            i++;
        } else if (in_class) {
            in_class = rest[i] != ']';
        } else if (rest[i] == '[') {
            in_class = true;
            if (i + 1 < rest.size() && rest[i + 1] == '^') i++;
            if (i + 1 < rest.size() && rest[i + 1] == ']') i++;  // a bracket that is a member
        } else if (rest[i] == '(' || rest[i] == ')') {
            depth += rest[i] == '(' ? 1 : -1;
        }
        if (depth == 0 && !in_class) return i + 1;
    }
    return 0;
}

// The N of "{N}", "{N,}" and "{N,M}" at the begin of `rest`; nothing if there is none.
std::optional<size_t> least_count(std::string_view rest) {
    if (!rest.starts_with('{')) return {};
    const size_t end = rest.find_first_of(",}", 1);
    if (end == std::string_view::npos || rest.find('}') == std::string_view::npos) return {};
    const auto count = base::parse_integer(rest.substr(1, end - 1));
    if (!count || *count < 0) return {};
    return static_cast<size_t>(*count);
}

}  // namespace

size_t needed_bytes(std::string_view regex) {
    if (regex.find("\\Q") != std::string_view::npos) return 0;  // quoted: braces are text
    size_t sum = 0;
    while (!regex.empty()) {
        const bool is_plain_unit = regex[0] != '(' && regex[0] != '\\' && regex[0] != '^' &&
                                   regex[0] != '$' && regex[0] != '{';
        const size_t unit = unit_bytes(regex);
        if (unit == 0) return 0;  // an alternative: nothing is known
        regex.remove_prefix(unit);
        if (const auto count = least_count(regex)) {
            if (is_plain_unit) sum += *count;  // a character has a byte at least
            regex.remove_prefix(regex.find('}') + 1);
            if (!regex.empty() && (regex[0] == '*' || regex[0] == '{')) return 0;
        }
    }
    return sum;
}

namespace {

// Asks RE2 about one expression: may it match a text that has only some of its atoms?
class Atoms {
public:
    explicit Atoms(const std::string& regex) : filter_(literal_bytes_min) {
        RE2::Options options;
        options.set_log_errors(false);
        options.set_never_capture(true);
        int id = 0;
        if (filter_.Add(regex, options, &id) == RE2::NoError) filter_.Compile(&texts_);
    }
    const std::vector<std::string>& texts() const { return texts_; }

    /// True if one of `group` must be there, whatever else is.
    bool is_needed(const std::vector<int>& group) const {
        std::vector<int> others, potentials;
        for (int i = 0; i < static_cast<int>(texts_.size()); i++)
            if (std::ranges::find(group, i) == group.end()) others.push_back(i);
        filter_.AllPotentials(others, &potentials);
        return potentials.empty();
    }

    /// The smallest needed group that is left of `group`, which is needed.
    std::vector<int> shrink(std::vector<int> group) const {
        for (size_t i = group.size(); i-- > 0;) {
            std::vector<int> fewer = group;
            fewer.erase(fewer.begin() + static_cast<ptrdiff_t>(i));
            if (!fewer.empty() && is_needed(fewer)) group = std::move(fewer);
        }
        return group;
    }

private:
    re2::FilteredRE2 filter_;
    std::vector<std::string> texts_;
};

}  // namespace

std::vector<std::vector<std::string>> needed_literals(const std::string& regex) {
    if (regex.size() > regex_bytes_max || !is_plain(regex)) return {};
    const Atoms atoms(regex);
    const auto& texts = atoms.texts();
    if (texts.empty() || texts.size() > literals_max) return {};
    if (!std::ranges::all_of(texts, [](const auto& text) { return sigma::is_ascii(text); }))
        return {};
    std::vector<std::vector<std::string>> groups;
    std::vector<int> rest(texts.size());
    std::iota(rest.begin(), rest.end(), 0);
    while (!rest.empty() && atoms.is_needed(rest)) {
        auto& group = groups.emplace_back();
        for (const int atom : atoms.shrink(rest)) {
            group.push_back(texts[static_cast<size_t>(atom)]);
            std::erase(rest, atom);
        }
    }
    return groups;
}

}  // namespace ward::detect::match
