// SPDX-License-Identifier: Apache-2.0
// Matcher: see the header. Values to atoms, atoms to marks, marks to candidates, candidates to
// matches.
#include "detect/match/matcher.h"

#include <algorithm>

#include "base/text.h"
#include "detect/sigma/fold.h"
#include "detect/sigma/pattern.h"

namespace ward::detect::match {

void Matcher::fit(const Plan& plan) {
    plan.fit(scratch_);
    atoms_.grow(plan.marks_of_atom.size());
    marks_.grow(plan.rules_of_mark.size());
    rules_.grow(plan.rules.size());
    lazy_known_.grow(plan.lazy_tests.size());
    lazy_true_.grow(plan.lazy_tests.size());
}

// ASCII is folded in one pass that the compiler turns into vectors; the rest goes the long way.
std::string_view Matcher::fold(std::string_view text) {
    if (folded_.size() < text.size()) folded_.resize(text.size());
    unsigned char any = 0;
    char* const out = folded_.data();
    for (size_t i = 0; i < text.size(); i++) {
        any |= static_cast<unsigned char>(text[i]);
        out[i] = base::lower(text[i]);
    }
    if (any < 0x80) return {out, text.size()};
    folded_.clear();
    sigma::append_folded(folded_, text);
    return folded_;
}

void Matcher::find_atoms(const FieldPlan& field, const model::Field& value) {
    hits_.insert(hits_.end(), field.present.begin(), field.present.end());
    if (value.kind == model::ValueKind::null) return;
    hits_.insert(hits_.end(), field.valued.begin(), field.valued.end());
    if (field.wants_text) field.text.find(fold(value.text()), scratch_, hits_);
    if (!field.numbers.is_empty())
        if (const auto number = model::number_of(value)) field.numbers.find(*number, hits_);
    if (!field.networks.is_empty()) field.networks.find(value.text(), hits_);
}

void Matcher::find_atoms(const Plan& plan, const model::Batch& batch, const model::Event& event) {
    for (const model::Field& value : batch.fields(event)) {
        if (plan.has_keywords) find_atoms(plan.fields[Plan::no_slot], value);
        if (const FieldPlan* field = plan.plan_of(value.id)) find_atoms(*field, value);
    }
}

void Matcher::fire(const Plan& plan) {
    for (const uint32_t atom : hits_) {
        if (!atoms_.set(atom)) continue;
        for (const uint32_t mark : plan.marks_of_atom[atom]) {
            if (!marks_.set(mark)) continue;
            for (const uint32_t rule : plan.rules_of_mark[mark])
                if (rules_.set(rule)) candidates_.push_back(rule);
        }
    }
}

bool Matcher::holds(const LazyTest& lazy, const model::Batch& batch, const model::Event& event) {
    const sigma::Test& test = *lazy.test;
    const auto values =
        lazy.keyword ? batch.fields(event) : sigma::values_of(batch, event, lazy.field);
    const auto is_null = [](const model::Field& value) {
        return value.kind == model::ValueKind::null;
    };
    if (test.op == sigma::Operator::is_null)
        return values.empty() || std::ranges::any_of(values, is_null);
    if (test.op == sigma::Operator::pattern && !test.cased)
        return std::ranges::any_of(values, [&](const auto& value) {
            return !is_null(value) && sigma::matches(lazy.folded, fold(value.text()), true);
        });
    std::span<const model::Field> other;
    if (test.op == sigma::Operator::field_pattern)
        other = sigma::values_of(batch, event, lazy.other);
    return std::ranges::any_of(values, [&](const auto& value) {
        return sigma::value_meets(test, value, lazy.regex.get(), other);
    });
}

bool Matcher::holds_lazily(const Plan& plan, uint32_t index, const model::Batch& batch,
                           const model::Event& event) {
    if (lazy_known_.set(index) && holds(plan.lazy_tests[index], batch, event))
        lazy_true_.set(index);
    return lazy_true_.has(index);
}

bool Matcher::holds(const Plan& plan, uint32_t first_step, const model::Batch& batch,
                    const model::Event& event) {
    uint32_t at = first_step;
    while (at < Step::no) {
        const Step& step = plan.steps[at];
        const bool truth =
            step.is_lazy ? holds_lazily(plan, step.index, batch, event) : marks_.has(step.index);
        at = truth ? step.on_true : step.on_false;
    }
    return at == Step::yes;
}

std::span<const uint32_t> Matcher::match(const Plan& plan, const model::Batch& batch,
                                         const model::Event& event) {
    hits_.clear(), matched_.clear();
    candidates_.assign(plan.always.begin(), plan.always.end());
    find_atoms(plan, batch, event);
    fire(plan);
    candidates_total_ += candidates_.size();
    for (const uint32_t rule : candidates_)
        if (holds(plan, plan.rules[rule].first_step, batch, event)) matched_.push_back(rule);
    std::ranges::sort(matched_);
    atoms_.clear(), marks_.clear(), rules_.clear(), lazy_known_.clear(), lazy_true_.clear();
    return matched_;
}

}  // namespace ward::detect::match
