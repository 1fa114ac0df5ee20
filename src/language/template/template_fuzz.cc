// SPDX-License-Identifier: Apache-2.0
// Fuzz: the first line is a template, the rest a value. Whatever they are, what is told is one line
// of valid UTF-8 where the template is.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "base/text.h"
#include "language/template/template.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace ward;
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    const std::string_view text = base::take_until(rest, '\n');
    model::FieldNames names;
    model::Batch batch(names);
    batch.add("a", rest);
    batch.add("b", "EXAMPLE\\ann");
    const auto* event = batch.finish({});
    base::Diagnostics diagnostics;
    const language::WordLists lists = {{"list", {{"x", "one"}, {"*", "({})"}}}};
    const auto compiled = language::Template::compile(text, lists, names, {}, diagnostics);
    std::string out;
    compiled.fill(batch, *event, out);
    std::string value;
    language::append_harmless(value, rest);
    CHECK(base::is_valid_utf8(value));
    CHECK(value.size() <= language::value_bytes_max + 3);
    for (const char c : value) CHECK(static_cast<unsigned char>(c) >= ' ');
    return 0;
}
