// SPDX-License-Identifier: Apache-2.0
// Loading: files to documents to a Collection; then what needs the whole set: one id once, filters
// to their rules, references of correlations. Each fault is reported with the document it is in.
#include "detect/sigma/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "base/file.h"
#include "base/text.h"
#include "detect/sigma/condition.h"
#include "detect/sigma/document.h"

namespace ward::detect::sigma {

namespace {

using base::YamlNode;

// One document on its way into the collection.
struct Loaded {
    enum class Kind { rule, correlation, filter };
    Kind kind = Kind::rule;
    Rule rule;
    CorrelationRule correlation;
    Filter filter;
    int line = 0;
    RuleReport report;

    bool good() const { return !report.messages.has_errors(); }
    base::Place place() const { return {report.file, line, 1}; }
    const std::string& name() const {
        return kind == Kind::correlation ? correlation.name : rule.name;
    }
};

bool looks_like_sigma(const YamlNode& root) {
    for (const auto key : {"title", "detection", "correlation", "filter", "logsource"})
        if (root.find(key)) return true;
    return false;
}

Rule read_rule(const Document& document, const LoadOptions& options,
               base::Diagnostics& diagnostics) {
    Rule rule;
    rule.head = std::make_shared<model::RuleHead>(read_head(document, diagnostics));
    rule.name = document.root.text_of("name");
    rule.log_source = read_log_source(document, diagnostics);
    if (const YamlNode* detection = document.root.find("detection"))
        read_detection(*detection, document.file, options, rule, diagnostics);
    else
        diagnostics.error({document.file, document.root.line, 1}, "there is no detection",
                          "add 'detection:' with a selection and a condition");
    return rule;
}

Loaded read(Document document, const LoadOptions& options) {
    Loaded out;
    RuleReport& report = out.report;
    report.file = document.file;
    report.messages = std::move(document.messages);
    const YamlNode& root = document.root;
    out.line = root.line;
    report.title = root.text_of("title");
    report.id = root.text_of("id");
    if (report.messages.has_errors()) return out;
    if (!root.is_mapping()) {
        report.messages.error(out.place(), "a rule is a mapping");
    } else if (root.find("correlation")) {
        out.kind = Loaded::Kind::correlation;
        out.correlation = read_correlation(document, report.messages);
        report.id = out.correlation.head->id;
    } else if (root.find("filter")) {
        out.kind = Loaded::Kind::filter;
        out.filter = read_filter(document, options, report.messages);
    } else {
        out.rule = read_rule(document, options, report.messages);
        report.id = out.rule.head->id;
    }
    return out;
}

class Loader {
public:
    explicit Loader(const LoadOptions& options) : options_(options) {}

    void add_path(const std::string& path) {
        const auto files = base::list_files(path);
        if (!files.ok()) return add_fault(path, files.error().text);
        const bool folder = base::is_folder(path);
        for (const auto& file : *files) {
            if (folder && (!is_rule_file(file) || is_hidden(file, path.size()))) continue;
            if (!seen_.insert(file).second) continue;
            const auto text = base::read_file(file, rule_file_bytes_max);
            if (text.ok())
                add_text(*text, file, folder);
            else
                add_fault(file, text.error().text);
        }
    }

    // `found`: by looking into a folder, where files that are no rules may lie.
    void add_text(std::string_view text, const std::string& file, bool found) {
        if (text.size() > rule_file_bytes_max)
            return add_fault(file, fmt::format("larger than {} bytes", rule_file_bytes_max));
        for (auto& document : read_documents(text, file)) {
            const bool other = document.root.is_mapping() && !looks_like_sigma(document.root);
            if (found && other && !document.messages.has_errors()) continue;
            loaded_.push_back(read(std::move(document), options_));
        }
    }

    Collection finish(std::vector<RuleReport>& reports) {
        reject_repeated();
        apply_filters();
        resolve();
        Collection out;
        for (auto& one : loaded_) {
            if (one.good() && one.kind == Loaded::Kind::rule)
                out.rules.push_back(std::move(one.rule));
            if (one.good() && one.kind == Loaded::Kind::correlation)
                out.correlations.push_back(std::move(one.correlation));
            one.report.status = !one.good()                         ? RuleReport::Status::rejected
                                : one.report.messages.all().empty() ? RuleReport::Status::loaded
                                                                    : RuleReport::Status::warned;
            reports.push_back(std::move(one.report));
        }
        return out;
    }

private:
    static bool is_rule_file(const std::string& path) {
        const auto lower = base::to_lower(path);
        return lower.ends_with(".yml") || lower.ends_with(".yaml");
    }
    // Below the folder that was named: .github and the like.
    static bool is_hidden(const std::string& path, size_t from) {
        return path.find("/.", from > 0 ? from - 1 : 0) != std::string::npos;
    }

    void add_fault(const std::string& file, std::string text) {
        Loaded out;
        out.report.file = file;
        out.report.messages.error({file, 0, 0}, std::move(text));
        loaded_.push_back(std::move(out));
    }

    void reject_repeated() {
        std::unordered_map<std::string, const Loaded*> by_id;
        for (auto& one : loaded_) {
            if (!one.good() || one.report.id.empty()) continue;
            const auto [it, fresh] = by_id.emplace(one.report.id, &one);
            if (fresh) continue;
            one.report.messages.error(
                one.place(), fmt::format("id {} is already used", one.report.id),
                fmt::format("by '{}' in {}", it->second->report.title, it->second->report.file));
        }
    }

    void apply_filters() {
        for (auto& one : loaded_) {
            if (one.kind != Loaded::Kind::filter || !one.good()) continue;
            size_t met = 0;
            for (auto& target : loaded_)
                if (target.kind == Loaded::Kind::rule && target.good() &&
                    target.rule.tests.size() + one.filter.detection.tests.size() <= rule_tests_max)
                    met += apply_filter(one.filter, target.rule) ? 1 : 0;
            if (met == 0)
                one.report.messages.warning(one.place(), "the filter meets no rule",
                                            "check the ids and the log source");
        }
    }

    void resolve() {
        for (auto& one : loaded_) {
            if (!one.good() || one.kind == Loaded::Kind::filter) continue;
            index_.emplace(one.report.id, &one);
            if (!one.name().empty()) index_.emplace(one.name(), &one);
        }
        // A correlation falls with what it stands on, so again until nothing more falls.
        for (bool fell = true; fell;) {
            fell = false;
            for (auto& one : loaded_)
                if (one.kind == Loaded::Kind::correlation && one.good() && !stands(one))
                    fell = true;
        }
        reject_circles();
        silence();
    }

    bool stands(Loaded& one) {
        for (const auto& reference : one.correlation.rules) {
            const auto it = index_.find(reference);
            if (it != index_.end() && it->second->good()) continue;
            one.report.messages.error(one.place(), fmt::format("no rule is called '{}'", reference),
                                      it == index_.end() ? "write the id or the name of a rule"
                                                         : "that rule could not be loaded");
        }
        for (const auto& alias : one.correlation.aliases)
            for (const auto& [reference, field] : alias.fields)
                if (!index_.contains(reference))
                    one.report.messages.error(
                        one.place(),
                        fmt::format("alias '{}': no rule is called '{}'", alias.name, reference));
        return one.good();
    }

    void reject_circles() {
        std::map<const Loaded*, int> state;  // 1: on the way, 2: done
        for (auto& one : loaded_)
            if (one.kind == Loaded::Kind::correlation && one.good()) walk(one, state, 0);
    }

    bool walk(Loaded& one, std::map<const Loaded*, int>& state, size_t depth) {
        if (one.kind != Loaded::Kind::correlation || state[&one] == 2) return one.good();
        if (state[&one] == 1 || depth > chain_max) {
            one.report.messages.error(one.place(), "the correlation refers to itself",
                                      "or its chain is too long");
            return false;
        }
        state[&one] = 1;
        for (const auto& reference : one.correlation.rules) {
            if (walk(*index_.at(reference), state, depth + 1)) continue;
            if (one.good())
                one.report.messages.error(one.place(),
                                          fmt::format("'{}' refers to itself", reference));
        }
        state[&one] = 2;
        return one.good();
    }

    // Rules that only feed correlations keep quiet, unless one of them says `generate`.
    void silence() {
        std::map<Rule*, bool> generated;
        for (auto& one : loaded_) {
            if (one.kind != Loaded::Kind::correlation || !one.good()) continue;
            for (const auto& reference : one.correlation.rules) {
                Loaded& target = *index_.at(reference);
                if (target.kind == Loaded::Kind::rule)
                    generated[&target.rule] |= one.correlation.generate;
            }
        }
        for (auto& [rule, alerts] : generated) rule->alerts = alerts;
    }

    static constexpr size_t chain_max = 32;  // correlations of correlations of ...

    const LoadOptions& options_;
    std::vector<Loaded> loaded_;
    std::set<std::string> seen_;
    std::unordered_map<std::string, Loaded*> index_;  // by id and by name
};

}  // namespace

Collection load(const std::vector<std::string>& paths, const LoadOptions& options,
                std::vector<RuleReport>& reports) {
    Loader loader(options);
    for (const auto& path : paths) loader.add_path(path);
    return loader.finish(reports);
}

Collection load_text(std::string_view text, const std::string& file, const LoadOptions& options,
                     std::vector<RuleReport>& reports) {
    Loader loader(options);
    loader.add_text(text, file, false);
    return loader.finish(reports);
}

}  // namespace ward::detect::sigma
