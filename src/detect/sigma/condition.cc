// SPDX-License-Identifier: Apache-2.0
// Reads conditions by recursive descent with a bound on depth. Knows selections by name only.
//
//   or    := and ("or" and)*
//   and   := not ("and" not)*
//   not   := "not" not | "(" or ")" | ("1" | "any" | "all") "of" (pattern | "them") | name
#include "detect/sigma/condition.h"

#include <fmt/format.h>

#include "base/text.h"
#include "detect/sigma/load.h"

namespace ward::detect::sigma {

namespace {

struct Word {
    std::string_view text;
    size_t at = 0;  // bytes from the begin of the condition
};

std::vector<Word> words_of(std::string_view text) {
    std::vector<Word> words;
    const auto single = [](char c) { return c == '(' || c == ')' || c == '|'; };
    for (size_t i = 0; i < text.size();) {
        if (base::is_space(text[i])) {
            i++;
            continue;
        }
        size_t end = i + 1;
        if (!single(text[i]))
            while (end < text.size() && !base::is_space(text[end]) && !single(text[end])) end++;
        words.push_back({text.substr(i, end - i), i});
        i = end;
    }
    return words;
}

class ConditionParser {
public:
    ConditionParser(std::string_view text, const Selections& selections, base::Place place,
                    base::Diagnostics& diagnostics)
        : words_(words_of(text)),
          bytes_(text.size()),
          selections_(selections),
          place_(std::move(place)),
          diagnostics_(diagnostics) {}

    Node parse() {
        for (const auto& word : words_)
            if (word.text == "|") {
                fail(word.at, "aggregations after '|' are no longer part of Sigma",
                     "write a correlation rule (event_count, value_count, ...)");
                return {};
            }
        Node node = parse_or();
        if (good_ && next_ < words_.size())
            fail(words_[next_].at, fmt::format("unexpected '{}'", words_[next_].text),
                 words_[next_].text == ")" ? "there is no '(' for it" : "'and' or 'or' is wanted");
        return node;
    }

private:
    bool is_next(std::string_view word) const {
        return next_ < words_.size() && base::equals_ignore_case(words_[next_].text, word);
    }

    bool take(std::string_view word) {
        if (!is_next(word)) return false;
        next_++;
        return true;
    }

    void fail(size_t at, std::string text, std::string hint = {}) {
        if (!good_) return;  // the first fault explains the others
        good_ = false;
        base::Place place = place_;
        if (place.column > 0) place.column += static_cast<int>(at);
        diagnostics_.error(place, "cannot read condition: " + std::move(text), std::move(hint));
    }

    size_t here() const { return next_ < words_.size() ? words_[next_].at : bytes_; }

    Node parse_list(std::string_view between, Node::Kind kind, Node (ConditionParser::*part)()) {
        Node node = (this->*part)();
        if (!is_next(between)) return node;
        Node list;
        list.kind = kind;
        list.children.push_back(std::move(node));
        while (good_ && take(between)) list.children.push_back((this->*part)());
        return list;
    }

    Node parse_or() { return parse_list("or", Node::Kind::any, &ConditionParser::parse_and); }
    Node parse_and() { return parse_list("and", Node::Kind::all, &ConditionParser::parse_not); }

    Node parse_not() {
        if (!good_) return {};
        if (++depth_ > condition_depth_max) {
            fail(here(), fmt::format("nested deeper than {}", condition_depth_max));
            return {};
        }
        Node node = take("not") ? negated() : parse_atom();
        depth_--;
        return node;
    }

    Node negated() {
        Node node;
        node.kind = Node::Kind::negate;
        node.children.push_back(parse_not());
        return node;
    }

    Node parse_atom() {
        if (next_ >= words_.size()) {
            fail(bytes_, "it ends too early", "a selection's name is wanted");
            return {};
        }
        if (take("(")) {
            const size_t at = words_[next_ - 1].at;
            Node node = parse_or();
            if (good_ && !take(")")) fail(at, "'(' is never closed");
            return node;
        }
        const bool of =
            next_ + 1 < words_.size() && base::equals_ignore_case(words_[next_ + 1].text, "of");
        return of ? parse_of() : parse_name();
    }

    Node parse_name() {
        const Word word = words_[next_++];
        for (const auto& selection : selections_)
            if (selection.first == word.text) return copy_of(selection.second, word.at);
        if (word.text == ")" || is_operator(word.text)) {
            fail(word.at, fmt::format("unexpected '{}'", word.text),
                 "a selection's name is wanted");
            return {};
        }
        std::vector<std::string_view> names;
        for (const auto& [name, node] : selections_) names.push_back(name);
        const std::string near = base::nearest(word.text, names);
        fail(word.at, fmt::format("no selection is called '{}'", word.text),
             near.empty() ? "" : fmt::format("did you mean '{}'?", near));
        return {};
    }

    static bool is_operator(std::string_view word) {
        return base::equals_ignore_case(word, "and") || base::equals_ignore_case(word, "or");
    }

    static size_t count(const Node& node) {
        size_t nodes = 1;
        for (const auto& child : node.children) nodes += count(child);
        return nodes;
    }

    // A condition may name a long selection again and again.
    Node copy_of(const Node& selection, size_t at) {
        nodes_ += count(selection);
        if (nodes_ <= condition_nodes_max) return selection;
        fail(at, fmt::format("it grows over {} tests", condition_nodes_max));
        return {};
    }

    Node parse_of() {
        const Word count = words_[next_];
        next_ += 2;
        const bool all = base::equals_ignore_case(count.text, "all");
        if (!all && count.text != "1" && !base::equals_ignore_case(count.text, "any")) {
            fail(count.at, fmt::format("'{} of' is not known", count.text),
                 "Sigma has '1 of', 'any of' and 'all of'");
            return {};
        }
        if (next_ >= words_.size()) {
            fail(bytes_, "it ends too early", "a pattern such as 'filter_*' or 'them' is wanted");
            return {};
        }
        const Word pattern = words_[next_++];
        const bool them = base::equals_ignore_case(pattern.text, "them");
        Node node;
        node.kind = all ? Node::Kind::all : Node::Kind::any;
        for (const auto& [name, selection] : selections_)
            if (them ? !name.starts_with('_') : fits(name, pattern.text))
                node.children.push_back(copy_of(selection, pattern.at));
        if (node.children.empty())
            fail(pattern.at, fmt::format("no selection fits '{}'", pattern.text));
        return node;
    }

    std::vector<Word> words_;
    size_t bytes_;
    const Selections& selections_;
    base::Place place_;
    base::Diagnostics& diagnostics_;
    size_t next_ = 0, depth_ = 0, nodes_ = 0;
    bool good_ = true;
};

}  // namespace

bool fits(std::string_view name, std::string_view pattern) {
    size_t n = 0, p = 0, star = std::string_view::npos, resume = 0;
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = n;
        } else if (p < pattern.size() && pattern[p] == name[n]) {
            p++, n++;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') p++;
    return p == pattern.size();
}

Node parse_condition(std::string_view text, const Selections& selections, base::Place place,
                     base::Diagnostics& diagnostics) {
    if (base::trim(text).empty()) {
        diagnostics.error(std::move(place), "the condition is empty",
                          "write the name of a selection");
        return {};
    }
    if (text.size() > condition_bytes_max) {
        diagnostics.error(std::move(place), "the condition is too long",
                          fmt::format("the limit is {} bytes", condition_bytes_max));
        return {};
    }
    return ConditionParser(text, selections, std::move(place), diagnostics).parse();
}

Node parse_reference_condition(const CorrelationRule& rule, base::Diagnostics& diagnostics) {
    Selections selections;
    for (uint32_t i = 0; i < rule.rules.size(); i++) {
        Node node;
        node.test = i;
        selections.emplace_back(rule.rules[i], node);
    }
    return parse_condition(rule.condition_text, selections, {rule.head->file, 0, 0}, diagnostics);
}

}  // namespace ward::detect::sigma
