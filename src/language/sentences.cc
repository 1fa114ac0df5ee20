// SPDX-License-Identifier: Apache-2.0
// The sentences of content/sentences, found by what they ask for: the first one in file order whose
// conditions hold and whose values are there. Dispatch is by one condition (field, value) each, so
// an event looks at a few templates, not at all.
#include "language/sentences.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "base/file.h"
#include "base/text.h"
#include "base/yaml.h"
#include "language/template/template.h"

namespace ward::language {

namespace {

struct Condition {
    FieldPath path;
    std::vector<std::string> values;  // any of them; empty: present
};

struct Sentence {
    std::string product, category, service, format;  // empty: any
    std::vector<Condition> conditions;
    Template text;
};

// Key of the dispatch table: a field and one value that it must have.
struct Key {
    model::FieldId id;
    bool is_ocsf;
    std::string value;
    auto operator<=>(const Key&) const = default;
};

class LoadedSentences final : public Sentences {
public:
    explicit LoadedSentences(model::FieldNames& names) : names_(names) {
        for (const std::string_view name :
             {"message", "msg", "Message", "event", "MESSAGE", "log", "body"})
            message_.push_back(field_path(name, names));
        for (const std::string_view name : {"ocsf:device.hostname", "host", "Computer", "hostname"})
            host_.push_back(field_path(name, names));
    }

    void read(const std::string& file, base::Diagnostics& diagnostics) {
        const auto text = base::read_file(file);
        if (!text.ok()) {
            diagnostics.error({file, 0, 0}, text.error().text);
            return;
        }
        for (const auto& document : base::parse_yaml(*text, file, diagnostics)) {
            if (const auto* words = document.find("words")) read_words(*words);
            const auto* sentences = document.find("sentences");
            if (sentences == nullptr) continue;
            for (const auto& item : sentences->items) read_sentence(item, file, diagnostics);
        }
    }

    void index() {
        for (size_t i = 0; i < sentences_.size(); ++i) {
            const Condition* chosen = nullptr;
            for (const auto& condition : sentences_[i].conditions)
                if (!condition.values.empty() &&
                    (chosen == nullptr || condition.values.size() < chosen->values.size()))
                    chosen = &condition;
            if (chosen == nullptr) {
                always_.push_back(i);
                continue;
            }
            for (const auto& value : chosen->values)
                by_value_[{chosen->path.id, chosen->path.is_ocsf, value}].push_back(i);
            keys_.insert({chosen->path.id, chosen->path.is_ocsf});
        }
    }

    std::string tell(const model::Batch& batch, const model::Event& event) const override {
        std::vector<size_t> candidates = always_;
        for (const auto& [id, is_ocsf] : keys_) {
            const std::string_view value = value_of({id, is_ocsf}, batch, event);
            if (value.empty()) continue;
            const auto found = by_value_.find({id, is_ocsf, std::string(value)});
            if (found != by_value_.end())
                candidates.insert(candidates.end(), found->second.begin(), found->second.end());
        }
        std::sort(candidates.begin(), candidates.end());
        for (const size_t i : candidates) {
            if (!fits(sentences_[i], batch, event)) continue;
            if (auto text = sentences_[i].text.fill(batch, event)) return std::move(*text);
        }
        return fallback(batch, event);
    }

private:
    void read_words(const base::YamlNode& words) {
        for (const auto& [name, list] : words.members)
            for (const auto& [key, value] : list.members) lists_[name.text][key.text] = value.text;
    }

    void read_sentence(const base::YamlNode& item, const std::string& file,
                       base::Diagnostics& diagnostics) {
        Sentence out;
        const base::YamlNode* say = item.find("say");
        if (say == nullptr) {
            diagnostics.error({file, item.line, item.column},
                              "a sentence needs a text called 'say'");
            return;
        }
        if (const auto* when = item.find("when"))
            for (const auto& [name, value] : when->members) read_condition(name.text, value, out);
        out.text = Template::compile(say->text, lists_, names_, {file, say->line, say->column},
                                     diagnostics);
        sentences_.push_back(std::move(out));
    }

    void read_condition(const std::string& name, const base::YamlNode& value, Sentence& out) {
        if (name == "product")
            out.product = value.text;
        else if (name == "category")
            out.category = value.text;
        else if (name == "service")
            out.service = value.text;
        else if (name == "format")
            out.format = value.text;
        else {
            Condition condition;
            condition.path = field_path(name, names_);
            if (value.is_sequence())
                for (const auto& one : value.items) condition.values.push_back(one.text);
            else if (value.text != "*")
                condition.values.push_back(value.text);
            out.conditions.push_back(std::move(condition));
        }
    }

    static bool fits(const Sentence& sentence, const model::Batch& batch,
                     const model::Event& event) {
        const auto part = [](const std::string& wanted, std::string_view has) {
            return wanted.empty() || wanted == has;
        };
        if (!part(sentence.product, event.source.product) ||
            !part(sentence.service, event.source.service) ||
            !part(sentence.category, event.source.category) ||
            !part(sentence.format, event.source.format))
            return false;
        return std::all_of(
            sentence.conditions.begin(), sentence.conditions.end(), [&](const auto& condition) {
                const std::string_view value = value_of(condition.path, batch, event);
                if (condition.values.empty()) return !value.empty();
                return std::find(condition.values.begin(), condition.values.end(), value) !=
                       condition.values.end();
            });
    }

    // What no template fits is told by what it is and what it says.
    std::string fallback(const model::Batch& batch, const model::Event& event) const {
        const auto first = [&](const std::vector<FieldPath>& paths) {
            for (const auto& path : paths)
                if (const auto value = value_of(path, batch, event); !value.empty()) return value;
            return std::string_view{};
        };
        constexpr size_t message_bytes_max = 200;
        std::string out(event.source.product.empty() ? event.source.format : event.source.product);
        if (!event.source.service.empty()) out += fmt::format(" {}", event.source.service);
        out += " event";
        if (const auto host = first(host_); !host.empty()) out += fmt::format(" on {}", host);
        std::string_view message = first(message_);
        if (message.empty()) message = base::trim(event.raw.substr(0, message_bytes_max));
        if (!message.empty() && base::is_valid_utf8(message.substr(0, message_bytes_max)))
            out += fmt::format(": {}", message.substr(0, message_bytes_max));
        return out;
    }

    model::FieldNames& names_;
    WordLists lists_;
    std::vector<Sentence> sentences_;
    std::vector<size_t> always_;                      // sentences without a value to dispatch on
    std::set<std::pair<model::FieldId, bool>> keys_;  // fields that sentences are dispatched on
    std::map<Key, std::vector<size_t>> by_value_;
    std::vector<FieldPath> message_, host_;
};

}  // namespace

std::unique_ptr<Sentences> Sentences::load(const std::string& folder, model::FieldNames& names,
                                           base::Diagnostics& diagnostics) {
    auto out = std::make_unique<LoadedSentences>(names);
    const auto files = base::list_files(folder);
    if (files.ok())
        for (const auto& file : *files)
            if (file.ends_with(".yaml")) out->read(file, diagnostics);
    out->index();
    return out;
}

}  // namespace ward::language
