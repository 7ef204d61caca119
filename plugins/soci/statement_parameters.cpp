// Writing parameters.
#include <fmt/format.h>

#include <cmath>

#include "rowan/core/error.hpp"
#include "statement.hpp"

namespace rowan::soci_path {
namespace {

std::string hexadecimal(std::span<const std::byte> bytes) {
  constexpr const char* digits = "0123456789abcdef";
  std::string text = "\\x";
  text.reserve(2 + 2 * bytes.size());
  for (const std::byte byte : bytes) {
    const auto number = std::to_integer<unsigned>(byte);
    text += {digits[number / 16], digits[number % 16]};
  }
  return text;
}

}  // namespace

Parameter& SociStatement::parameter(int index) {
  const auto place = static_cast<std::size_t>(index);
  if (takes_ && place >= *takes_) {
    throw QueryError(fmt::format("a value was given for a placeholder that the statement does not have: {}", sql_));
  }
  if (bound_ && place >= parameters_.size()) {
    throw QueryError(
        fmt::format("the statement was executed with {} parameters before, and a further one was given: {}",
                    parameters_.size(), sql_));
  }
  while (parameters_.size() <= place) {
    unbound_.push_back(std::make_unique<Parameter>(backend_.session()));
    parameters_.push_back(unbound_.back().get());
  }
  return *parameters_[place];
}

void SociStatement::write_null(int index, TypeKind) { parameter(index).set_null(); }

void SociStatement::write(int index, bool value) { parameter(index).set(value ? 1LL : 0LL); }

void SociStatement::write(int index, std::int64_t value) { parameter(index).set(static_cast<long long>(value)); }

// SOCI stores unsigned integers as signed ones on some backends; as text they arrive whole.
void SociStatement::write(int index, std::uint64_t value) {
  if (value > backend_.largest_unsigned()) {
    throw InvalidValue(
        fmt::format("{} is too large: this database's integers end at {}; use a decimal or text attribute "
                    "for larger ones",
                    value, backend_.largest_unsigned()));
  }
  if (value <= INT64_MAX) {
    write(index, static_cast<std::int64_t>(value));
  } else {
    parameter(index).set(std::to_string(value));
  }
}

void SociStatement::write(int index, double value) {
  if (std::isnan(value) && !backend_.keeps_nan()) {
    throw InvalidValue("NaN can't be stored in this database; use an optional attribute and leave it empty");
  }
  parameter(index).set(value);
}

void SociStatement::write(int index, const Decimal& value) { parameter(index).set(value.to_string()); }

void SociStatement::write(int index, std::string_view text) {
  check_text(text);
  parameter(index).set(std::string(text));
}

void SociStatement::write(int index, std::span<const std::byte> bytes) {
  require_blobs();
  if (backend_.blobs() == Blobs::hexadecimal) {
    parameter(index).set(hexadecimal(bytes));
  } else if (backend_.blobs() == Blobs::text) {
    parameter(index).set(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  } else {
    parameter(index).set(bytes);
  }
}

void SociStatement::write(int index, Date value) { parameter(index).set(to_string(value)); }
void SociStatement::write(int index, LocalDateTime value) { parameter(index).set(backend_.text_of(value)); }
void SociStatement::write(int index, Instant value) { parameter(index).set(backend_.text_of(value)); }
void SociStatement::write(int index, const Uuid& value) { parameter(index).set(value.to_string()); }
void SociStatement::write(int index, const Json& value) { parameter(index).set(value.text()); }

void SociStatement::write_list(int index, TypeKind, std::span<const Value> values) {
  parameter(index).set(backend_.array_text(values));
}

void SociStatement::require_blobs() const {
  if (backend_.blobs() != Blobs::unsupported) return;
  throw Unsupported(
      "bytes can't be exchanged through SOCI's own statements on this database: use the native statement path");
}

}  // namespace rowan::soci_path
