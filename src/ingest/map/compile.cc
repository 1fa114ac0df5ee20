// SPDX-License-Identifier: Apache-2.0
// From paths to steps. Each assignment becomes a step (an enumerated one brings its caption along);
// what OCSF demands of every event is added; then each object in use gets a guard.
#include "ingest/map/compile.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/text.h"
#include "ingest/map/convert.h"
#include "ingest/map/path.h"
#include "ingest/map/value.h"

namespace ward::ingest::map {

namespace {

using model::ValueKind;

// An object in use: which steps lie below it.
struct Node {
    const Shape* shape = nullptr;
    StepSet all, automatic;
    std::map<std::string, StepSet, std::less<>> children;  // by attribute
};

class Compilation {
public:
    Compilation(const Definition& definition, const TableTexts& tables, Workplace& workplace)
        : definition_(definition), values_(tables, workplace), work_(workplace) {}

    std::optional<Mapping> run() {
        class_ = work_.schema.find_class(definition_.class_name);
        if (class_ == nullptr) return tell_unknown_class(), std::nullopt;
        out_.name = definition_.class_name, out_.class_uid = class_->uid;
        nodes_[""].shape = &class_->shape;
        add_class();
        add_activity();
        for (const auto& [path, assignment] : definition_.assignments) add(path, assignment);
        add_what_every_event_has();
        add_unknowns();
        if (out_.steps.size() > steps_max)
            error(definition_.place, fmt::format("a mapping has at most {} attributes", steps_max));
        if (is_broken_) return {};
        add_guards();
        add_needs();
        add_profiles();
        order();
        if (is_broken_) return {};
        return std::move(out_);
    }

private:
    void error(const base::Place& place, std::string text, std::string hint = {}) {
        work_.diagnostics.error(place, std::move(text), std::move(hint));
        is_broken_ = true;
    }

    void tell_unknown_class() {
        const std::string near = base::nearest(definition_.class_name, work_.schema.class_names());
        error(definition_.place,
              definition_.class_name.empty()
                  ? "a mapping needs a class"
                  : fmt::format("OCSF has no class '{}'", definition_.class_name),
              near.empty() ? "" : fmt::format("did you mean '{}'?", near));
    }

    std::optional<Path> path_of(const base::Place& place, std::string_view text) {
        std::string message, hint;
        auto out = resolve(work_.schema, class_->shape, text, message, hint);
        if (!out) error(place, std::move(message), std::move(hint));
        return out;
    }

    // ---- steps
    uint16_t push(Step step, const Path& path, bool automatic) {
        const auto number = static_cast<uint16_t>(out_.steps.size());
        step.path = path.text();
        const bool in_list = path.list_depth() > 0;
        if (!in_list) step.target = step.field.id = work_.names.intern(step.path) & model::no_field;
        if (step.kind == Step::Kind::constant && !in_list) out_.constants.add(number);
        if (number < steps_max) note(number, path, automatic);
        out_.steps.push_back(std::move(step));
        return number;
    }

    // Tells every object on the way to an attribute that the step is below it.
    void note(uint16_t number, const Path& path, bool automatic) {
        const size_t depth = path.list_depth() > 0 ? path.list_depth() : path.segments.size();
        std::string prefix;
        for (size_t i = 0; i < depth; ++i) {
            Node& node = nodes_[prefix];
            node.all.add(number);
            if (automatic) node.automatic.add(number);
            const Segment& segment = path.segments[i];
            node.children[segment.name].add(number);
            prefix = path.prefix(i + 1);
            if (i + 1 == path.segments.size() || path.list_depth() == i + 1) break;
            nodes_[prefix].shape = work_.schema.find_object(segment.attribute->object);
        }
    }

    void constant(std::string_view text, std::string value, ValueKind kind, bool automatic) {
        const auto path = path_of(definition_.place, text);
        if (!path) return;
        push(values_.constant(std::move(value), kind), *path, automatic);
    }

    void add_class() {
        constant("class_uid", std::to_string(class_->uid), ValueKind::integer, true);
        constant("class_name", class_->caption, ValueKind::text, true);
        constant("category_uid", std::to_string(class_->category_uid), ValueKind::integer, true);
        constant("metadata.version", work_.schema.version(), ValueKind::text, true);
    }

    void add_activity() {
        const bool is_dynamic = std::any_of(
            definition_.assignments.begin(), definition_.assignments.end(),
            [](const auto& one) { return one.first == "activity_id" && !one.second.is_constant; });
        if (is_dynamic && definition_.activity.empty()) return;
        Assignment one{definition_.activity_place, true, definition_.activity, {}};
        if (one.constant.empty())
            return error(definition_.place, "a mapping needs an activity",
                         "write activity: CAPTION, or from: {activity_id: NATIVE as TABLE}");
        add("activity_id", one);
    }

    void add(const std::string& text, const Assignment& assignment) {
        const auto path = path_of(assignment.place, text);
        if (!path) return;
        if (text == "activity_id" && !path->leaf().is_every && seen_activity_) return;
        const Segment& leaf = path->leaf();
        if (const auto* known = work_.schema.find_enumeration(*leaf.owner, leaf.name)) {
            if (text != "activity_id" || assignment.is_constant)
                return add_enumerated(*path, *known, assignment);
            Assignment last = assignment;  // an activity that nothing tells is Unknown
            if (!is_needed(text)) last.sources.push_back({"Unknown", {}, {}, {}, {}, true});
            return add_enumerated(*path, *known, last);
        }
        Step step;
        if (!values_.plain(leaf, assignment, step)) {
            is_broken_ = true;
            return;
        }
        const uint16_t number = push(std::move(step), *path, false);
        if (path->list_depth() > 0) add_to_list(*path, number);
        if (out_.steps[number].kind == Step::Kind::fingerprints) add_fingerprints(*path, number);
    }

    bool is_needed(std::string_view path) const {
        return std::any_of(definition_.needs.begin(), definition_.needs.end(),
                           [&](const auto& one) { return one.second == path; });
    }

    void add_enumerated(const Path& path, const Enumeration& known, const Assignment& assignment) {
        Step step;
        std::string caption;
        if (!values_.enumerated(path.leaf(), known, assignment, step, caption)) {
            is_broken_ = true;
            return;
        }
        const bool is_activity = path.text() == "activity_id";
        const bool is_constant = step.kind == Step::Kind::constant;
        const std::string value(step.field.text());
        const uint16_t number = push(std::move(step), path, is_activity);
        if (path.list_depth() > 0) add_to_list(path, number);
        if (is_activity) add_type_uid(is_constant ? value : "", number);
        const std::string& sibling = path.leaf().attribute->sibling;
        if (sibling.empty() || path.list_depth() > 0 || is_set(path, sibling)) return;
        Path beside = path;
        beside.segments.back().name = sibling;
        beside.segments.back().attribute = work_.schema.find_attribute(sibling);
        if (!beside.leaf().owner->has.contains(sibling) || !beside.leaf().attribute) return;
        Step follow = is_constant ? values_.constant(caption, ValueKind::text) : Step{};
        if (!is_constant) follow.kind = Step::Kind::caption, follow.follows = number;
        push(std::move(follow), beside, is_activity);
    }

    // Whether the mapping itself fills what stands beside `path`.
    bool is_set(const Path& path, const std::string& sibling) const {
        std::string wanted = path.prefix(path.segments.size() - 1);
        wanted += wanted.empty() ? sibling : "." + sibling;
        return std::any_of(definition_.assignments.begin(), definition_.assignments.end(),
                           [&](const auto& one) { return one.first == wanted; });
    }

    void add_type_uid(const std::string& activity, uint16_t follows) {
        seen_activity_ = true;
        const auto path = path_of(definition_.place, "type_uid");
        if (!path) return;
        Step step;
        if (const auto number = base::parse_integer(activity)) {
            step =
                values_.constant(std::to_string(class_->uid * 100 + *number), ValueKind::integer);
        } else {
            step.kind = Step::Kind::type_uid, step.follows = follows;
        }
        push(std::move(step), *path, true);
    }

    bool has(std::string_view path) const {
        return std::any_of(out_.steps.begin(), out_.steps.end(),
                           [&](const Step& step) { return step.path == path; });
    }

    void add_what_every_event_has() {
        if (!has("severity_id")) add("severity_id", {definition_.place, true, "Informational", {}});
        const auto path = path_of(definition_.place, "time");
        Step step;
        step.kind = Step::Kind::time;
        if (path) push(std::move(step), *path, true);
        if (!has("metadata.product.name") && !has("metadata.product.uid"))
            error(definition_.place, "a mapping needs metadata.product.name",
                  "write product: {name: ...} at the head of the file");
    }

    // A required enumerated attribute that nobody fills is Unknown, as OCSF has it.
    void add_unknowns() {
        std::vector<std::string> wanted;
        for (const auto& [prefix, node] : nodes_)
            for (const auto& name : node.shape->requires_all)
                if (!node.children.contains(name))
                    if (const auto* known = work_.schema.find_enumeration(*node.shape, name))
                        if (!known->empty() && known->front().second == "0")
                            wanted.push_back(prefix.empty() ? name : prefix + "." + name);
        for (const auto& text : wanted)
            if (const auto path = path_of(definition_.place, bracketed(text)))
                push(values_.constant("0", ValueKind::integer), *path, true);
    }

    // "resources.0.type_id" as resolve() reads it: "resources[0].type_id".
    static std::string bracketed(std::string_view text) {
        std::string out;
        while (!text.empty()) {
            const std::string_view part = base::take_until(text, '.');
            const bool is_index = part.find_first_not_of("0123456789") == std::string_view::npos;
            if (is_index)
                out += fmt::format("[{}]", part);
            else
                out += out.empty() ? std::string(part) : fmt::format(".{}", part);
        }
        return out;
    }

    // ---- lists
    void add_to_list(const Path& path, uint16_t number) {
        const size_t depth = path.list_depth();
        const std::string prefix = path.prefix(depth - 1) + "|" + path.segments[depth - 1].name;
        auto [at, is_new] = lists_.try_emplace(prefix, out_.lists.size());
        const Shape* shape = work_.schema.find_object(path.segments[depth - 1].attribute->object);
        if (is_new) out_.lists.emplace_back();
        ElementList& list = out_.lists[at->second];
        if (is_new && shape != nullptr) add_element_unknowns(*shape, path, list);
        // Only what stands in the element itself can be required of it.
        const bool is_direct = path.segments.size() == depth + 1 && shape != nullptr;
        const bool required =
            depth == path.segments.size() || (is_direct && shape->is_required(path.leaf().name));
        list.members.push_back(member(path, number, required));
        if (!is_direct || shape->one_of.empty()) return;
        const auto wanted = std::find(shape->one_of.begin(), shape->one_of.end(), path.leaf().name);
        if (list.one_of.empty()) list.one_of.emplace_back();
        if (wanted != shape->one_of.end())
            list.one_of.front().push_back(static_cast<uint16_t>(list.members.size() - 1));
    }

    void add_element_unknowns(const Shape& shape, const Path& path, ElementList& list) {
        const size_t depth = path.list_depth();
        for (const auto& name : shape.requires_all) {
            const auto* known = work_.schema.find_enumeration(shape, name);
            const std::string text = path.prefix(depth - 1) + (depth > 1 ? "." : "") +
                                     path.segments[depth - 1].name + "[]." + name;
            const bool is_given =
                std::any_of(definition_.assignments.begin(), definition_.assignments.end(),
                            [&](const auto& one) { return one.first == text; });
            if (is_given || known == nullptr || known->empty() || known->front().second != "0")
                continue;
            const auto beside = path_of(definition_.place, text);
            if (!beside) continue;
            const uint16_t number = push(values_.constant("0", ValueKind::integer), *beside, true);
            list.members.push_back(member(*beside, number, false));
        }
    }

    static ElementList::Member member(const Path& path, uint16_t number, bool required) {
        const size_t depth = path.list_depth();
        ElementList::Member out{number, required, path.prefix(depth - 1), {}, {}};
        out.before += (depth > 1 ? "." : "") + path.segments[depth - 1].name + ".";
        for (size_t i = depth; i < path.segments.size(); ++i)
            out.after += "." + path.segments[i].text(0);
        return out;
    }

    void add_fingerprints(const Path& path, uint16_t number) {
        ElementList list;
        for (const auto* attribute : {".algorithm_id", ".algorithm", ".value"})
            list.members.push_back({number, true, path.text() + ".", attribute, {}});
        out_.lists.push_back(std::move(list));
    }

    // ---- guards
    StepSet child(const Node& node, const std::string& name) const {
        const auto at = node.children.find(name);
        return at == node.children.end() ? StepSet{} : at->second;
    }

    void add_guards() {
        for (const auto& name : class_->shape.requires_all)
            require(nodes_[""], name, out_.required);
        if (const StepSet any = union_of(nodes_[""], class_->shape.one_of); any != StepSet{})
            out_.required.push_back(any);
        else if (!class_->shape.one_of.empty())
            tell_missing("", class_->shape.one_of);
        std::vector<std::string> prefixes;
        for (const auto& [prefix, node] : nodes_)
            if (!prefix.empty()) prefixes.push_back(prefix);
        // Inner objects have longer prefixes.
        std::sort(prefixes.begin(), prefixes.end(),
                  [](const auto& a, const auto& b) { return a.size() > b.size(); });
        for (const auto& prefix : prefixes) add_guard(prefix, nodes_[prefix]);
    }

    void add_guard(const std::string& prefix, const Node& node) {
        Guard guard;
        guard.all = node.all, guard.automatic = node.automatic;
        for (const auto& name : node.shape->requires_all)
            require(node, name, guard.required, prefix);
        if (!node.shape->one_of.empty()) {
            guard.one_of = union_of(node, node.shape->one_of), guard.has_one_of = true;
            if (guard.one_of == StepSet{}) tell_missing(prefix, node.shape->one_of);
        }
        for (const auto& name : node.shape->just_one) guard.just_one.push_back(child(node, name));
        out_.guards.push_back(std::move(guard));
    }

    void require(const Node& node, const std::string& name, std::vector<StepSet>& to,
                 const std::string& prefix = {}) {
        const StepSet steps = child(node, name);
        if (steps == StepSet{}) tell_missing(prefix, {name});
        to.push_back(steps);
    }

    StepSet union_of(const Node& node, const std::vector<std::string>& names) const {
        StepSet out;
        for (const auto& name : names) out.unite(child(node, name));
        return out;
    }

    void tell_missing(const std::string& prefix, const std::vector<std::string>& names) {
        std::string text;
        for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
        const std::string what = prefix.empty() ? "class '" + out_.name + "'" : "'" + prefix + "'";
        error(definition_.place,
              fmt::format("{} needs {}{}", what, names.size() > 1 ? "one of " : "", text));
    }

    void add_needs() {
        for (const auto& [place, path] : definition_.needs) {
            StepSet steps;
            std::vector<uint16_t> tried;
            for (uint16_t i = 0; i < out_.steps.size(); ++i) {
                const Step& step = out_.steps[i];
                const bool is_below = step.path == path || step.path.starts_with(path + ".");
                if (!is_below || step.kind == Step::Kind::constant) continue;
                steps.add(i);
                if (step.kind == Step::Kind::value || step.kind == Step::Kind::meaning)
                    tried.push_back(i);
            }
            if (steps == StepSet{})
                error(place, fmt::format("it fills no '{}', which it needs", path));
            out_.required.push_back(steps);
            if (!tried.empty()) out_.tried.push_back(std::move(tried));
        }
    }

    // ---- profiles and order
    void add_profiles() {
        std::map<std::string, StepSet> found;
        for (const auto& [prefix, node] : nodes_)
            for (const auto& [attribute, steps] : node.children)
                if (const auto at = node.shape->has.find(attribute);
                    at != node.shape->has.end() && !at->second.empty())
                    found[at->second].unite(steps);
        for (const auto& [profile, steps] : found) {
            const std::string path = fmt::format("metadata.profiles.{}", out_.profiles.size());
            ProfileEntry entry{steps, values_.constant(profile, ValueKind::text).field};
            entry.name.id = work_.names.intern(path) & model::no_field;
            out_.profiles.push_back(entry);
        }
    }

    void order() {
        std::vector<bool> in_list(out_.steps.size());
        for (const auto& list : out_.lists)
            for (const auto& member : list.members) in_list[member.step] = true;
        for (uint16_t i = 0; i < out_.steps.size(); ++i) {
            if (in_list[i]) continue;
            out_.order.push_back(i);
            if (out_.steps[i].kind != Step::Kind::constant) out_.moving.push_back(i);
        }
        std::sort(out_.order.begin(), out_.order.end(), [&](uint16_t a, uint16_t b) {
            return out_.steps[a].target < out_.steps[b].target;
        });
    }

    const Definition& definition_;
    Values values_;
    Workplace& work_;
    const EventClass* class_ = nullptr;
    Mapping out_;
    std::map<std::string, Node> nodes_;
    std::map<std::string, size_t> lists_;
    bool is_broken_ = false, seen_activity_ = false;
};

}  // namespace

uint16_t NativeNames::slot(model::FieldId id) {
    if (id >= slots_.size()) slots_.resize(id + 1);
    if (slots_[id] == 0 && count_ < names_max) slots_[id] = ++count_;
    return slots_[id];
}

void name_elements(Mapping& mapping, model::FieldNames& names) {
    for (auto& list : mapping.lists)
        for (auto& member : list.members)
            for (size_t i = 0; i < elements_max; ++i)
                member.targets.push_back(
                    names.intern(fmt::format("{}{}{}", member.before, i, member.after)));
}

std::optional<Mapping> compile(const Definition& definition, const TableTexts& tables,
                               Workplace& workplace) {
    return Compilation(definition, tables, workplace).run();
}

}  // namespace ward::ingest::map
