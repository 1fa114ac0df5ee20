// SPDX-License-Identifier: Apache-2.0
#include "base/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <map>
#include <sstream>

#include "base/text.h"

namespace ward::base {

const YamlNode* YamlNode::find(std::string_view name) const {
    const YamlNode* found = nullptr;
    for (const auto& [key, value] : members)
        if (key.text == name) found = &value;
    return found;
}

std::string_view YamlNode::text_of(std::string_view name) const {
    const YamlNode* node = find(name);
    return node && node->is_scalar() ? std::string_view(node->text) : std::string_view{};
}

bool YamlNode::is_boolean() const {
    if (!is_scalar() || quoted) return false;
    for (const auto word : {"true", "True", "TRUE", "false", "False", "FALSE"})
        if (text == word) return true;
    return false;
}

bool YamlNode::is_integer() const {
    if (!is_scalar() || quoted) return false;
    return parse_integer(text).has_value();
}

bool YamlNode::is_real() const {
    if (!is_scalar() || quoted || text.empty()) return false;
    return is_digit(text.back()) && parse_real(text).has_value();
}

namespace {

struct LimitReached {
    std::string text;
};

// Builds the trees from yaml-cpp's events; throws LimitReached, which parse_yaml catches in this
// same file.
class Builder final : public YAML::EventHandler {
public:
    Builder(const YamlLimits& limits, std::vector<YamlNode>& out) : limits_(limits), out_(out) {}

    void OnDocumentStart(const YAML::Mark&) override { stack_.clear(), anchors_.clear(); }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        add(make(mark, YamlNode::Kind::null), anchor);
    }
    void OnAlias(const YAML::Mark&, YAML::anchor_t anchor) override {
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end()) throw LimitReached{"an alias refers to itself"};
        count(found->second.second);
        add(YamlNode(found->second.first), 0);
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        YamlNode node = make(mark, YamlNode::Kind::scalar);
        node.quoted = tag == "!" || tag == "tag:yaml.org,2002:str";
        node.text = value;
        if (!node.quoted && (value.empty() || value == "~" || value == "null" || value == "Null" ||
                             value == "NULL"))
            node.kind = YamlNode::Kind::null;
        add(std::move(node), anchor);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(make(mark, YamlNode::Kind::sequence), anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(make(mark, YamlNode::Kind::mapping), anchor);
    }
    void OnMapEnd() override { close(); }

private:
    struct Open {
        YamlNode node;
        YAML::anchor_t anchor;
        size_t nodes_before;
        bool has_key = false;
        YamlNode key;
    };

    YamlNode make(const YAML::Mark& mark, YamlNode::Kind kind) {
        count(1);
        YamlNode node;
        node.kind = kind, node.line = mark.line + 1, node.column = mark.column + 1;
        return node;
    }
    void count(size_t nodes) {
        nodes_ += nodes;
        if (nodes_ > limits_.nodes_max)
            throw LimitReached{fmt::format("more than {} nodes", limits_.nodes_max)};
    }
    void open(YamlNode node, YAML::anchor_t anchor) {
        if (stack_.size() >= limits_.depth_max)
            throw LimitReached{fmt::format("nested deeper than {}", limits_.depth_max)};
        stack_.push_back({std::move(node), anchor, nodes_ - 1, false, {}});
    }
    void close() {
        Open top = std::move(stack_.back());
        stack_.pop_back();
        if (top.anchor) anchors_[top.anchor] = {top.node, nodes_ - top.nodes_before};
        add(std::move(top.node), 0);
    }
    void add(YamlNode node, YAML::anchor_t anchor) {
        if (anchor) anchors_[anchor] = {node, 1};
        if (stack_.empty()) {
            out_.push_back(std::move(node));
            return;
        }
        Open& top = stack_.back();
        if (top.node.is_sequence()) {
            top.node.items.push_back(std::move(node));
        } else if (!top.has_key) {
            top.key = std::move(node), top.has_key = true;
        } else {
            top.node.members.emplace_back(std::move(top.key), std::move(node));
            top.key = {}, top.has_key = false;
        }
    }

    const YamlLimits& limits_;
    std::vector<YamlNode>& out_;
    std::vector<Open> stack_;
    std::map<YAML::anchor_t, std::pair<YamlNode, size_t>> anchors_;
    size_t nodes_ = 0;
};

}  // namespace

std::vector<YamlNode> parse_yaml(std::string_view text, const std::string& file,
                                 Diagnostics& diagnostics, const YamlLimits& limits) {
    std::vector<YamlNode> out;
    if (text.size() > limits.bytes_max) {
        diagnostics.error({file, 0, 0}, fmt::format("the file has {} bytes, at most {} are read",
                                                    text.size(), limits.bytes_max));
        return out;
    }
    try {
        std::istringstream in{std::string(text)};
        YAML::Parser parser(in);
        Builder builder(limits, out);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const YAML::Exception& e) {
        diagnostics.error({file, e.mark.line + 1, e.mark.column + 1}, "cannot read YAML: " + e.msg);
    } catch (const LimitReached& limit) {
        diagnostics.error({file, 0, 0}, "cannot read YAML: " + limit.text);
    }
    return out;
}

}  // namespace ward::base
