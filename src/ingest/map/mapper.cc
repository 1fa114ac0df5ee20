// SPDX-License-Identifier: Apache-2.0
// The mapper: reads the schema and the mapping files of a folder, chooses a mapping for each event
// by what its `when` tests, and runs it. The first mapping whose class gets all that it requires
// counts; with none the event keeps only its native fields.
#include "ingest/mapper.h"

#include <fmt/format.h>

#include "base/file.h"
#include "ingest/map/compile.h"
#include "ingest/map/load.h"
#include "ingest/map/run.h"

namespace ward::ingest {

namespace map {

namespace {

class Loading {
public:
    Loading(Program& program, model::FieldNames& names, base::Diagnostics& diagnostics)
        : program_(program), names_(names), diagnostics_(diagnostics) {}

    void read(const std::string& text, const std::string& file) {
        for (base::YamlNode& document : base::parse_yaml(text, file, diagnostics_)) {
            const base::YamlNode* schema = document.find("schema");
            if (schema != nullptr)
                schema_ = Schema::read(*schema, file, diagnostics_);
            else
                documents_.push_back({file, std::move(document)});
        }
    }

    void compile_all() {
        if (schema_.is_empty()) {
            if (!documents_.empty())
                diagnostics_.error({documents_.front().file, 0, 0},
                                   "there is no OCSF schema beside the mappings",
                                   "content/mappings/schema/ocsf.yaml belongs there");
            return;
        }
        std::vector<File> files;
        for (const auto& [file, document] : documents_)
            files.push_back(read_file_of_mappings(document, file, diagnostics_));
        for (const File& file : files) add_words(file);
        TableTexts shared;
        for (const File& file : files)
            for (const auto& [name, table] : file.tables) shared.try_emplace(name, table);
        for (const File& file : files) compile_file(file, shared);
        for (Mapping& mapping : program_.mappings) name_elements(mapping, names_);
        program_.selector.finish();
        for (const auto& path : program_.selector.paths()) {
            if (path.is_ocsf)
                diagnostics_.error({},
                                   fmt::format("a mapping cannot ask for ocsf:{}, which it makes",
                                               names_.name(path.id)));
            program_.tested.push_back(program_.natives.slot(path.id));
        }
    }

private:
    struct Document {
        std::string file;
        base::YamlNode root;
    };

    void add_words(const File& file) {
        for (const auto& [term, words] : file.vocabulary)
            for (const auto& word : words)
                if (!program_.vocabulary.add(term, word))
                    diagnostics_.error({}, fmt::format("'{}' cannot be a word of '{}'", word, term),
                                       "it needs letters, and there may be no more than 8,000");
    }

    void compile_file(const File& file, const TableTexts& shared) {
        TableTexts tables = file.tables;  // its own go before those of other files
        tables.insert(shared.begin(), shared.end());
        Workplace place{schema_,         program_.vocabulary, names_,      program_.natives,
                        program_.tables, program_.text,       diagnostics_};
        for (const Definition& definition : file.definitions) {
            auto mapping = compile(definition, tables, place);
            if (!mapping) continue;
            program_.selector.add(file.when, definition.when, definition.place, names_,
                                  diagnostics_);
            program_.mappings.push_back(std::move(*mapping));
        }
    }

    Program& program_;
    model::FieldNames& names_;
    base::Diagnostics& diagnostics_;
    Schema schema_;
    std::vector<Document> documents_;
};

class LoadedMapper final : public Mapper {
public:
    explicit LoadedMapper(std::shared_ptr<const Program> program) : program_(std::move(program)) {}

    void map(model::Batch& batch) const override {
        if (program_->mappings.empty() || batch.events().empty()) return;
        batch.hold(program_);  // attributes borrow the texts of mappings
        Desk desk(program_->natives, program_->vocabulary);
        for (model::Event& event : batch.events()) {
            desk.natives.read(batch.fields(event)), desk.terms.next(batch.fields(event));
            const bool is_mapped = program_->selector.visit(
                event.source, [&](size_t i) { return desk.natives.first(program_->tested[i]); },
                [&](uint32_t entry) { return run(program_->mappings[entry], event, batch, desk); });
            if (is_mapped) batch.set_ocsf(event, desk.attributes);
        }
    }

private:
    std::shared_ptr<const Program> program_;  // shared: batches hold it as long as they live
};

}  // namespace

std::unique_ptr<Mapper> load(const std::vector<NamedText>& texts, model::FieldNames& names,
                             base::Diagnostics& diagnostics) {
    auto program = std::make_shared<Program>();
    Loading loading(*program, names, diagnostics);
    for (const auto& [file, text] : texts) loading.read(text, file);
    loading.compile_all();
    return std::make_unique<LoadedMapper>(std::move(program));
}

}  // namespace map

std::unique_ptr<Mapper> Mapper::load(const std::string& folder, model::FieldNames& names,
                                     base::Diagnostics& diagnostics) {
    std::vector<map::NamedText> texts;
    const auto files = base::list_files(folder);
    if (!files.ok()) diagnostics.error({folder, 0, 0}, files.error().text);
    for (const auto& file : files.ok() ? *files : std::vector<std::string>{}) {
        if (!file.ends_with(".yaml")) continue;
        auto text = base::read_file(file);
        if (text.ok())
            texts.push_back({file, std::move(text).value()});
        else
            diagnostics.error({file, 0, 0}, text.error().text);
    }
    return map::load(texts, names, diagnostics);
}

}  // namespace ward::ingest
