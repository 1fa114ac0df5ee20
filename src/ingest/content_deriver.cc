// SPDX-License-Identifier: Apache-2.0
#include "ingest/content_deriver.h"

namespace ward::ingest {

std::shared_ptr<const ContentDeriver> ContentDeriver::load(const std::string& content,
                                                           model::FieldNames& names,
                                                           base::Diagnostics& diagnostics) {
    std::shared_ptr<ContentDeriver> out(new ContentDeriver);
    out->names_ = &names;
    out->read(content, diagnostics);
    return out;
}

std::shared_ptr<const ContentDeriver> ContentDeriver::load(const std::string& content,
                                                           base::Diagnostics& diagnostics) {
    std::shared_ptr<ContentDeriver> out(new ContentDeriver);
    out->own_names_ = std::make_unique<model::FieldNames>();
    out->names_ = out->own_names_.get();
    out->read(content, diagnostics);
    return out;
}

void ContentDeriver::read(const std::string& content, base::Diagnostics& diagnostics) {
    mapper_ = Mapper::load(content + "/mappings", *names_, diagnostics);
    sentences_ = language::Sentences::load(content + "/sentences", *names_, diagnostics);
}

}  // namespace ward::ingest
