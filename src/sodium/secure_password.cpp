#include "rowan/sodium/secure_password.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "rowan/sodium/sodium_error.hpp"
#include "sodium/sodium.hpp"

namespace rowan {
namespace {

struct Limits {
  unsigned long long operations;
  std::size_t memory;
};

Limits limits_of(PasswordCost cost) {
  switch (cost) {
    case PasswordCost::interactive:
      break;
    case PasswordCost::moderate:
      return {crypto_pwhash_argon2id_OPSLIMIT_MODERATE, crypto_pwhash_argon2id_MEMLIMIT_MODERATE};
    case PasswordCost::sensitive:
      return {crypto_pwhash_argon2id_OPSLIMIT_SENSITIVE, crypto_pwhash_argon2id_MEMLIMIT_SENSITIVE};
  }
  return {crypto_pwhash_argon2id_OPSLIMIT_INTERACTIVE, crypto_pwhash_argon2id_MEMLIMIT_INTERACTIVE};
}

// Every byte but those that continue a character.
std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// libsodium reads a digest up to its NUL, and looks at 128 bytes at most.
bool is_digest(const std::string& digest) {
  return digest.starts_with(crypto_pwhash_argon2id_STRPREFIX) && digest.size() < crypto_pwhash_argon2id_STRBYTES &&
         digest.find('\0') == std::string::npos;
}

bool make_digest(std::array<char, crypto_pwhash_argon2id_STRBYTES>& digest, std::string_view password,
                 PasswordCost cost) {
  const Limits limits = limits_of(cost);
  return crypto_pwhash_argon2id_str(digest.data(), password.data(), password.size(), limits.operations,
                                    limits.memory) == 0;
}

// The code of what is wrong with it; empty: nothing.
std::string_view fault_of(std::string_view password, const PasswordRules& rules) {
  if (password.size() > rules.max_bytes) return "too_long";
  if (password.empty()) return "blank";
  return code_points(password) < rules.min_length ? "too_short" : "";
}

}  // namespace

void wipe(std::string& text) noexcept {
  text.resize(text.capacity());  // which allocates nothing
  sodium_memzero(text.data(), text.size());
  text.clear();
}

namespace detail {

std::string password_digest(std::string_view password, PasswordCost cost) {
  need_sodium();
  std::array<char, crypto_pwhash_argon2id_STRBYTES> digest{};
  if (!make_digest(digest, password, cost))
    throw SodiumError(
        "a password could not be hashed: there is too little memory; choose a lower PasswordCost, or let fewer threads "
        "hash at once");
  return digest.data();
}

// A mark and the code: as part of the attribute it is copied, undone and reloaded with it.
std::string digest_or_fault(std::string_view password, const PasswordRules& rules) {
  const std::string_view fault = fault_of(password, rules);
  return fault.empty() ? password_digest(password, rules.cost) : no_password + std::string(fault);
}

bool password_matches(std::string_view password, const std::string& digest, const PasswordRules& rules) {
  need_sodium();
  if (password.size() > rules.max_bytes) return false;  // its length is no secret of ours
  std::array<char, crypto_pwhash_argon2id_STRBYTES> text{};
  if (!is_digest(digest)) {
    // So that it takes as long. Too little memory is not told, as it isn't of one that is compared.
    static_cast<void>(make_digest(text, password, rules.cost));
    return false;
  }
  std::copy(digest.begin(), digest.end(), text.begin());
  return crypto_pwhash_argon2id_str_verify(text.data(), password.data(), password.size()) == 0;
}

// libsodium's own function is also true of a higher cost, which would weaken what is there.
bool needs_rehash(const std::string& digest, PasswordCost cost) {
  const Limits limits = limits_of(cost);
  const auto number_after = [&](std::string_view name) -> unsigned long long {
    const std::size_t at = digest.find(name);
    return at == std::string::npos ? 0 : std::strtoull(digest.c_str() + at + name.size(), nullptr, 10);
  };
  return is_digest(digest) && (number_after("$m=") < limits.memory / 1024 || number_after(",t=") < limits.operations);
}

void check_password(const ModelBase& record, const std::string& digest, const PasswordRules& rules, Errors& errors) {
  if (digest == "!too_short")
    errors.add("password", "is too short (minimum is " + std::to_string(rules.min_length) + " characters)", "too_short",
               {rules.min_length});
  else if (digest == "!too_long")
    errors.add("password", "is too long (maximum is " + std::to_string(rules.max_bytes) + " bytes)", "too_long",
               {rules.max_bytes});
  else if (digest == "!blank" ||
           (rules.required && (digest == no_password || (digest.empty() && record.is_loaded("password_digest")))))
    errors.add("password", "can't be blank", "blank");
}

}  // namespace detail
}  // namespace rowan
