// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"
#include "base/yaml.h"
#include "incident/story.h"

namespace ward::incident {

static void read_steps(const base::YamlNode& document, const std::string& file,
                       std::vector<Advice::Step>& out, base::Diagnostics& diagnostics) {
    if (!document.is_sequence()) {
        diagnostics.error({file, document.line, document.column}, "advice must be a list of steps");
        return;
    }
    for (const auto& item : document.items) {
        const auto text = item.text_of("do");
        if (text.empty()) {
            diagnostics.error({file, item.line, item.column}, "a step needs a text called 'do'");
            continue;
        }
        out.push_back({std::string(item.text_of("when")), std::string(text)});
    }
}

Advice Advice::load(const std::string& folder, base::Diagnostics& diagnostics) {
    Advice out;
    const auto files = base::list_files(folder);
    if (!files.ok()) return out;
    for (const auto& file : *files) {
        if (!file.ends_with(".yaml")) continue;
        const auto text = base::read_file(file);
        if (!text.ok()) {
            diagnostics.error({file, 0, 0}, text.error().text);
            continue;
        }
        for (const auto& document : base::parse_yaml(*text, file, diagnostics))
            read_steps(document, file, out.steps_, diagnostics);
    }
    return out;
}

}  // namespace ward::incident
