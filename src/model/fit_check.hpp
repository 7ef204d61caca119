// Whether a column keeps a value as it is.
#pragma once

#include "rowan/core/parameter_writer.hpp"
#include "rowan/sql/column_limit.hpp"

namespace rowan {

/// Takes values as a statement does, and throws instead of sending what the column would round, cut or fill up.
/// @throws InvalidValue saying what would become of the value, and what to do.
class FitCheck final : public ParameterWriter {
 public:
  explicit FitCheck(const ColumnLimit& limit) : limit_(limit) {}

  void write_null(int, TypeKind) override {}
  void write(int, bool) override {}
  void write(int, std::int64_t value) override;
  void write(int, std::uint64_t value) override;
  void write(int, double value) override;
  void write(int, const Decimal& value) override;
  void write(int, std::string_view text) override;
  void write(int, std::span<const std::byte> bytes) override;
  void write(int, Date) override {}
  void write(int, LocalDateTime value) override;
  void write(int, Instant value) override;
  void write(int, const Uuid&) override {}
  void write(int, const Json&) override {}

 private:
  template <class Time>
  void check_time(Time time) const;
  const ColumnLimit& limit_;
};

/// A time as far as the column keeps it; earlier than `time`, or the same.
Instant kept_part(Instant time, const ColumnLimit& limit);

}  // namespace rowan
