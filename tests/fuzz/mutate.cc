// SPDX-License-Identifier: Apache-2.0
// Drives one fuzz target without libFuzzer, for `make test`: every seed as it is, then a fixed
// number of mutants of each, drawn from a fixed seed, so that a failure comes again. `make fuzz`
// runs the same targets under libFuzzer with sanitizers.
//
//   x_fuzz [ROUNDS [SEED_FILE...]]     without files: the seeds that tests/fuzz/seeds.txt names
#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

constexpr size_t seed_bytes_max = 64 * 1024;  // larger seeds are cut: a mutant must be quick
constexpr unsigned hang_seconds = 20;         // one input that takes longer kills the run
constexpr int rounds_default = 3000;

std::string read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (text.size() > seed_bytes_max) text.resize(seed_bytes_max);
    return text;
}

// The files of the lines of seeds.txt that begin with `target` or '*'.
std::vector<std::string> seed_files(const std::string& target) {
    std::vector<std::string> out;
    std::ifstream list("tests/fuzz/seeds.txt");
    for (std::string line; std::getline(list, line);) {
        std::istringstream words(line);
        std::string name, pattern;
        words >> name;
        if (name != target && name != "*") continue;
        while (words >> pattern) {
            glob_t found;
            if (glob(pattern.c_str(), 0, nullptr, &found) == 0)
                out.insert(out.end(), found.gl_pathv, found.gl_pathv + found.gl_pathc);
            globfree(&found);
        }
    }
    return out;
}

std::string mutate(const std::vector<std::string>& seeds, std::mt19937& random) {
    const auto below = [&](size_t n) { return n == 0 ? 0 : random() % n; };
    std::string text = seeds[below(seeds.size())];
    for (size_t i = 1 + below(8); i > 0; --i) {
        const size_t at = below(text.size());
        const auto byte = static_cast<char>(below(256));
        switch (below(6)) {
            case 0:
                if (!text.empty()) text[at] = byte;
                break;
            case 1:
                text.resize(at);
                break;
            case 2:
                text.insert(at, 1 + below(4), byte);
                break;
            case 3:
                text.erase(at, 1 + below(16));
                break;
            case 4:
                text.insert(at, text.substr(below(text.size()), below(256)));
                break;
            default: {
                const std::string& other = seeds[below(seeds.size())];
                text = text.substr(0, at) + other.substr(below(other.size()));
            }
        }
        if (text.size() > seed_bytes_max) text.resize(seed_bytes_max);
    }
    return text;
}

// The input that is being tried, on disk before it is tried: what is left after a crash.
class Culprit {
public:
    explicit Culprit(const std::string& path)
        : path_(path), file_(open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644)) {}
    void attempt(const std::string& text) {
        if (pwrite(file_, text.data(), text.size(), 0) < 0 ||
            ftruncate(file_, static_cast<off_t>(text.size())) != 0)
            std::perror(path_.c_str());
        alarm(hang_seconds);
        LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(text.data()), text.size());
    }
    void forget() { close(file_), unlink(path_.c_str()); }

private:
    std::string path_;
    int file_;
};

}  // namespace

int main(int argc, char** argv) {
    const std::string program = argv[0], target = program.substr(program.rfind('/') + 1);
    const int rounds = argc > 1 ? std::atoi(argv[1]) : rounds_default;
    std::vector<std::string> files(argv + (argc > 2 ? 2 : argc), argv + argc);
    if (files.empty()) files = seed_files(target);
    std::vector<std::string> seeds{std::string()};
    for (const auto& file : files) seeds.push_back(read(file));

    Culprit culprit(program + ".input");
    for (const auto& seed : seeds) culprit.attempt(seed);
    std::mt19937 random(20260914);
    for (int i = 0; i < rounds; ++i) culprit.attempt(mutate(seeds, random));
    culprit.forget();
    std::printf("%s: %zu seeds and %d mutants survived\n", target.c_str(), seeds.size(), rounds);
    return 0;
}
