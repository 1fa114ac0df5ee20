// SPDX-License-Identifier: Apache-2.0
// The sentences of content/sentences, chosen by what their `when` asks for: the most particular one
// whose conditions hold and whose values are there (model/selector.h). What no sentence fits is
// told by its source and its message.
#include "language/sentences.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.h"
#include "base/text.h"
#include "base/yaml.h"
#include "language/template/template.h"
#include "model/selector.h"

namespace ward::language {

namespace {

using base::YamlNode;

constexpr size_t sentences_max = 10'000;  // of all files: more is no hand's work
constexpr size_t sentence_bytes_usual = 192;

class LoadedSentences final : public Sentences {
public:
    explicit LoadedSentences(model::FieldNames& names) : names_(names) {
        for (const std::string_view name :
             {"message", "msg", "Message", "event", "MESSAGE", "log", "body", "ocsf:message"})
            message_.push_back(model::field_path(name, names));
        for (const std::string_view name :
             {"ocsf:device.hostname", "hostname", "host", "Computer", "node"})
            host_.push_back(model::field_path(name, names));
    }

    struct File {
        std::string name;
        std::vector<YamlNode> documents;
    };

    void read(const std::vector<File>& files, base::Diagnostics& diagnostics) {
        for (const File& file : files)
            for (const auto& document : file.documents)
                if (const auto* words = document.find("words"))
                    read_words(*words, file.name, diagnostics);
        for (const File& file : files)
            for (const auto& document : file.documents)
                read_document(document, file.name, diagnostics);
        selector_.finish();
    }

    std::string tell(const model::Batch& batch, const model::Event& event) const override {
        std::string out;
        out.reserve(sentence_bytes_usual);
        const auto& paths = selector_.paths();
        const bool is_told = selector_.visit(
            event.source, [&](size_t i) { return value_of(paths[i], batch, event); },
            [&](uint32_t entry) { return templates_[entry].fill(batch, event, out); });
        if (!is_told) tell_plainly(batch, event, out);
        return out;
    }

private:
    static void check(const YamlNode& node, std::initializer_list<std::string_view> known,
                      const std::string& file, base::Diagnostics& diagnostics) {
        for (const auto& [name, value] : node.members) {
            if (std::find(known.begin(), known.end(), name.text) != known.end()) continue;
            const std::string near = base::nearest(name.text, known);
            diagnostics.error({file, name.line, name.column},
                              fmt::format("there is no '{}' here", name.text),
                              near.empty() ? "" : fmt::format("did you mean '{}'?", near));
        }
    }

    void read_words(const YamlNode& words, const std::string& file,
                    base::Diagnostics& diagnostics) {
        for (const auto& [name, list] : words.members) {
            if (!list.is_mapping())
                diagnostics.error({file, list.line, list.column},
                                  "a word list wants native values with words");
            for (const auto& [key, value] : list.members) lists_[name.text][key.text] = value.text;
        }
    }

    void read_document(const YamlNode& document, const std::string& file,
                       base::Diagnostics& diagnostics) {
        check(document, {"words", "when", "sentences"}, file, diagnostics);
        const YamlNode* sentences = document.find("sentences");
        if (sentences == nullptr) return;
        for (const auto& item : sentences->items) {
            if (templates_.size() == sentences_max) {
                diagnostics.error({file, item.line, item.column},
                                  fmt::format("more than {} sentences", sentences_max));
                return;
            }
            read_sentence(document.find("when"), item, file, diagnostics);
        }
    }

    void read_sentence(const YamlNode* outer, const YamlNode& item, const std::string& file,
                       base::Diagnostics& diagnostics) {
        check(item, {"when", "say"}, file, diagnostics);
        const base::Place place{file, item.line, item.column};
        const YamlNode* say = item.find("say");
        if (say == nullptr || !say->is_scalar()) {
            diagnostics.error(place, "a sentence needs a text called 'say'");
            return;
        }
        selector_.add(outer, item.find("when"), place, names_, diagnostics);
        templates_.push_back(Template::compile(say->text, lists_, names_,
                                               {file, say->line, say->column}, diagnostics));
    }

    std::string_view first(const std::vector<model::FieldPath>& paths, const model::Batch& batch,
                           const model::Event& event) const {
        for (const auto& path : paths)
            if (const auto value = value_of(path, batch, event); !value.empty()) return value;
        return {};
    }

    // What no sentence fits is told by what it is and what it says.
    void tell_plainly(const model::Batch& batch, const model::Event& event,
                      std::string& out) const {
        out += event.source.product.empty() ? event.source.format : event.source.product;
        if (!event.source.service.empty()) out += ' ', out += event.source.service;
        out += " event";
        if (const auto host = first(host_, batch, event); !host.empty())
            out += " on ", append_harmless(out, host);
        std::string_view message = first(message_, batch, event);
        if (message.empty()) message = base::trim(event.raw.substr(0, 2 * value_bytes_max));
        if (message.empty()) return;
        out += ": ";
        append_harmless(out, message);
    }

    model::FieldNames& names_;
    WordLists lists_;
    model::Selector selector_;  // its entries are `templates_`, by place
    std::vector<Template> templates_;
    std::vector<model::FieldPath> message_, host_;
};

}  // namespace

std::unique_ptr<Sentences> Sentences::load(const std::string& folder, model::FieldNames& names,
                                           base::Diagnostics& diagnostics) {
    auto out = std::make_unique<LoadedSentences>(names);
    std::vector<LoadedSentences::File> read;
    const auto files = base::list_files(folder);
    if (!files.ok()) diagnostics.error({folder, 0, 0}, files.error().text);
    for (const auto& file : files.ok() ? *files : std::vector<std::string>{}) {
        if (!file.ends_with(".yaml")) continue;
        const auto text = base::read_file(file);
        if (text.ok())
            read.push_back({file, base::parse_yaml(*text, file, diagnostics)});
        else
            diagnostics.error({file, 0, 0}, text.error().text);
    }
    out->read(read, diagnostics);
    return out;
}

}  // namespace ward::language
