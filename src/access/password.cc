// SPDX-License-Identifier: Apache-2.0
#include "access/password.h"

#include <argon2.h>

#include <chrono>

#include "access/access.h"
#include "base/random.h"

namespace ward::access {

namespace {

constexpr size_t salt_bytes = 16, hash_bytes = 32;
constexpr size_t encoded_bytes_max = 256;

using Slots = std::counting_semaphore<Passwords::hashing_max>;

// A place among those that hash, or not.
class Slot {
public:
    explicit Slot(Slots& slots)
        : slots_(slots),
          is_taken_(slots.try_acquire_for(std::chrono::milliseconds(Passwords::hashing_wait_ms))) {}
    ~Slot() {
        if (is_taken_) slots_.release();
    }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    bool is_taken() const { return is_taken_; }

private:
    Slots& slots_;
    bool is_taken_;
};

base::Error too_many() {
    return {base::ErrorKind::limit, "too many people sign in at once; try again"};
}

base::Result<std::string> encode(const std::string& password) {
    const std::string salt = base::random_bytes(salt_bytes);
    char encoded[encoded_bytes_max];
    const int code = argon2id_hash_encoded(argon_passes, argon_memory_kib, argon_lanes,
                                           password.data(), password.size(), salt.data(),
                                           salt.size(), hash_bytes, encoded, sizeof encoded);
    if (code == ARGON2_OK) return std::string(encoded);
    return base::Error{base::ErrorKind::unavailable,
                       std::string("cannot hash a password: ") + argon2_error_message(code)};
}

}  // namespace

base::Result<std::string> Passwords::hash(const std::string& password) {
    const Slot slot(slots_);
    if (!slot.is_taken()) return too_many();
    return encode(password);
}

base::Result<void> Passwords::verify(const std::string& encoded, const std::string& password) {
    const base::Error denied{base::ErrorKind::denied, "wrong name or password"};
    const Slot slot(slots_);
    if (!slot.is_taken()) return too_many();
    if (encoded.empty() || password.size() > password_bytes_max) {
        TRY_DO(encode("the time that a wrong password takes"));
        return denied;
    }
    const int code = argon2id_verify(encoded.c_str(), password.data(), password.size());
    if (code == ARGON2_OK) return {};
    return denied;
}

}  // namespace ward::access
