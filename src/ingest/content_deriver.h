// SPDX-License-Identifier: Apache-2.0
// ContentDeriver: the mappings and sentences of one content folder, for whoever reads events and
// for the store that makes OCSF and sentences anew.
#pragma once

#include <memory>
#include <string>

#include "base/diagnostics.h"
#include "ingest/mapper.h"
#include "language/sentences.h"
#include "store/deriver.h"

namespace ward::ingest {

class ContentDeriver final : public store::Deriver {
public:
    /// Loads CONTENT/mappings and CONTENT/sentences. What is wrong goes to `diagnostics`; the
    /// others work. `names` must outlive it.
    static std::shared_ptr<const ContentDeriver> load(const std::string& content,
                                                      model::FieldNames& names,
                                                      base::Diagnostics& diagnostics);
    /// The same with names of its own.
    static std::shared_ptr<const ContentDeriver> load(const std::string& content,
                                                      base::Diagnostics& diagnostics);

    const Mapper& mapper() const { return *mapper_; }
    const language::Sentences& sentences() const { return *sentences_; }

    model::FieldNames& names() const override { return *names_; }
    void map(model::Batch& batch) const override { mapper_->map(batch); }
    std::string tell(const model::Batch& batch, const model::Event& event) const override {
        return sentences_->tell(batch, event);
    }

private:
    ContentDeriver() = default;
    void read(const std::string& content, base::Diagnostics& diagnostics);

    std::unique_ptr<model::FieldNames> own_names_;
    model::FieldNames* names_ = nullptr;
    std::unique_ptr<Mapper> mapper_;
    std::unique_ptr<language::Sentences> sentences_;
};

}  // namespace ward::ingest
