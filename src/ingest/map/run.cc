// SPDX-License-Identifier: Apache-2.0
#include "ingest/map/run.h"

#include <algorithm>

#include "base/text.h"
#include "ingest/map/convert.h"
#include "model/selector.h"

namespace ward::ingest::map {

using model::Field;

void NativeIndex::read(std::span<const Field> fields) {
    fields_ = fields;
    ++generation_;
    model::FieldId last = model::no_field;
    for (uint32_t i = 0; i < fields.size(); ++i) {
        const model::FieldId id = fields[i].id;
        if (id == last) continue;
        last = id;
        at_[names_.find(id)] = {generation_, i};
    }
    at_[0] = {};
}

std::span<const Field> NativeIndex::all(uint16_t slot) const {
    const Entry& entry = at_[slot];
    if (entry.generation != generation_) return {};
    size_t end = entry.begin + 1;
    while (end < fields_.size() && fields_[end].id == fields_[entry.begin].id) ++end;
    return fields_.subspan(entry.begin, end - entry.begin);
}

namespace {

class Running {
public:
    Running(const Mapping& mapping, const model::Event& event, model::Batch& batch, Desk& desk)
        : mapping_(mapping), event_(event), batch_(batch), desk_(desk) {}

    bool run() {
        for (const auto& group : mapping_.tried)
            if (!any_works(group)) return false;
        present_ = mapping_.constants;
        desk_.elements.clear();
        for (const uint16_t step : mapping_.moving)
            if (work(mapping_.steps[step], step)) present_.add(step);
        for (const ElementList& list : mapping_.lists) work(list);
        for (const Guard& guard : mapping_.guards)
            if (!is_whole(guard)) present_.remove(guard.all);
        for (const StepSet& wanted : mapping_.required)
            if (!present_.meets(wanted)) return false;
        write();
        return true;
    }

private:
    bool any_works(const std::vector<uint16_t>& steps) {
        return std::any_of(steps.begin(), steps.end(),
                           [&](uint16_t step) { return work(mapping_.steps[step], step); });
    }

    // All values of a native field or of a term, best first.
    std::span<const Field> all(const Source& source) const {
        return source.kind == Source::Kind::term ? desk_.terms.all(source.slot, batch_.names())
                                                 : desk_.natives.all(source.slot);
    }

    // ---- single values
    std::string_view text_of(const Source& source) const {
        switch (source.kind) {
            case Source::Kind::field:
                return source.where == 0 ? desk_.natives.first(source.slot) : text_beside(source);
            case Source::Kind::term:
                return {};  // has many values: see first_that()
            case Source::Kind::constant:
                return source.constant;
            case Source::Kind::product:
                return event_.source.product;
            case Source::Kind::category:
                return event_.source.category;
            case Source::Kind::service:
                return event_.source.service;
            case Source::Kind::format:
                return event_.source.format;
            case Source::Kind::name:
                return event_.source_name;
        }
        return {};
    }

    // Lists of objects are parallel lists of their members.
    std::string_view text_beside(const Source& source) const {
        const auto values = desk_.natives.all(source.slot);
        const auto beside = desk_.natives.all(source.where);
        if (values.size() != beside.size()) return {};
        for (size_t i = 0; i < values.size(); ++i)
            if (beside[i].text() == source.equals) return values[i].text();
        return {};
    }

    std::string_view read(const Source& source, std::string_view text) {
        if (source.reading == Reading::plain || text.empty()) return text;
        text = base::trim(text);
        return model::is_nothing(text) ? std::string_view()
                                       : apply(source.reading, text, batch_.arena());
    }

    bool work(const Step& step, uint16_t number) {
        switch (step.kind) {
            case Step::Kind::value:
                return work_value(step, desk_.values[number]);
            case Step::Kind::meaning:
                return work_meaning(step, number);
            case Step::Kind::caption:
                return work_caption(step, desk_.values[number]);
            case Step::Kind::type_uid:
                return work_type_uid(step, desk_.values[number]);
            case Step::Kind::time:
                return work_time(desk_.values[number]);
            case Step::Kind::constant:
                return true;
            case Step::Kind::list:
            case Step::Kind::fingerprints:
                return false;
        }
        return false;
    }

    bool convert_one(const Step& step, const Source& source, std::string_view text, Field& out) {
        text = read(source, text);
        if (source.table != nullptr) {
            const Meaning* meaning = source.table->find(base::trim(text));
            if (meaning == nullptr || text.empty()) return false;
            text = meaning->caption;
        }
        return text.size() <= text_bytes_max && !text.empty() &&
               convert(step.type, text, batch_.arena(), out);
    }

    // Calls `take` with the source's text; with a term's texts until one is taken.
    template <class Take>
    bool first_that(const Source& source, Take&& take) const {
        if (source.kind != Source::Kind::term) return take(text_of(source));
        for (const Field& field : all(source))
            if (take(field.text())) return true;
        return false;
    }

    bool work_value(const Step& step, Field& out) {
        for (const Source& source : step.sources)
            if (first_that(source, [&](std::string_view text) {
                    return convert_one(step, source, text, out);
                }))
                return true;
        return false;
    }

    void set_number(const Step& step, const Meaning& meaning, Field& out) const {
        out.kind = step.type == Type::integer ? model::ValueKind::integer : model::ValueKind::text;
        out.text_data = meaning.number.data();
        out.text_bytes = static_cast<uint32_t>(meaning.number.size());
    }

    bool work_meaning(const Step& step, uint16_t number) {
        desk_.meanings[number] = nullptr;
        for (const Source& source : step.sources)
            if (first_that(source, [&](std::string_view text) {
                    return find_meaning(step, source, text, number);
                }))
                return true;
        return false;
    }

    bool find_meaning(const Step& step, const Source& source, std::string_view text,
                      uint16_t number) {
        text = base::trim(read(source, text));
        if (model::is_nothing(text)) return false;
        const Meaning* meaning = source.table->find(text);
        if (meaning == nullptr) return false;
        desk_.meanings[number] = meaning, desk_.originals[number] = text;
        set_number(step, *meaning, desk_.values[number]);
        return true;
    }

    bool work_caption(const Step& step, Field& out) const {
        const Meaning* meaning = desk_.meanings[step.follows];
        if (meaning == nullptr) return false;
        const std::string_view text =
            meaning->is_other ? desk_.originals[step.follows] : std::string_view(meaning->caption);
        out.kind = model::ValueKind::text;
        out.text_data = text.data(), out.text_bytes = static_cast<uint32_t>(text.size());
        return text.size() <= text_bytes_max;
    }

    bool work_type_uid(const Step& step, Field& out) {
        const Meaning* meaning = desk_.meanings[step.follows];
        if (meaning == nullptr) return false;
        set_integer(mapping_.class_uid * 100 + base::parse_integer(meaning->number).value_or(0),
                    out);
        return true;
    }

    bool work_time(Field& out) {
        constexpr int64_t ns_per_ms = 1'000'000;
        const base::TimeNs time =
            event_.time_ns != base::no_time ? event_.time_ns : event_.received_ns;
        if (time == base::no_time) return false;
        set_integer(time / ns_per_ms, out);
        return true;
    }

    void set_integer(int64_t value, Field& out) {
        const std::string_view text = write_integer(value, batch_.arena());
        out.kind = model::ValueKind::integer;
        out.text_data = text.data(), out.text_bytes = static_cast<uint32_t>(text.size());
    }

    // ---- lists
    void work(const ElementList& list) {
        const Step& first = mapping_.steps[list.members.front().step];
        if (first.kind == Step::Kind::fingerprints) return work_fingerprints(list, first);
        size_t count = 0;
        for (const auto& member : list.members)
            count = std::max(count, element_count(mapping_.steps[member.step]));
        count = std::min(count, elements_max);
        size_t written = 0;
        for (size_t i = 0; i < count; ++i)
            if (work_element(list, i, written)) ++written;
    }

    static bool is_native(const Source& source) {
        return source.kind == Source::Kind::field || source.kind == Source::Kind::term;
    }

    // How many elements a step of a list would make.
    size_t element_count(const Step& step) const {
        for (const Source& source : step.sources) {
            if (!is_native(source)) continue;
            const auto values = all(source);
            if (values.empty() || model::is_nothing(values.front().text())) continue;
            if (!is_splitting(source.reading)) return values.size();
            size_t count = 0;
            for (std::string_view rest = values.front().text();
                 !take_element(source.reading, rest).empty();)
                if (++count == elements_max) break;
            return count;
        }
        return 0;
    }

    std::string_view element_text(const Source& source, size_t i) const {
        if (!is_native(source)) return text_of(source);
        const auto values = all(source);
        if (values.empty()) return {};
        if (!is_splitting(source.reading)) return i < values.size() ? values[i].text() : "";
        std::string_view rest = values.front().text(), one;
        for (size_t k = 0; k <= i; ++k) one = take_element(source.reading, rest);
        return one;
    }

    bool element_value(const Step& step, size_t i, Field& out) {
        if (step.kind == Step::Kind::constant) return out = step.field, true;
        for (const Source& source : step.sources) {
            const std::string_view text = element_text(source, i);
            if (step.kind == Step::Kind::meaning) {
                const std::string_view word = base::trim(read(source, text));
                const Meaning* meaning =
                    model::is_nothing(word) ? nullptr : source.table->find(word);
                if (meaning == nullptr) continue;
                return set_number(step, *meaning, out), true;
            }
            if (convert_one(step, source, text, out)) return true;
        }
        return false;
    }

    bool work_element(const ElementList& list, size_t i, size_t at) {
        const size_t begin = desk_.elements.size();
        uint64_t has = 0;
        bool is_worth = false;
        for (size_t m = 0; m < list.members.size(); ++m) {
            const auto& member = list.members[m];
            const Step& step = mapping_.steps[member.step];
            Field field{};
            if (!element_value(step, i, field)) {
                if (member.is_required) return desk_.elements.resize(begin), false;
                continue;
            }
            is_worth = is_worth || step.kind != Step::Kind::constant;
            has |= uint64_t{1} << (m % 64);
            field.id = member.targets[at] & model::no_field;
            desk_.elements.push_back({member.step, field});
        }
        for (const auto& group : list.one_of)
            is_worth = is_worth && std::any_of(group.begin(), group.end(), [&](uint16_t m) {
                           return (has >> (m % 64) & 1) != 0;
                       });
        if (!is_worth) return desk_.elements.resize(begin), false;
        for (size_t e = begin; e < desk_.elements.size(); ++e) present_.add(desk_.elements[e].step);
        return true;
    }

    void work_fingerprints(const ElementList& list, const Step& step) {
        const uint16_t number = list.members.front().step;
        size_t at = 0;
        for (const Source& source : step.sources) {
            for (const Field& native : all(source)) {
                std::string_view rest = native.text();
                while (at < fingerprints_max) {
                    const Fingerprint one = take_fingerprint(rest);
                    if (one.value.empty()) break;
                    add_element(list, 0, at, one.algorithm_id, model::ValueKind::integer);
                    add_element(list, 1, at, one.algorithm, model::ValueKind::text);
                    add_element(list, 2, at, one.value, model::ValueKind::text);
                    ++at, present_.add(number);
                }
            }
        }
    }

    void add_element(const ElementList& list, size_t member, size_t at, std::string_view text,
                     model::ValueKind kind) {
        Field field{};
        field.id = list.members[member].targets[at] & model::no_field, field.kind = kind;
        field.text_data = text.data(), field.text_bytes = static_cast<uint32_t>(text.size());
        desk_.elements.push_back({list.members[member].step, field});
    }

    // ---- what goes out
    bool is_whole(const Guard& guard) const {
        StepSet worth = guard.all;
        worth.remove(guard.automatic);
        if (!present_.meets(worth)) return false;
        for (const StepSet& wanted : guard.required)
            if (!present_.meets(wanted)) return false;
        if (guard.has_one_of && !present_.meets(guard.one_of)) return false;
        return guard.just_one.empty() || present_.meeting(guard.just_one) == 1;
    }

    void write() {
        auto& out = desk_.attributes;
        out.clear();
        for (const uint16_t number : mapping_.order) {
            if (!present_.has(number)) continue;
            const Step& step = mapping_.steps[number];
            Field& field = out.emplace_back(
                step.kind == Step::Kind::constant ? step.field : desk_.values[number]);
            field.id = step.target & model::no_field;
        }
        for (const ProfileEntry& profile : mapping_.profiles)
            if (present_.meets(profile.any)) out.push_back(profile.name);
        for (const auto& element : desk_.elements)
            if (present_.has(element.step)) out.push_back(element.field);
    }

    const Mapping& mapping_;
    const model::Event& event_;
    model::Batch& batch_;
    Desk& desk_;
    StepSet present_;
};

}  // namespace

bool run(const Mapping& mapping, const model::Event& event, model::Batch& batch, Desk& desk) {
    return Running(mapping, event, batch, desk).run();
}

void Table::add(std::string_view key, Meaning meaning) {
    meanings_.insert_or_assign(base::to_lower(key), std::move(meaning));
}

const Meaning* Table::find(std::string_view text) const {
    char lowered[key_bytes_max];
    if (text.size() <= key_bytes_max) {
        std::transform(text.begin(), text.end(), lowered, [](char c) { return base::lower(c); });
        const auto at = meanings_.find(std::string_view(lowered, text.size()));
        if (at != meanings_.end()) return &at->second;
    }
    return has_otherwise_ ? &otherwise_ : nullptr;
}

}  // namespace ward::ingest::map
