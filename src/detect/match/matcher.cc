// SPDX-License-Identifier: Apache-2.0
// Matcher: see the header. Values to atoms, atoms to marks, marks to candidates, candidates to
// matches.
#include "detect/match/matcher.h"

#include <algorithm>

#include "base/text.h"
#include "detect/sigma/fold.h"
#include "detect/sigma/pattern.h"

namespace ward::detect::match {

std::string_view Matcher::fold(std::string_view text) {
    folded_.clear();
    sigma::append_folded(folded_, text);
    return folded_;
}

PlanRun::PlanRun(const Plan& plan)
    : plan_(&plan), rules_of_mark_(plan.triggers_by({})), fired_(plan.marks) {}

void PlanRun::calibrate() {
    rules_of_mark_ = plan_->triggers_by(fired_);
    next_calibration_ *= calibration_growth;
    is_counting_ = next_calibration_ <= calibration_events_max;
}

PlanRun Matcher::fit(const Plan& plan) {
    plan.fit(scratch_);
    atoms_.grow(plan.marks_of_atom.size());
    marks_.grow(plan.marks);
    rules_.grow(plan.rules.size());
    lazy_known_.grow(plan.lazy_tests.size());
    lazy_true_.grow(plan.lazy_tests.size());
    return PlanRun(plan);
}

void Matcher::find_literals(const TextMatcher& literals, std::string_view text) {
    if (!literals.is_dear()) return literals.find_at_ends(fold(text), hits_);
    const bool may_know = text.size() <= HitCache::text_bytes_max;
    if (may_know) {
        if (const auto known = cache_.find(&literals, text)) {
            hits_.insert(hits_.end(), known->begin(), known->end());
            return;
        }
    }
    const size_t before = hits_.size();
    const auto folded = fold(text);
    literals.find_at_ends(folded, hits_);
    literals.find_anywhere(folded, scratch_, hits_);
    if (may_know) cache_.keep(&literals, text, std::span(hits_).subspan(before));
}

void Matcher::find_atoms(const FieldPlan& field, const model::Field& value) {
    if (field.present) hits_.push_back(*field.present);
    if (value.kind == model::ValueKind::null) return;
    if (field.valued) hits_.push_back(*field.valued);
    if (field.wants_text) find_literals(field.text, value.text());
    if (field.wants_number)
        if (const auto number = model::number_of(value)) field.numbers.find(*number, hits_);
    if (field.wants_address) field.networks.find(value.text(), hits_);
}

// All values in one text, so that one scan tells which keywords are there at all.
void Matcher::find_keywords(const FieldPlan& keywords, std::span<const model::Field> values) {
    joined_.clear();
    for (const model::Field& value : values) {
        if (value.kind == model::ValueKind::null) continue;
        sigma::append_folded(joined_, value.text());
        joined_ += TextMatcher::separator;
    }
    keywords.text.find_anywhere(joined_, scratch_, hits_);
}

void Matcher::find_atoms(const Plan& plan, const model::Batch& batch, const model::Event& event) {
    const auto values = batch.fields(event);
    const FieldPlan& keywords = plan.fields[Plan::no_slot];
    if (plan.keywords_join) find_keywords(keywords, values);
    for (const model::Field& value : values) {
        if (plan.has_keywords && !plan.keywords_join) find_atoms(keywords, value);
        if (const FieldPlan* field = plan.plan_of(value.id)) find_atoms(*field, value);
    }
}

void Matcher::fire(PlanRun& run) {
    const Plan& plan = run.plan();
    for (const uint32_t atom : hits_) {
        if (!atoms_.set(atom)) continue;
        for (const uint32_t mark : plan.marks_of_atom[atom]) {
            if (!marks_.set(mark)) continue;
            run.count(mark);
            for (const uint32_t rule : run.rules_of(mark))
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
        return value.text_bytes >= lazy.bytes_min &&
               sigma::value_meets(test, value, lazy.regex.get(), other);
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

std::span<const uint32_t> Matcher::match(PlanRun& run, const model::Batch& batch,
                                         const model::Event& event) {
    const Plan& plan = run.plan();
    hits_.clear(), matched_.clear();
    candidates_.assign(plan.always.begin(), plan.always.end());
    find_atoms(plan, batch, event);
    fire(run);
    run.end_event();
    candidates_total_ += candidates_.size();
    for (const uint32_t rule : candidates_)
        if (holds(plan, plan.rules[rule].first_step, batch, event)) matched_.push_back(rule);
    std::ranges::sort(matched_);
    atoms_.clear(), marks_.clear(), rules_.clear(), lazy_known_.clear(), lazy_true_.clear();
    return matched_;
}

}  // namespace ward::detect::match
