// SPDX-License-Identifier: Apache-2.0
// Randomness: secrets from the system, and a seeded sequence that gives the same numbers
// everywhere.
#pragma once

#include <cstdint>
#include <string>

namespace ward::base {

/// `bytes` of the system's randomness, for keys and tokens.
std::string random_bytes(size_t bytes);

/// A small deterministic generator (splitmix64). The same seed gives the same sequence on every
/// machine and in every version.
class SeededRandom {
public:
    explicit SeededRandom(uint64_t seed) : state_(seed) {}
    uint64_t next() {
        uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }
    /// Uniform in [0, bound); bound > 0.
    uint64_t below(uint64_t bound) { return next() % bound; }
    double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

private:
    uint64_t state_;
};

}  // namespace ward::base
