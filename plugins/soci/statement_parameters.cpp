// Writing parameters.
#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <span>
#include <utility>

#include "rowan/core/error.hpp"
#include "statement.hpp"

namespace rowan::soci_path {
namespace {

std::string hexadecimal(std::string_view bytes) {
  constexpr const char* digits = "0123456789abcdef";
  std::string text = "\\x";
  text.reserve(2 + 2 * bytes.size());
  for (const char byte : bytes) {
    const auto number = static_cast<unsigned>(static_cast<unsigned char>(byte));
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

// Values cross as text, but integers, reals and blobs. SOCI stores unsigned integers as signed ones on some backends;
// as text they arrive whole.
void SociStatement::bind(int index, const Cell& value) {
  Parameter& to = parameter(index);
  // libpq takes no description of many thousands of parameters.
  constexpr std::size_t longest_described = 30000;
  if (!raw_ && sql_.size() <= longest_described) backend_.require_fit(*prepared().get_backend(), index, value);
  switch (value.form) {
    case Cell::Form::null:
      return to.set_null();
    case Cell::Form::boolean:
    case Cell::Form::int64:
      return to.set(static_cast<long long>(value.number));
    case Cell::Form::uint64:
      return value.number >= 0 ? to.set(static_cast<long long>(value.number)) : to.set(checked_unsigned(value));
    case Cell::Form::float64:
      if (std::isnan(value.real) && !backend_.keeps_nan())
        throw InvalidValue("NaN can't be stored in this database; use an optional attribute and leave it empty");
      if (auto text = backend_.text_of(value.real)) return to.set(std::move(*text));
      return to.set(value.real);
    case Cell::Form::bytes:
      return bind_bytes(to, value.text);
    case Cell::Form::local_date_time:
      return to.set(backend_.text_of(LocalDateTime(std::chrono::microseconds(value.number))));
    case Cell::Form::instant:
      return to.set(backend_.text_of(Instant(std::chrono::microseconds(value.number))));
    case Cell::Form::date:
    case Cell::Form::uuid:
      return to.set(value_of(value).to_string());
    default:
      return to.set(std::string(value.text));
  }
}

std::string SociStatement::checked_unsigned(const Cell& value) const {
  const auto number = static_cast<std::uint64_t>(value.number);
  if (number <= backend_.largest_unsigned()) return std::to_string(number);
  throw InvalidValue(fmt::format(
      "{} is too large: this database's integers end at {}; use a decimal or text attribute for larger ones", number,
      backend_.largest_unsigned()));
}

void SociStatement::bind_bytes(Parameter& to, std::string_view bytes) {
  require_blobs();
  if (backend_.blobs() == Blobs::hexadecimal) return to.set(hexadecimal(bytes));
  if (backend_.blobs() == Blobs::text) return to.set(std::string(bytes));
  to.set(std::as_bytes(std::span(bytes)));
}

void SociStatement::write_list(int index, TypeKind, std::span<const Value> values) {
  parameter(index).set(backend_.array_text(values));
}

void SociStatement::require_blobs() const {
  if (backend_.blobs() != Blobs::unsupported) return;
  throw Unsupported(
      "bytes can't be exchanged through SOCI's own statements on this database: use the native statement path");
}

}  // namespace rowan::soci_path
