// Attributes that only the program can read: the database, its backups and its log hold what looks random.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "rowan/core/attribute_traits.hpp"
#include "rowan/export.hpp"
#include "rowan/reflect/json_struct.hpp"
#include "rowan/sodium/key_ring.hpp"

namespace rowan {

/// What an encrypted attribute is, as a template argument: `Encrypted<std::string, "patients.diagnosis">`.
template <std::size_t size>
struct SealLabel {
  constexpr SealLabel(const char (&text)[size]) { std::copy_n(text, size, characters.begin()); }  // NOLINT
  std::array<char, size> characters{};
  [[nodiscard]] constexpr std::string_view text() const { return {characters.data(), size - 1}; }
};

namespace detail {

enum class Seal : bool {
  fresh,  ///< each time another text
  same,   ///< the same text for the same value and key
};
/// Encrypts with the newest key in use. @throws SodiumError without keys.
ROWAN_EXPORT std::string seal(std::string_view plain, std::string_view label, Seal how);
/// The same with each key in use.
ROWAN_EXPORT std::vector<std::string> seal_with_all(std::string_view plain, std::string_view label);
/// @throws SodiumError for a text that was changed, of another label, or by a key that the ring doesn't have.
ROWAN_EXPORT std::string unseal(std::string_view sealed, std::string_view label);
ROWAN_EXPORT bool is_sealed_with_newest(std::string_view sealed);

template <class T>
std::string text_to_seal(const T& value) {
  if constexpr (std::is_same_v<T, std::string>) {
    return value;
  } else {
    std::string text;
    write_json(text, value);
    return text;
  }
}

/// A value and its encrypted form, which is made when it is given, so that a record that was not changed is not saved.
template <class T, SealLabel label, Seal how>
class Sealed {
  static constexpr std::string_view name() { return label.text(); }

 public:
  /// No value yet: T's own default, stored as an empty text.
  Sealed() = default;
  template <class U>
    requires(std::is_convertible_v<U, T> && !std::is_same_v<std::remove_cvref_t<U>, Sealed>)
  Sealed(U&& value)  // NOLINT(google-explicit-constructor, bugprone-forwarding-reference-overload)
      : value_(std::forward<U>(value)), sealed_(seal(text_to_seal(value_), name(), how)) {}

  [[nodiscard]] const T& value() const noexcept { return value_; }
  const T& operator*() const noexcept { return value_; }
  const T* operator->() const noexcept { return &value_; }

  /// Whether the newest key in use encrypted it. @throws SodiumError without keys.
  [[nodiscard]] bool is_current() const { return sealed_.empty() || is_sealed_with_newest(sealed_); }
  /// Encrypts it again where another key did: then `save()` sends it.
  void renew() {
    if (!is_current()) sealed_ = seal(text_to_seal(value_), name(), how);
  }
  /// For conditions while keys are replaced: the value as each key in use encrypts it.
  /// `Patient::where(Patient::c.number.in(decltype(Patient::number)::under_all_keys("123")))`
  [[nodiscard]] static std::vector<Sealed> under_all_keys(const T& value)
    requires(how == Seal::same)
  {
    std::vector<Sealed> all;
    for (std::string& text : seal_with_all(text_to_seal(value), name())) all.push_back(Sealed(value, std::move(text)));
    return all;
  }

  /// The values.
  friend bool operator==(const Sealed& left, const Sealed& right) { return left.value_ == right.value_; }
  /// Never the value.
  friend std::ostream& operator<<(std::ostream& out, const Sealed&) { return out << "[encrypted]"; }

 private:
  friend struct rowan::attribute_traits<Sealed>;
  Sealed(T value, std::string sealed) : value_(std::move(value)), sealed_(std::move(sealed)) {}

  T value_{};
  std::string sealed_;
};

}  // namespace detail

/// An attribute of type T (std::string, another attribute type, or a ROWAN_JSON struct) that is kept encrypted, in a
/// column of text, by the newest of `use_keys()`: XChaCha20-Poly1305 with a random nonce. Two that are equal look
/// different, so it can't be found by its value: conditions on it do not compile, but for NULL. Give each attribute a
/// label of its own: a text that somebody moves from one to another is refused then. Loading throws InvalidValue for a
/// text that was changed or whose key is missing. Not thread-safe, as other values.
template <class T, SealLabel label = "">
using Encrypted = detail::Sealed<T, label, detail::Seal::fresh>;

/// The same, but equal values have equal texts as long as one key encrypts them, so that `==`, `in`, unique indexes and
/// joins work, and nothing else. Who sees the table sees which rows are equal: not for what has few values.
template <class T, SealLabel label = "">
using EncryptedForLookup = detail::Sealed<T, label, detail::Seal::same>;

template <class T, SealLabel label, detail::Seal how>
struct attribute_traits<detail::Sealed<T, label, how>> {
  using stored = std::string;
  using Sealed = detail::Sealed<T, label, how>;
  /// Which comparisons a database can make of it.
  static constexpr bool equality = how == detail::Seal::same, order = false;

  static stored to_stored(const Sealed& value) { return value.sealed_; }
  static Sealed from_stored(stored sealed) {
    if (sealed.empty()) return {};
    const std::string plain = detail::unseal(sealed, label.text());
    if constexpr (std::is_same_v<T, std::string>) {
      return Sealed(plain, std::move(sealed));
    } else {
      T value{};
      detail::read_json(plain, value);
      return Sealed(std::move(value), std::move(sealed));
    }
  }
};

}  // namespace rowan
