// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"

#include <sys/random.h>

#include "base/check.h"

namespace ward::base {

std::string random_bytes(size_t bytes) {
    std::string out(bytes, '\0');
    for (size_t done = 0; done < bytes;) {
        const ssize_t got = getrandom(out.data() + done, bytes - done, 0);
        CHECK(got > 0);
        done += static_cast<size_t>(got);
    }
    return out;
}

}  // namespace ward::base
