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

PlanRun::PlanRun(const Plan& plan, uint64_t owner)
    : plan_(&plan), owner_(owner), rules_of_mark_(plan.triggers_by({})), fired_(plan.marks) {}

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
    const uint64_t owner = next_owner_;
    next_owner_ += PlanRun::owners_of(plan);
    return PlanRun(plan, owner);
}

void Matcher::find_atoms(const FieldPlan& field, const model::Field& value,
                         std::string_view folded) {
    if (field.present) hits_.push_back(*field.present);
    if (value.kind == model::ValueKind::null) return;
    if (field.valued) hits_.push_back(*field.valued);
    if (field.wants_text) {
        field.text.find_at_ends(folded, hits_);
        field.text.find_anywhere(folded, scratch_, hits_);
    }
    if (field.wants_number)
        if (const auto number = model::number_of(value)) field.numbers.find(*number, hits_);
    if (field.wants_address) field.networks.find(value.text(), hits_);
}

void Matcher::search(const Plan& plan, uint32_t slot, const model::Field& value,
                     bool asks_keywords) {
    const FieldPlan &field = plan.fields[slot], &keywords = plan.fields[Plan::no_slot];
    const auto folded = fold(value.text());
    if (slot != Plan::no_slot) find_atoms(field, value, folded);
    if (asks_keywords) find_atoms(keywords, value, folded);
}

// Values that seldom come again are joined, so that one scan tells which keywords they have.
void Matcher::find_atoms(PlanRun& run, const model::Field& value) {
    const Plan& plan = run.plan();
    const uint32_t slot = plan.slot_of(value.id);
    const bool asks_keywords = plan.asks_keywords(value.text_bytes);
    if (slot == Plan::no_slot && !asks_keywords) return;
    const auto text = value.text();
    Recurrence& recurrence = run.recurrence_of(value.id);
    if (text.size() > HitCache::text_bytes_max || !recurrence.is_worth_a_look()) {
        const bool joins = plan.keywords_join && asks_keywords;
        if (joins) sigma::append_folded(joined_, text), joined_ += TextMatcher::separator;
        if (slot != Plan::no_slot || !joins) search(plan, slot, value, asks_keywords && !joins);
        return;
    }
    const auto known = cache_.find(run.owner_of(slot, value.kind), text);
    recurrence.tell(known.has_value());
    if (known) {
        hits_.insert(hits_.end(), known->begin(), known->end());
        return;
    }
    const size_t before = hits_.size();
    search(plan, slot, value, asks_keywords);
    cache_.keep(text, std::span(hits_).subspan(before));
}

void Matcher::find_atoms(PlanRun& run, const model::Batch& batch, const model::Event& event) {
    joined_.clear();
    for (const model::Field& value : batch.fields(event)) find_atoms(run, value);
    if (joined_.empty()) return;
    run.plan().fields[Plan::no_slot].text.find_anywhere(joined_, scratch_, hits_);
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
    find_atoms(run, batch, event);
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
