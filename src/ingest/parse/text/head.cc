// SPDX-License-Identifier: Apache-2.0
#include "ingest/parse/text/head.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace ward::ingest::text {

namespace {

constexpr std::string_view levels[] = {"trace", "debug",    "info",  "information", "notice",
                                       "warn",  "warning",  "error", "err",         "severe",
                                       "crit",  "critical", "fatal", "alert",       "emerg"};
constexpr int words_max = 6;
constexpr size_t name_bytes_max = 128;
constexpr size_t pid_digits_max = 10;
constexpr size_t npos = std::string_view::npos;

bool is_number(std::string_view word) {
    return !word.empty() && word.size() <= pid_digits_max &&
           std::ranges::all_of(word, base::is_digit);
}

// "org.example.Server$Inner", "dfs.DataNode", "worker-1".
bool is_name(std::string_view word) {
    return !word.empty() && word.size() <= name_bytes_max && base::is_alpha(word.front()) &&
           std::ranges::all_of(word, [](char c) {
               return base::is_alpha(c) || base::is_digit(c) || c == '.' || c == '_' || c == '$' ||
                      c == '-' || c == '/';
           });
}

// What stands between brackets that may hold brackets; `line` begins with one and loses all of it.
std::string_view take_brackets(std::string_view& line) {
    int depth = 0;
    for (size_t i = 0; i < line.size() && i <= name_bytes_max; ++i) {
        if (line[i] == '[') ++depth;
        if (line[i] != ']' || --depth > 0) continue;
        const auto inside = line.substr(1, i - 1);
        line.remove_prefix(i + 1);
        return base::trim(inside);
    }
    line = {};
    return {};
}

class Reading {
public:
    explicit Reading(std::string_view line) : line_(line) {}

    Head run() {
        for (int i = 0; i < words_max && !is_over_; ++i) {
            while (!line_.empty() && marks.find(line_.front()) != npos) line_.remove_prefix(1);
            if (line_.empty()) break;
            if (line_.front() == '[')
                bracketed(take_brackets(line_));
            else
                bare();
        }
        return out_.level.empty() ? Head{} : out_;
    }

private:
    static constexpr std::string_view marks = " \t,-|<>()";

    void bracketed(std::string_view word) {
        if (out_.level.empty() && is_level(word))
            out_.level = word;
        else if (out_.pid.empty() && is_number(word))
            out_.pid = word;
        else if (out_.thread.empty())
            out_.thread = word;
    }

    void bare() {
        std::string_view word = line_.substr(0, line_.find_first_of(" \t,|<>()["));
        const size_t size = word.size();
        const bool has_colon = word.ends_with(':');
        while (word.ends_with(':')) word.remove_suffix(1);
        if (out_.level.empty() && is_level(word))
            out_.level = word;
        else if (out_.pid.empty() && is_number(word))
            out_.pid = word;
        else if (out_.logger.empty() && is_name(word) && may_be_logger(word, has_colon, size))
            out_.logger = word;
        else
            is_over_ = true;
        line_.remove_prefix(std::max<size_t>(size, 1));
    }

    // Behind the level a name with a dot or a colon; before it also any name that a dash ends.
    bool may_be_logger(std::string_view word, bool has_colon, size_t size) const {
        if (has_colon || word.find('.') != npos) return true;
        const auto rest = line_.substr(std::min(size, line_.size()));
        return rest.starts_with(" - ") || rest.starts_with(": ") ||
               (out_.level.empty() && is_level(first_word(rest)));
    }

    static std::string_view first_word(std::string_view text) {
        while (!text.empty() && marks.find(text.front()) != npos) text.remove_prefix(1);
        return text.substr(0, text.find_first_of(" :,|"));
    }

    std::string_view line_;
    Head out_;
    bool is_over_ = false;
};

}  // namespace

bool is_level(std::string_view word) {
    return std::any_of(std::begin(levels), std::end(levels),
                       [&](auto level) { return base::equals_ignore_case(level, word); });
}

Head read_head(std::string_view line) {
    return Reading(line).run();
}

}  // namespace ward::ingest::text
