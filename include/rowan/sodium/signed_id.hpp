// Texts that stand for a record, for one purpose and a time: links to set a password anew, to unsubscribe, to download.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/core/text_argument.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/sodium/key_ring.hpp"

namespace rowan {

/// As an `expires_in`: the text is valid for as long as its key is in the ring.
inline constexpr std::chrono::seconds never_expires = std::chrono::seconds::max();

/// The record's key, signed for this purpose by the newest key of the ring; letters, digits, `-` and `_`. The key can
/// be read in it, and nobody can make one for another key, purpose, model or time. @throws QueryError for a record
/// without a row, one whose key was changed since, a key of other than numbers, texts, bytes and UUIDs or of more than
/// 1500 bytes, a purpose that is empty, a time that is over; SodiumError without keys.
[[nodiscard]] ROWAN_EXPORT std::string signed_id(const ModelBase& record, TextArgument purpose,
                                                 std::chrono::seconds expires_in, const KeyRing& ring);
[[nodiscard]] ROWAN_EXPORT std::string signed_id(const ModelBase& record, TextArgument purpose,
                                                 std::chrono::seconds expires_in);

namespace detail {
/// The parts of the key; nothing when the text isn't a valid one. @throws QueryError for an empty purpose.
[[nodiscard]] ROWAN_EXPORT std::optional<std::vector<Value>> signed_key(const ModelInfo& model, std::string_view text,
                                                                        std::string_view purpose, const KeyRing& ring);
}  // namespace detail

/// The record that such a text stands for. Nothing when it was changed or cut, is over, was made for another purpose or
/// model or by a key that the ring doesn't have, or when there is no such row: a caller can't tell these apart, and
/// should not tell its own. A default condition holds as for find_if(). @throws QueryError for
/// an empty purpose; InvalidValue where the model's key has got another type since.
template <class T>
[[nodiscard]] std::optional<T> find_signed(std::string_view text, TextArgument purpose, const KeyRing& ring) {
  const auto key = detail::signed_key(T::rowan_info(), text, purpose, ring);
  if (!key) return std::nullopt;
  std::optional<T> found(std::in_place);
  if (!detail::load_by_key(T::rowan_info(), *key, *found, &*found)) found.reset();
  return found;
}
template <class T>
[[nodiscard]] std::optional<T> find_signed(std::string_view text, TextArgument purpose) {
  return find_signed<T>(text, purpose, keys_in_use());
}

/// A base for models that has these as members: `class User : public rowan::Model<User>, public
/// rowan::SignedId<User>`. It has no attributes, so ROWAN_MODEL does not list it.
template <class T>
class SignedId {
 public:
  [[nodiscard]] std::string signed_id(TextArgument purpose, std::chrono::seconds expires_in) const {
    return rowan::signed_id(static_cast<const T&>(*this), purpose, expires_in);
  }
  [[nodiscard]] static std::optional<T> find_signed(std::string_view text, TextArgument purpose) {
    return rowan::find_signed<T>(text, purpose);
  }
};

}  // namespace rowan
