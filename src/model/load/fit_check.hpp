// Whether a column stores a value unchanged.
#pragma once

#include <cstdint>

#include "rowan/core/parameter_writer.hpp"
#include "rowan/sql/column_limit.hpp"

namespace rowan {

/// Accepts values like a statement, and throws instead of sending a value that the column would round, truncate or
/// pad. @throws InvalidValue saying how the value would change, and what to do.
class FitCheck final : public ParameterWriter {
 public:
  /// Whose digits after the point those are that `limit` tells.
  enum class Digits : std::uint8_t { of_column, declared };
  explicit FitCheck(const ColumnLimit& limit, Digits digits = Digits::of_column) : limit_(limit), digits_(digits) {}

  void write_null(int, TypeKind) override;
  void write(int, bool value) override;
  void write(int, std::int64_t value) override;
  void write(int, std::uint64_t value) override;
  void write(int, double value) override;
  void write(int, const Decimal& value) override;
  void write(int, std::string_view text) override;
  void write(int, std::span<const std::byte> bytes) override;
  void write(int, Date value) override;
  void write(int, LocalDateTime value) override;
  void write(int, Instant value) override;
  void write(int, const Uuid&) override;
  void write(int, const Json& value) override;
  void write_list(int, TypeKind element, std::span<const Value> values) override;
  void write_integers(int, std::span<const std::int64_t> values) override;

 private:
  void require(TypeKind kind) const;
  void check_label(std::string_view text) const;
  template <class Time>
  void check_time(Time time) const;
  void refuse_as_number(std::string_view text) const;
  const ColumnLimit& limit_;
  const Digits digits_;
};

/// @throws InvalidValue: a column that holds values of one kind, and an attribute of another that is not read from it.
[[noreturn]] void refuse_other_kind(TypeKind wanted, TypeKind held);

/// The time truncated to the column's precision; earlier than `time`, or equal.
Instant kept_part(Instant time, const ColumnLimit& limit);

}  // namespace rowan
