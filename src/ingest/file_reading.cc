// SPDX-License-Identifier: Apache-2.0
// FileReading: see the header.
#include "ingest/file_reading.h"

#include <algorithm>

#include "base/hash.h"
#include "ingest/choice.h"
#include "ingest/cut.h"

namespace ward::ingest {

FileReading::FileReading(std::string name, const ReadOptions& options, model::FieldNames& names,
                         const BatchSink& sink)
    : name_(std::make_shared<const std::string>(std::move(name))),
      options_(options),
      names_(names),
      sink_(sink) {
    context_.source_name = *name_;
    context_.record = base::hash64(*name_);
    context_.zone_offset_seconds = options.zone_offset_seconds;
    context_.received_ns = options.received_ns;
    context_.time_field = options.time_field;
    const model::LogSource& given = options.log_source;
    if (!given.product.empty() || !given.category.empty() || !given.service.empty())
        context_.given = &given;
    begin_batch();
}

void FileReading::begin(std::string_view head) {
    const Parser* named = options_.format.empty() ? nullptr : find_parser(options_.format);
    parser_ = named ? named : &recognise(head);
    is_line_by_line_ = Cutter(head, *parser_).is_line_by_line();
    may_choose_ = named == nullptr && is_line_by_line_;
}

ParserState* FileReading::state_of(const Parser& wanted) {
    for (auto& [parser, state] : states_)
        if (parser == &wanted) return state.get();
    return states_.emplace_back(&wanted, wanted.make_state()).second.get();
}

bool FileReading::feed(std::string_view piece, const std::shared_ptr<const void>& owner) {
    batch_->hold(owner);
    Cutter cutter(piece, *parser_);
    while (const auto record = cutter.next()) {
        context_.offset = fed_bytes_ + static_cast<uint64_t>(record->data() - piece.data());
        if (may_choose_) parser_ = &choose_in_file(*parser_, *record);
        parser_->parse(*record, context_, state_of(*parser_), *batch_);
        advance();
        if (counted_ < options_.batch_events_max) continue;
        if (!send()) return false;
        batch_->hold(owner);
    }
    fed_bytes_ += piece.size();
    return true;
}

void FileReading::reject(model::RejectReason reason, std::string_view detail) {
    context_.offset = fed_bytes_;
    batch_->reject(new_event(context_, parser_ ? parser_->name() : "text"), reason, detail);
    advance();
}

bool FileReading::end() {
    context_.offset = fed_bytes_;
    for (auto& [parser, state] : states_) parser->flush(context_, state.get(), *batch_);
    advance();
    return counted_ == 0 || send();
}

void FileReading::begin_batch() {
    batch_.emplace(names_);
    batch_->hold(name_);
    counted_ = 0;
}

void FileReading::advance() {
    const size_t count = batch_->events().size() + batch_->rejects().size();
    const size_t added = count - counted_;
    context_.index += added;
    // A line whose event is held back still takes a number, so that ids never meet.
    context_.first_index += static_cast<uint32_t>(std::max<size_t>(added, 1));
    counted_ = count;
}

bool FileReading::send() {
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

}  // namespace ward::ingest
