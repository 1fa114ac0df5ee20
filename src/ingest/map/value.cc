// SPDX-License-Identifier: Apache-2.0
#include "ingest/map/value.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "ingest/map/convert.h"

namespace ward::ingest::map {

using model::ValueKind;

bool Values::error(const base::Place& place, std::string text, std::string hint) {
    work_.diagnostics.error(place, std::move(text), std::move(hint));
    return false;
}

Step Values::constant(std::string text, ValueKind kind) {
    Step step;
    step.kind = Step::Kind::constant;
    const std::string_view kept = work_.text.keep(text);
    step.field.kind = kind;
    step.field.text_data = kept.data(), step.field.text_bytes = static_cast<uint32_t>(kept.size());
    return step;
}

const std::pair<std::string, std::string>* Values::find(const Enumeration& known,
                                                        std::string_view text) {
    for (const auto& one : known)
        if (base::equals_ignore_case(one.first, text) || one.second == text) return &one;
    return nullptr;
}

void Values::tell_unknown(const base::Place& place, const Enumeration& known,
                          std::string_view text) {
    std::vector<std::string_view> captions;
    std::string some;
    constexpr size_t shown_max = 12;
    for (const auto& [caption, number] : known) {
        captions.push_back(caption);
        if (captions.size() <= shown_max) some += (some.empty() ? "" : ", ") + caption;
    }
    const std::string near = base::nearest(text, captions);
    error(place, fmt::format("'{}' is none of its values", text),
          near.empty() ? "there are " + some : fmt::format("did you mean '{}'?", near));
}

const Table* Values::table(const TableText& text, const base::Place& place,
                           const Enumeration* known) {
    Table out;
    for (const auto& [key, value] : text) {
        Meaning meaning{{}, value, false};
        if (known != nullptr) {
            const auto* one = find(*known, value);
            if (one == nullptr) return tell_unknown(place, *known, value), nullptr;
            meaning = {one->second, one->first, one->second == "99"};
        }
        if (key == "*")
            out.set_otherwise(std::move(meaning));
        else
            out.add(key, std::move(meaning));
    }
    return &work_.tables.emplace_back(std::move(out));
}

// Without a table the native value is a caption or a number of the enumeration itself.
const Table* Values::table_of(const Enumeration& known) {
    Table out;
    for (const auto& [caption, number] : known) {
        out.add(caption, {number, caption, false});
        out.add(number, {number, caption, false});
        if (number == "99") out.set_otherwise({number, caption, true});
    }
    return &work_.tables.emplace_back(std::move(out));
}

bool Values::read_as(const SourceText& text, const base::Place& place, const Enumeration* known,
                     Source& out) {
    const auto reading = find_reading(text.reading);
    const std::string& name = reading ? text.then : text.reading;
    if (reading) out.reading = *reading;
    if (!name.empty()) {
        const auto at = tables_.find(name);
        if (at == tables_.end()) return tell_no_table(name, !reading.has_value(), place);
        out.table = table(at->second, place, known);
        return out.table != nullptr;
    }
    if (known != nullptr) out.table = table_of(*known);
    return true;
}

bool Values::tell_no_table(const std::string& name, bool may_be_reading, const base::Place& place) {
    std::vector<std::string_view> words;
    if (may_be_reading) words = reading_names();
    for (const auto& [word, one] : tables_) words.push_back(word);
    const std::string near = base::nearest(name, words);
    return error(
        place,
        fmt::format("there is no {}table '{}'", may_be_reading ? "reading and no " : "", name),
        near.empty() ? "" : fmt::format("did you mean '{}'?", near));
}

bool Values::source(const SourceText& text, const base::Place& place, const Enumeration* known,
                    Source& out) {
    static constexpr std::pair<std::string_view, Source::Kind> words[] = {
        {"@product", Source::Kind::product},
        {"@category", Source::Kind::category},
        {"@service", Source::Kind::service},
        {"@format", Source::Kind::format},
        {"@source", Source::Kind::name}};
    if (text.is_constant) {
        out.kind = Source::Kind::constant, out.constant = text.name;
    } else if (text.name.starts_with('@') && text.name != "@timestamp") {
        const auto at = std::find_if(std::begin(words), std::end(words),
                                     [&](const auto& word) { return word.first == text.name; });
        if (at == std::end(words))
            return error(place, fmt::format("there is no '{}'", text.name),
                         "there are @product, @category, @service, @format, @source");
        out.kind = at->second;
    } else if (text.is_term) {
        const auto term = work_.vocabulary.find_term(text.name);
        if (!term) return tell_no_term(text.name, place);
        out.kind = Source::Kind::term, out.slot = *term;
    } else {
        const model::FieldId id = work_.names.intern(text.name);
        if (id == model::no_field) return error(place, "the name of a field is too long");
        out.slot = work_.natives.slot(id);
        if (out.slot == 0)
            return error(place, fmt::format("more than {} native names", NativeNames::names_max));
        if (!text.where.empty()) {
            const model::FieldId beside = work_.names.intern(text.where);
            if (beside == model::no_field) return error(place, "the name of a field is too long");
            out.where = work_.natives.slot(beside), out.equals = text.equals;
        }
    }
    if (!text.reading.empty()) return read_as(text, place, known, out);
    if (known != nullptr) out.table = table_of(*known);
    return true;
}

bool Values::tell_no_term(const std::string& name, const base::Place& place) {
    const std::string near = base::nearest(name, work_.vocabulary.term_names());
    return error(place, fmt::format("no vocabulary has the term '{}'", name),
                 near.empty() ? "" : fmt::format("did you mean '{}'?", near));
}

bool Values::plain(const Segment& leaf, const Assignment& assignment, Step& step) {
    const bool is_hashes = leaf.attribute->object == "fingerprint";
    const Type type = is_hashes ? Type::text : leaf.attribute->type;
    if (type == Type::other)
        return error(assignment.place, fmt::format("no mapping can make a '{}'", leaf.name));
    if (assignment.is_constant) {
        model::Field field{};
        base::Arena arena;
        if (is_hashes || !convert(type, assignment.constant, arena, field))
            return error(assignment.place,
                         fmt::format("'{}' is no value of '{}'", assignment.constant, leaf.name));
        step = constant(std::string(field.text()), field.kind);
        return true;
    }
    step.kind = is_hashes ? Step::Kind::fingerprints : Step::Kind::value;
    step.type = type;
    for (const auto& text : assignment.sources) {
        Source& out = step.sources.emplace_back();
        if (!source(text, assignment.place, nullptr, out)) return false;
        if (out.kind != Source::Kind::constant || is_hashes) continue;
        model::Field field{};
        base::Arena arena;
        if (!convert(type, out.constant, arena, field))
            return error(assignment.place,
                         fmt::format("'{}' is no value of '{}'", out.constant, leaf.name));
    }
    return true;
}

bool Values::enumerated(const Segment& leaf, const Enumeration& known, const Assignment& assignment,
                        Step& step, std::string& caption) {
    if (assignment.is_constant) {
        const auto* one = find(known, assignment.constant);
        if (one == nullptr)
            return tell_unknown(assignment.place, known, assignment.constant), false;
        const bool is_number = leaf.attribute->type == Type::integer;
        step = constant(one->second, is_number ? ValueKind::integer : ValueKind::text);
        caption = one->first;
        return true;
    }
    step.kind = Step::Kind::meaning;
    step.type = leaf.attribute->type;
    for (const auto& text : assignment.sources)
        if (!source(text, assignment.place, &known, step.sources.emplace_back())) return false;
    return true;
}

}  // namespace ward::ingest::map
