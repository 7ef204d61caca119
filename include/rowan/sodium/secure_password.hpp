// Passwords, of which a record keeps nothing but an argon2id digest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "rowan/export.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/query/column.hpp"
#include "rowan/reflect/describe.hpp"
#include "rowan/reflect/errors.hpp"
#include "rowan/reflect/model_builder.hpp"

namespace rowan {

/// What a digest costs to make, and so to guess: libsodium's limits, with 64 MB, 256 MB and 1 GB of memory.
enum class PasswordCost : std::uint8_t { interactive, moderate, sensitive };

/// What a model demands of passwords. An argument of SecurePasswordWith.
struct PasswordRules {
  PasswordCost cost = PasswordCost::interactive;
  std::size_t min_length = 8;    ///< in Unicode code points
  std::size_t max_bytes = 1024;  ///< longer ones are refused unread: who sends them wants to keep the server busy
  bool required = true;          ///< a record without a password is invalid
};

/// Overwrites a text with zeros, all that it has reserved, and empties it: for passwords that a program was sent.
ROWAN_EXPORT void wipe(std::string& text) noexcept;

namespace detail {

/// What is kept where no password is: nothing matches it. It is not empty, for an empty text in a record that was
/// loaded in part is one that was left out.
inline constexpr const char* no_password = "!";
/// The digest, or what is kept of a password that breaks the rules. @throws SodiumError.
[[nodiscard]] ROWAN_EXPORT std::string digest_or_fault(std::string_view password, const PasswordRules& rules);
/// @throws SodiumError.
[[nodiscard]] ROWAN_EXPORT std::string password_digest(std::string_view password, PasswordCost cost);
[[nodiscard]] ROWAN_EXPORT bool password_matches(std::string_view password, const std::string& digest,
                                                 const PasswordRules& rules);
[[nodiscard]] ROWAN_EXPORT bool needs_rehash(const std::string& digest, PasswordCost cost);
/// Complains about a record that has no digest.
ROWAN_EXPORT void check_password(const ModelBase& record, const std::string& digest, const PasswordRules& rules,
                                 Errors& errors);

}  // namespace detail

/// A base for models: `class User : public rowan::Model<User>, public rowan::SecurePassword`, listed as
/// `(rowan::SecurePassword)` in ROWAN_MODEL; with rules of one's own, as `using UserPassword =
/// rowan::SecurePasswordWith<rowan::PasswordRules{.min_length = 12}>`.
///
/// The plain text is hashed when it is given, and kept nowhere: no member, copy, error, log or JSON ever has it. The
/// digest is a `secret()` attribute.
template <PasswordRules rules>
class SecurePasswordWith {
 public:
  std::string password_digest;
  ROWAN_MIXIN(SecurePasswordWith, (), (password_digest))

  template <class T>
  static void configure_mixin(ModelBuilder<T>& m) {
    m.attribute(&SecurePasswordWith::password_digest).length(128).secret();
    m.validate([](const T& record, Errors& errors) {
      const SecurePasswordWith& self = record;
      detail::check_password(record, self.password_digest, rules, errors);
    });
  }

  /// Hashes it, which takes a tenth of a second or more, and memory: see PasswordCost. One that breaks the rules isn't
  /// hashed: the record then has no digest, and is invalid, with an error on "password", until it is given another one
  /// or reloaded. @throws SodiumError where there is too little memory; then the digest is as it was.
  void set_password(std::string_view password) { password_digest = detail::digest_or_fault(password, rules); }

  /// Nobody logs in with a password any more. Where the rules require one, the record is invalid.
  void clear_password() { password_digest = detail::no_password; }

  /// Whether this is the password. False for a record that has none, after as long a time. @throws SodiumError.
  [[nodiscard]] bool authenticate(std::string_view password) const {
    return detail::password_matches(password, password_digest, rules);
  }
  /// The same, where nobody was found: false, after as long a time, so that it doesn't tell who has an account.
  static bool authenticate_nobody(std::string_view password) { return detail::password_matches(password, {}, rules); }

  /// Whether the digest was made at a lower cost than that of the rules.
  [[nodiscard]] bool needs_rehash() const { return detail::needs_rehash(password_digest, rules.cost); }
  /// As authenticate(); a digest that needs it is made anew, which is a change of the record, to be saved.
  [[nodiscard]] bool authenticate_and_rehash(std::string_view password) {
    if (!authenticate(password)) return false;
    if (needs_rehash()) password_digest = detail::password_digest(password, rules.cost);
    return true;
  }
};

using SecurePassword = SecurePasswordWith<PasswordRules{}>;

}  // namespace rowan
