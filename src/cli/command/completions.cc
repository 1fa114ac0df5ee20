// SPDX-License-Identifier: Apache-2.0
// `ward completions SHELL`: a completion script for bash, zsh or fish, made from the commands and
// options as they are, so it can never disagree with --help.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/command.h"

namespace ward::cli {

namespace {

struct Word {
    std::string name, meaning;
};

// What may follow `command`: its subcommands, then its long options.
std::vector<Word> words_after(const CLI::App& command) {
    std::vector<Word> out;
    for (const CLI::App* one : command.get_subcommands([](const CLI::App*) { return true; }))
        out.push_back({one->get_name(), one->get_description()});
    for (const CLI::Option* option : command.get_options())
        for (const auto& name : option->get_lnames())
            out.push_back({"--" + name, option->get_description()});
    return out;
}

// Calls visit(path, command) for the program ("") and each command ("rules", "rules check").
template <typename Visit>
void walk(const CLI::App& command, const std::string& path, const Visit& visit) {
    visit(path, command);
    for (const CLI::App* one : command.get_subcommands([](const CLI::App*) { return true; }))
        walk(*one, path.empty() ? one->get_name() : path + " " + one->get_name(), visit);
}

// Text inside single quotes of a shell.
std::string in_quotes(std::string_view text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string(R"('\'')") : std::string(1, c);
    return out + "'";
}

constexpr const char* cases_of_path = R"(    local path="" word
    for word in "${words[@]:1:$((current - 1))}"; do
        case "$word" in -*) ;; *) path="${path:+$path }$word" ;; esac
    done
    local answers=""
    while :; do
        case "$path" in
)";

constexpr const char* end_of_cases = R"(        esac
        [ -n "$answers" ] || [ -z "$path" ] && break
        case "$path" in *" "*) path="${path% *}" ;; *) path="" ;; esac
    done
)";

std::string shell_cases(const CLI::App& program) {
    std::string out = cases_of_path;
    walk(program, "", [&](const std::string& path, const CLI::App& command) {
        std::string names;
        for (const auto& word : words_after(command))
            names += (names.empty() ? "" : " ") + word.name;
        out += fmt::format("            {}) answers={} ;;\n", in_quotes(path), in_quotes(names));
    });
    return out + end_of_cases;
}

std::string bash(const CLI::App& program) {
    return "# Completion of ward for bash: source this file, or put it into "
           "/etc/bash_completion.d/ward\n_ward() {\n"
           "    local words=(\"${COMP_WORDS[@]}\") current=$COMP_CWORD\n" +
           shell_cases(program) +
           "    COMPREPLY=($(compgen -W \"$answers\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
           "    [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "
           "\"${COMP_WORDS[COMP_CWORD]}\"))\n}\ncomplete -o filenames -F _ward ward\n";
}

std::string zsh(const CLI::App& program) {
    return "#compdef ward\n# Completion of ward for zsh: put this file as _ward into a folder of "
           "$fpath\n_ward() {\n    setopt local_options ksh_arrays sh_word_split\n"
           "    local current=$((CURRENT - 1))\n" +
           shell_cases(program) +
           "    unsetopt ksh_arrays\n    compadd -- ${=answers}\n    _files\n}\n"
           "compdef _ward ward\n";
}

std::string fish(const CLI::App& program) {
    std::string out =
        "# Completion of ward for fish: put this file into ~/.config/fish/completions/ward.fish\n";
    walk(program, "", [&](const std::string& path, const CLI::App& command) {
        const std::string when =
            path.empty() ? "__fish_use_subcommand"
                         : "__fish_seen_subcommand_from " + path.substr(path.rfind(' ') + 1);
        for (const auto& word : words_after(command)) {
            const bool is_option = word.name.starts_with("--");
            out += fmt::format(
                "complete -c ward -n {} {} {} -d {}\n", in_quotes(when), is_option ? "-l" : "-a",
                in_quotes(is_option ? word.name.substr(2) : word.name), in_quotes(word.meaning));
        }
    });
    return out;
}

void add(CLI::App& app, std::function<int()>& run) {
    CLI::App* command =
        app.add_subcommand("completions", "print a completion script for bash, zsh or fish");
    auto shell = std::make_shared<std::string>();  // shared: lives as long as the callback
    command->add_option("SHELL", *shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    command->callback([shell, &app, &run] {
        run = [shell, &app] {
            fmt::print("{}", *shell == "bash" ? bash(app) : *shell == "zsh" ? zsh(app) : fish(app));
            return static_cast<int>(done);
        };
    });
}

}  // namespace

extern const Command completions_command;
const Command completions_command{add};

}  // namespace ward::cli
