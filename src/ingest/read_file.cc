// SPDX-License-Identifier: Apache-2.0
// Reading files: maps or unpacks one, tells its format from its first bytes, cuts it into records
// and hands full batches on. It holds one batch at a time; a file's size does not matter.
#include <optional>

#include "base/file.h"
#include "base/hash.h"
#include "ingest/cut.h"
#include "ingest/reader.h"

namespace ward::ingest {

namespace {

// One file (or member of an archive) on its way into batches.
class FileReading {
public:
    FileReading(std::string name, const ReadOptions& options, model::FieldNames& names,
                const BatchSink& sink)
        : name_(std::make_shared<const std::string>(std::move(name))),
          options_(options),
          names_(names),
          sink_(sink),
          batch_(std::in_place, names) {
        context_.source_name = *name_;
        context_.record = base::hash64(*name_);
        context_.zone_offset_seconds = options.zone_offset_seconds;
        context_.time_field = options.time_field;
        if (!options.log_source.product.empty() || !options.log_source.category.empty() ||
            !options.log_source.service.empty())
            context_.given = &options.log_source;
    }

    /// False if the sink wants no more.
    bool read(std::string_view bytes, std::shared_ptr<const void> owner) {
        owner_ = std::move(owner);
        begin_batch();
        const Parser* named = options_.format.empty() ? nullptr : find_parser(options_.format);
        const Parser& parser = named ? *named : recognise(bytes);
        const auto state = parser.make_state();
        Cutter cutter(bytes, parser);
        while (const auto record = cutter.next()) {
            context_.offset = static_cast<uint64_t>(record->data() - bytes.data());
            parser.parse(*record, context_, state.get(), *batch_);
            advance();
            if (batch_->events().size() >= options_.batch_events_max && !send()) return false;
        }
        context_.offset = bytes.size();
        parser.flush(context_, state.get(), *batch_);
        advance();
        return batch_->events().empty() && batch_->rejects().empty() ? true : send();
    }

private:
    void begin_batch() {
        batch_.emplace(names_);
        batch_->hold(owner_);
        batch_->hold(name_);
        counted_ = 0;
    }

    void advance() {
        const size_t count = batch_->events().size() + batch_->rejects().size();
        context_.index += count - counted_;
        context_.first_index += static_cast<uint32_t>(count - counted_);
        counted_ = count;
    }

    bool send() {
        if (context_.given != nullptr) {
            for (model::Event& event : batch_->events()) {
                event.source.product = context_.given->product;
                event.source.category = context_.given->category;
                event.source.service = context_.given->service;
            }
        }
        if (options_.mapper != nullptr) options_.mapper->map(*batch_);
        const bool goes_on = sink_(std::move(*batch_));
        begin_batch();
        return goes_on;
    }

    std::shared_ptr<const std::string> name_;  // shared: batches borrow it as source name
    const ReadOptions& options_;
    model::FieldNames& names_;
    const BatchSink& sink_;
    std::optional<model::Batch> batch_;
    RecordContext context_;
    std::shared_ptr<const void> owner_;
    size_t counted_ = 0;
};

}  // namespace

base::Result<void> read_file(const std::string& path, const ReadOptions& options,
                             model::FieldNames& names, const BatchSink& sink) {
    TRY(const auto file, base::MappedFile::open(path));
    FileReading(path, options, names, sink).read(file.bytes(), file.owner());
    return {};
}

}  // namespace ward::ingest
