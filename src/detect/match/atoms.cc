// SPDX-License-Identifier: Apache-2.0
// Atoms: see the header. How often an atom fires is guessed from its place and length; only the
// order of the guesses matters.
#include "detect/match/atoms.h"

#include <algorithm>
#include <cmath>

namespace ward::detect::match {

namespace {

constexpr double cost_of_presence = 1.0, cost_of_number = 0.3, cost_of_network = 0.1;

double cost_of(Place place, size_t bytes) {
    // A longer literal is rarer, the more so where it must be the whole.
    const double shrink = place == Place::whole ? 0.6 : place == Place::anywhere ? 0.8 : 0.75;
    return 0.5 * std::pow(shrink, static_cast<double>(std::min<size_t>(bytes, 40)));
}

}  // namespace

uint32_t Atoms::make(double cost) {
    costs_.push_back(cost);
    return static_cast<uint32_t>(costs_.size() - 1);
}

uint32_t Atoms::literal(size_t field, Place place, const std::string& folded) {
    auto& literals = fields_[field].literals[static_cast<size_t>(place)];
    if (const auto it = literals.find(folded); it != literals.end()) return it->second;
    return literals.emplace(folded, make(cost_of(place, folded.size()))).first->second;
}

uint32_t Atoms::number(size_t field, sigma::Operator op, double bound) {
    auto& numbers = fields_[field].numbers;
    const std::pair key{op, bound};
    if (const auto it = numbers.find(key); it != numbers.end()) return it->second;
    return numbers.emplace(key, make(cost_of_number)).first->second;
}

std::optional<uint32_t> Atoms::network(size_t field, const std::string& text) {
    std::string error, hint;
    if (!sigma::parse_network(text, error, hint)) return {};
    auto& networks = fields_[field].networks;
    if (const auto it = networks.find(text); it != networks.end()) return it->second;
    return networks.emplace(text, make(cost_of_network)).first->second;
}

uint32_t Atoms::present(size_t field) {
    auto& atom = fields_[field].present;
    if (!atom) atom = make(cost_of_presence);
    return *atom;
}

uint32_t Atoms::valued(size_t field) {
    auto& atom = fields_[field].valued;
    if (!atom) atom = make(cost_of_presence);
    return *atom;
}

bool Atoms::can_join(const Field& field) {
    const auto& [whole, front, back, anywhere] = field.literals;
    return whole.empty() && front.empty() && back.empty() && field.numbers.empty() &&
           field.networks.empty() && !field.present && !field.valued;
}

size_t Atoms::shortest(const Field& field) {
    size_t bytes = SIZE_MAX;
    for (const auto& literals : field.literals)
        for (const auto& [text, atom] : literals) bytes = std::min(bytes, text.size());
    return bytes;
}

FieldPlan Atoms::finish(Field& field) const {
    FieldPlan out;
    std::array<TextMatcher::Literals, 4> by_place;
    for (size_t place = 0; place < by_place.size(); place++)
        by_place[place] = {field.literals[place].begin(), field.literals[place].end()};
    out.text = TextMatcher(std::move(by_place));
    out.wants_text = !out.text.is_empty();
    out.wants_number = !field.numbers.empty();
    out.wants_address = !field.networks.empty();
    for (const auto& [key, atom] : field.numbers) out.numbers.add(key.first, key.second, atom);
    out.numbers.sort();
    std::string error, hint;
    for (const auto& [text, atom] : field.networks)
        out.networks.add(*sigma::parse_network(text, error, hint), atom);
    out.networks.sort();
    out.present = field.present;
    out.valued = field.valued;
    return out;
}

void Atoms::finish(Plan& plan) {
    plan.fields.emplace_back();
    for (auto& [id, field] : fields_) {
        if (id == keyword) {
            plan.fields[Plan::no_slot] = finish(field);
            plan.has_keywords = true;
            plan.keywords_join = can_join(field) && plan.fields[Plan::no_slot].text.can_join();
            if (plan.keywords_join) plan.keyword_bytes_min = shortest(field);
            continue;
        }
        if (plan.slots.size() <= id) plan.slots.resize(id + 1, Plan::no_slot);
        plan.slots[id] = static_cast<uint32_t>(plan.fields.size());
        plan.fields.push_back(finish(field));
    }
}

}  // namespace ward::detect::match
