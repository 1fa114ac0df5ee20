// SPDX-License-Identifier: Apache-2.0
// Passwords by Argon2id. Takes about 150 ms and argon_memory_kib on purpose; at most
// hashing_max of them at once.
#pragma once

#include <semaphore>
#include <string>

#include "base/result.h"

namespace ward::access {

class Passwords {
public:
    static constexpr int hashing_max = 2;         // at once: 128 MiB
    static constexpr int hashing_wait_ms = 2000;  // then: limit

    /// The encoded hash ("$argon2id$v=19$m=...") with a new salt.
    base::Result<std::string> hash(const std::string& password);
    /// denied if `password` is not what `encoded` was made from. An empty `encoded` is a user that
    /// does not exist: takes as long and is denied.
    base::Result<void> verify(const std::string& encoded, const std::string& password);

private:
    std::counting_semaphore<hashing_max> slots_{hashing_max};
};

}  // namespace ward::access
