// SPDX-License-Identifier: Apache-2.0
// Windows of one group. In order of time an arriving entry asks one window, the one that ends with
// it; a late one also asks those that end with the entries after it.
#include "detect/correlate/window.h"

#include <algorithm>
#include <cmath>

namespace ward::detect::correlate {

namespace {

using Kind = sigma::CorrelationRule::Kind;
using Compare = sigma::CorrelationRule::Compare;

constexpr size_t late_windows_max = 32;  // that one late entry may ask

using Entries = std::span<const Entry>;

bool holds(const sigma::CorrelationRule::Bound& bound, double value) {
    switch (bound.compare) {
        case Compare::less:
            return value < bound.value;
        case Compare::less_equal:
            return value <= bound.value;
        case Compare::greater:
            return value > bound.value;
        case Compare::greater_equal:
            return value >= bound.value;
        case Compare::equal:
            return value == bound.value;
        case Compare::not_equal:
            return value != bound.value;
    }
    return false;
}

bool holds(const Question& question, double value) {
    return std::ranges::all_of(question.bounds, [&](const auto& b) { return holds(b, value); });
}

double sum(Entries entries) {
    double total = 0;
    for (const auto& entry : entries) total += entry.value;
    return total;
}

// Between two neighbours the percentile lies on the line.
double percentile(Entries entries, double percent) {
    std::vector<double> values;
    for (const auto& entry : entries) values.push_back(entry.value);
    std::ranges::sort(values);
    const double rank = percent / 100 * static_cast<double>(values.size() - 1);
    const auto low = static_cast<size_t>(rank);
    const size_t high = std::min(low + 1, values.size() - 1);
    return values[low] + (values[high] - values[low]) * (rank - static_cast<double>(low));
}

std::vector<bool> references_of(Entries entries, uint32_t count) {
    std::vector<bool> seen(count);
    uint32_t found = 0;
    for (size_t i = entries.size(); i-- > 0 && found < count;) {
        if (seen[entries[i].reference]) continue;
        seen[entries[i].reference] = true;
        found++;
    }
    return seen;
}

// How many of the references, in their order, the entries have one after the other.
uint32_t in_order(Entries entries, uint32_t count) {
    uint32_t next = 0;
    for (const auto& entry : entries) {
        if (next == count) break;
        if (entry.reference == next) next++;
    }
    return next;
}

bool is_true(const sigma::Node& node, const std::vector<bool>& seen) {
    const auto truth = [&](const sigma::Node& child) { return is_true(child, seen); };
    switch (node.kind) {
        case sigma::Node::Kind::all:
            return std::ranges::all_of(node.children, truth);
        case sigma::Node::Kind::any:
            return std::ranges::any_of(node.children, truth);
        case sigma::Node::Kind::negate:
            return !truth(node.children.front());
        case sigma::Node::Kind::test:
            return seen[node.test];
        case sigma::Node::Kind::constant:
            return node.value;
    }
    return false;
}

std::optional<double> temporal(Entries entries, const Question& question) {
    const auto seen = references_of(entries, question.references);
    const auto distinct = static_cast<uint32_t>(std::ranges::count(seen, true));
    if (question.condition)
        return is_true(*question.condition, seen) ? std::optional<double>(distinct) : std::nullopt;
    const bool ordered = question.kind == Kind::temporal_ordered;
    if (question.bounds.empty() && distinct < question.references) return {};
    const uint32_t met = ordered ? in_order(entries, question.references) : distinct;
    const bool good = question.bounds.empty() ? met == question.references : holds(question, met);
    return good ? std::optional<double>(met) : std::nullopt;
}

std::optional<double> measure(Entries entries, const Question& question) {
    double value = 0;
    switch (question.kind) {
        case Kind::temporal:
        case Kind::temporal_ordered:
            return temporal(entries, question);
        case Kind::event_count:
        case Kind::value_count:  // one entry a value: see insert()
            value = static_cast<double>(entries.size());
            break;
        case Kind::value_sum:
            value = sum(entries);
            break;
        case Kind::value_avg:
            value = sum(entries) / static_cast<double>(entries.size());
            break;
        case Kind::value_percentile:
            value = percentile(entries, question.percentile);
            break;
        case Kind::value_median:
            value = percentile(entries, 50);
            break;
    }
    return holds(question, value) ? std::optional<double>(value) : std::nullopt;
}

size_t first_after(const Group& group, base::TimeNs time_ns) {
    const auto it =
        std::ranges::upper_bound(group.entries, time_ns, std::less<>{}, &Entry::time_ns);
    return static_cast<size_t>(it - group.entries.begin());
}

// Times may be hostile: no overflow.
base::TimeNs minus(base::TimeNs time, base::TimeNs span) {
    return time < INT64_MIN + span ? INT64_MIN : time - span;
}

}  // namespace

size_t insert(Group& group, Entry entry, const Question& question, size_t entries_max) {
    auto& entries = group.entries;
    if (question.kind == Kind::value_count) {
        // Only the newest entry of a value counts in a window that ends now.
        const auto same = std::ranges::find(entries, entry.value_hash, &Entry::value_hash);
        if (same != entries.end()) {
            if (same->time_ns > entry.time_ns &&
                minus(same->time_ns, question.span_ns) < entry.time_ns)
                return 0;
            entries.erase(same);
        }
    }
    entries.insert(entries.begin() + static_cast<ptrdiff_t>(first_after(group, entry.time_ns)),
                   std::move(entry));
    if (entries.size() <= entries_max) return 0;
    const size_t gone = entries.size() - entries_max + entries_max / 8;  // not one by one
    entries.erase(entries.begin(), entries.begin() + static_cast<ptrdiff_t>(gone));
    return gone;
}

std::optional<Answer> ask(const Group& group, const Question& question, base::TimeNs time_ns) {
    size_t end = first_after(group, time_ns);
    for (size_t tried = 0; tried < late_windows_max; tried++) {
        if (end == 0) return {};
        const base::TimeNs last = group.entries[end - 1].time_ns;
        const base::TimeNs from = minus(last, question.span_ns);
        if (tried > 0 && from >= time_ns) return {};  // no longer contains the entry
        const size_t begin = first_after(group, from);
        const Entries window(group.entries.data() + begin, end - begin);
        if (!window.empty())
            if (const auto value = measure(window, question)) return Answer{begin, end, *value};
        if (end == group.entries.size()) return {};
        end = first_after(group, group.entries[end].time_ns);
    }
    return {};
}

bool is_quiet(const Group& group, const Question& question, base::TimeNs time_ns) {
    if (group.fired_ns == base::no_time) return false;
    return time_ns > minus(group.fired_ns, question.span_ns) &&
           minus(time_ns, question.span_ns) < group.fired_ns;
}

}  // namespace ward::detect::correlate
