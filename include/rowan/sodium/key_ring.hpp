// The keys of a program, the newest of which is used, while the older ones are still accepted.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/export.hpp"

namespace rowan {

/// A key as a program reads it, from its environment, say.
struct NamedKey {
  std::string id;      ///< 1 to 32 letters, digits, `-` and `_`; anybody may see it
  std::string secret;  ///< 32 random bytes in base64, of either alphabet: `openssl rand -base64 32`. The ring wipes its
                       ///< own copy
};

/// Immutable, and shared by its copies, so threads may use one at once. The keys are kept in memory that is neither
/// swapped nor dumped, and overwritten at the end.
class ROWAN_EXPORT KeyRing {
 public:
  /// The newest first, by which all is signed. @throws SodiumError naming the key whose id, length or text is wrong, or
  /// is there twice; for no keys at all.
  explicit KeyRing(std::vector<NamedKey> newest_first);
  // A ring is never empty: one that is moved is copied.
  KeyRing(const KeyRing&) = default;
  KeyRing& operator=(const KeyRing&) = default;
  ~KeyRing() = default;

  [[nodiscard]] const std::string& newest() const noexcept;  ///< its id
  [[nodiscard]] std::vector<std::string> ids() const;        ///< the newest first

  /// A new secret, as text. @throws SodiumError.
  static std::string random_secret();

  // --- For the library
  struct Keys;
  [[nodiscard]] const Keys& keys() const noexcept { return *keys_; }

 private:
  std::shared_ptr<const Keys> keys_;
};

/// The ring that is used where none is given, from now on. Any thread may put another one in its place; what has begun
/// goes on with the one before.
ROWAN_EXPORT void use_keys(const KeyRing& ring);
/// @throws SodiumError when there is none.
[[nodiscard]] ROWAN_EXPORT KeyRing keys_in_use();

}  // namespace rowan
