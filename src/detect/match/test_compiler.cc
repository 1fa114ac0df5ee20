// SPDX-License-Identifier: Apache-2.0
// TestCompiler: see the header. What an atom says must be exactly what the slow evaluator
// (sigma/evaluate.h) says, or a condition that the lazy test behind it makes exact.
#include "detect/match/test_compiler.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/text.h"
#include "detect/match/regex_literals.h"
#include "detect/sigma/fold.h"
#include "detect/sigma/pattern.h"

namespace ward::detect::match {

using sigma::Operator;
using sigma::Pattern;
using sigma::Test;

namespace {

Place place_of(const Pattern& pattern) {
    if (pattern.anchored_start && pattern.anchored_end) return Place::whole;
    if (pattern.anchored_start) return Place::front;
    return pattern.anchored_end ? Place::back : Place::anywhere;
}

bool is_one_literal(const Test& test) {
    return !test.cased && !test.pattern.has_question && test.pattern.pieces.size() == 1;
}

// The longest literal that stands in every text that the pattern matches; empty if there is none.
std::string longest_literal(const Pattern& pattern) {
    std::string_view longest;
    const auto consider = [&](std::string_view run) {
        if (run.size() > longest.size()) longest = run;
    };
    for (const auto& piece : pattern.pieces) {
        if (!pattern.has_question) {
            consider(piece);
            continue;
        }
        for (const auto run : base::split(piece, Pattern::wildcard_one)) consider(run);
    }
    // Bytes that are no UTF-8 may fold otherwise among others.
    if (!base::is_valid_utf8(longest)) return {};
    return sigma::fold(longest);
}

// Texts with sizes before them, so that no two tests have one key.
std::string key_of(const LazyTest& lazy) {
    const Test& test = *lazy.test;
    std::string key = fmt::format(
        "{} {} {} {} {} {} {} {} {} {} {} {}:{}", lazy.field, lazy.other, lazy.keyword,
        static_cast<int>(test.op), test.cased, test.exists_wanted, test.other_anchored_start,
        test.other_anchored_end, static_cast<int>(test.time_part), test.number,
        test.pattern.has_question, test.text.size(), test.text);
    key += fmt::format(" {} {}", test.pattern.anchored_start, test.pattern.anchored_end);
    for (const auto& piece : test.pattern.pieces) key += fmt::format(" {}:{}", piece.size(), piece);
    return key;
}

}  // namespace

size_t TestCompiler::field_of(const std::string& name, const sigma::Aliases& aliases) {
    if (name.empty()) return Atoms::keyword;
    return names_.intern(sigma::native_name(aliases, name));
}

Expression TestCompiler::compile(const Test& test, const sigma::Aliases& aliases) {
    const size_t field = field_of(test.field, aliases);
    if (field == model::no_field) {  // the table of names is full: no event has this one
        const bool absent =
            test.op == Operator::is_null || (test.op == Operator::exists && !test.exists_wanted);
        return Expression::of(absent);
    }
    switch (test.op) {
        case Operator::pattern:
            return compile_pattern(test, field, aliases);
        case Operator::regex:
            return compile_regex(test, field, aliases);
        case Operator::cidr: {
            const auto atom = atoms_.network(field, test.text);
            return atom ? Expression::of_atoms({*atom}) : Expression::of(false);
        }
        case Operator::less:
        case Operator::less_equal:
        case Operator::greater:
        case Operator::greater_equal:
            if (test.time_part != sigma::TimePart::none) return lazy(test, aliases, valued(field));
            return Expression::of_atoms({atoms_.number(field, test.op, test.number)});
        case Operator::exists: {
            auto present = Expression::of_atoms({atoms_.present(field)});
            return test.exists_wanted ? present : Expression::negation(std::move(present));
        }
        case Operator::is_null:
            return lazy(test, aliases, Expression::of(true));
        case Operator::field_pattern:
            return lazy(test, aliases, valued(field));
    }
    return Expression::of(false);
}

Expression TestCompiler::compile_pattern(const Test& test, size_t field,
                                         const sigma::Aliases& aliases) {
    const Pattern& pattern = test.pattern;
    if (pattern.pieces.empty() && !pattern.anchored_start) return valued(field);
    const std::string literal = is_one_literal(test) ? sigma::fold(pattern.pieces.front()) : "";
    const Place place = place_of(pattern);
    if (is_one_literal(test) && literal.empty() && place != Place::whole) return valued(field);
    const bool fits = place != Place::anywhere || literal.size() <= Automaton::literal_bytes_max;
    if (is_one_literal(test) && fits)
        return Expression::of_atoms({atoms_.literal(field, place, literal)});
    const std::string needed = longest_literal(pattern).substr(0, Automaton::literal_bytes_max);
    if (needed.empty()) return lazy(test, aliases, valued(field));
    return lazy(test, aliases,
                Expression::of_atoms({atoms_.literal(field, Place::anywhere, needed)}));
}

Expression TestCompiler::compile_regex(const Test& test, size_t field,
                                       const sigma::Aliases& aliases) {
    std::vector<Expression> guards;
    for (const auto& group : needed_literals(test.text)) {
        std::vector<uint32_t> atoms;
        for (const auto& literal : group)
            atoms.push_back(atoms_.literal(field, Place::anywhere,
                                           literal.substr(0, Automaton::literal_bytes_max)));
        guards.push_back(Expression::of_atoms(std::move(atoms)));
    }
    if (guards.empty()) guards.push_back(valued(field));
    return lazy(test, aliases, Expression::all(std::move(guards)));
}

Expression TestCompiler::lazy(const Test& test, const sigma::Aliases& aliases, Expression guard) {
    LazyTest lazy;
    lazy.test = &test;
    lazy.keyword = test.field.empty();
    if (!lazy.keyword) lazy.field = names_.intern(sigma::native_name(aliases, test.field));
    if (test.op == Operator::field_pattern)
        lazy.other = names_.intern(sigma::native_name(aliases, test.text));
    const auto [it, fresh] =
        lazy_by_key_.emplace(key_of(lazy), static_cast<uint32_t>(lazy_tests_.size()));
    if (fresh) {
        lazy.folded = test.pattern;
        for (auto& piece : lazy.folded.pieces) piece = sigma::fold(piece);
        if (test.op == Operator::regex) {
            auto& regex = regexes_[test.text];
            std::string error;
            if (!regex) regex = sigma::Regex::compile(test.text, error);
            CHECK(regex != nullptr);  // the loader has tried it
            lazy.regex = regex;
            lazy.bytes_min = needed_bytes(test.text);
        }
        lazy_tests_.push_back(std::move(lazy));
    }
    std::vector<Expression> both;
    both.push_back(std::move(guard));
    both.push_back(Expression::of_lazy(it->second));
    return Expression::all(std::move(both));
}

}  // namespace ward::detect::match
