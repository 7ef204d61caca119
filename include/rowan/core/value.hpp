// A value of any column type, for dynamic access; the typed path never goes through it.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "rowan/core/attribute_traits.hpp"
#include "rowan/core/decimal.hpp"
#include "rowan/core/json.hpp"
#include "rowan/core/logical_type.hpp"
#include "rowan/core/time.hpp"
#include "rowan/core/uuid.hpp"
#include "rowan/export.hpp"

namespace rowan {

using Bytes = std::vector<std::byte>;

/// Specialised by ROWAN_ENUM: the text of each enumerator.
template <class E>
struct EnumText;

template <class E>
concept described_enum = std::is_enum_v<E> && requires { EnumText<E>::names(); };

/// One value, or SQL NULL. Cheap for numbers; text and bytes are owned. Not thread-safe to modify while shared.
class ROWAN_EXPORT Value {
 public:
  using Storage = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, Decimal, std::string, Bytes,
                               Date, LocalDateTime, Instant, Uuid, Json, std::vector<Value>>;

  Value() noexcept;
  Value(const Value&);
  Value(Value&&) noexcept;
  Value& operator=(const Value&);
  Value& operator=(Value&&) noexcept;
  ~Value();

  // NOLINTBEGIN(google-explicit-constructor): a value is what a user writes in its place.
  Value(std::nullopt_t) noexcept;
  Value(bool value);
  Value(double value);
  Value(const char* text);      ///< @throws InvalidValue when null; NULL is std::nullopt
  Value(const void*) = delete;  ///< else a pointer would become true
  Value(std::nullptr_t) = delete;
  Value(std::string_view text);
  Value(std::string text);
  Value(Bytes bytes);
  Value(Decimal value);
  Value(Date value);
  Value(LocalDateTime value);
  Value(Instant value);
  /// A moment in finer units (`std::chrono::system_clock::now()`), cut to microseconds.
  template <class Duration>
    requires(!std::convertible_to<Duration, std::chrono::microseconds>)
  Value(std::chrono::sys_time<Duration> value) : Value(std::chrono::floor<std::chrono::microseconds>(value)) {}
  Value(Uuid value);
  Value(Json value);
  /// Any integer; unsigned ones above 2^63-1 are kept as unsigned.
  template <class T>
    requires(std::integral<T> && !std::same_as<T, bool>)
  Value(T value)
      : Value(std::is_signed_v<T> ? from_signed(static_cast<std::int64_t>(value))
                                  : from_unsigned(static_cast<std::uint64_t>(value))) {}
  /// A described enum, as its text.
  template <described_enum E>
  Value(E value) : Value(EnumText<E>::to_text(value)) {}
  /// A value of a type of the user's, as it is stored. Not a duration: its number means nothing without its unit.
  template <custom_attribute T>
    requires(!described_enum<T> && !detail::is_duration<T>)
  Value(const T& value) : Value(attribute_traits<T>::to_stored(value)) {}
  template <class T>
  Value(const std::optional<T>& value) : Value(value ? Value(*value) : Value()) {}
  /// A list of such values. (One of `Value`s would be mistaken for something else between braces: see `list`.)
  template <class T>
    requires(!std::same_as<T, Value> && !std::same_as<T, std::byte> && std::convertible_to<const T&, Value>)
  Value(const std::vector<T>& elements) {
    std::vector<Value> values;
    values.reserve(elements.size());
    for (const T& element : elements) values.emplace_back(element);
    *this = list(std::move(values));
  }
  // NOLINTEND(google-explicit-constructor)
  /// A list: what an array column holds, or a placeholder of an array.
  static Value list(std::vector<Value> elements);

  [[nodiscard]] bool is_null() const noexcept { return storage_.index() == 0; }
  [[nodiscard]] const Storage& storage() const noexcept { return storage_; }

  /// The value as T, converted where nothing is lost: a number to another number that equals it, 0 and 1 to boolean,
  /// text to Decimal/Date/LocalDateTime/Instant/Uuid/Json, sixteen bytes to Uuid. Text is never read as an integer or
  /// double, nor a double as a decimal. A decimal becomes a double when that, printed to the same scale, is the same
  /// decimal.
  /// @throws InvalidValue saying what it is and what was asked.
  [[nodiscard]] bool as_boolean() const;
  [[nodiscard]] std::int64_t as_int64() const;
  [[nodiscard]] std::uint64_t as_uint64() const;
  [[nodiscard]] double as_double() const;
  [[nodiscard]] Decimal as_decimal() const;
  [[nodiscard]] const std::string& as_string() const;
  [[nodiscard]] const Bytes& as_bytes() const;
  [[nodiscard]] Date as_date() const;
  [[nodiscard]] LocalDateTime as_local_date_time() const;
  [[nodiscard]] Instant as_instant() const;
  [[nodiscard]] Uuid as_uuid() const;
  [[nodiscard]] Json as_json() const;
  [[nodiscard]] const std::vector<Value>& as_list() const;

  /// The same value in the storage that a column of `kind` uses; NULL stays NULL. As above, and also: what text is read
  /// from goes back to text, text to its bytes, a double to the nearest float32; a list's elements each. @throws
  /// InvalidValue when it does not fit, or a list has a NULL in it.
  [[nodiscard]] Value converted_to(TypeKind kind) const;
  /// As converted_to, and reads numbers and booleans ("true", "false", "1", "0") from text, as they come from a URL or
  /// a form: all of the text, without blanks. An empty text is not NULL. @throws InvalidValue saying what to write.
  [[nodiscard]] Value parsed_as(TypeKind kind) const;

  /// For messages and tables: text unquoted, NULL as "NULL", bytes as "x'0aff'", a list as "[1, 2]".
  [[nodiscard]] std::string to_string() const;
  /// "text", "int64", …, "list", "NULL": what is held, for messages.
  [[nodiscard]] std::string_view type_name() const;

  /// Same kind and same value; NULL equals NULL and NaN equals NaN here (this is C++, not SQL). Signed and unsigned
  /// integers compare by value.
  friend ROWAN_EXPORT bool operator==(const Value& left, const Value& right);
  /// As to_string().
  friend ROWAN_EXPORT std::ostream& operator<<(std::ostream& out, const Value& value);
  /// For GoogleTest: text in quotes, so that "1" is told from 1.
  // NOLINTNEXTLINE(readability-identifier-naming): the name that GoogleTest calls.
  friend ROWAN_EXPORT void PrintTo(const Value& value, std::ostream* out);

 private:
  static Value from_signed(std::int64_t value);
  static Value from_unsigned(std::uint64_t value);

  Storage storage_;
};

/// A hash consistent with ==, keyed per process. Thread-safe.
ROWAN_EXPORT std::uint64_t hash_value(const Value& value);

/// A value as records are printed: text in quotes with its control characters escaped; what is longer than
/// `most` bytes is cut, and ends in "…".
[[nodiscard]] ROWAN_EXPORT std::string inspect(const Value& value, std::size_t most = 80);

}  // namespace rowan

template <>
struct std::hash<rowan::Value> {
  std::size_t operator()(const rowan::Value& value) const { return rowan::hash_value(value); }
};
