// Reading columns.
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "exact_decimal.hpp"
#include "rowan/core/error.hpp"
#include "statement.hpp"

namespace rowan::soci_path {
namespace {

template <class Number>
std::optional<Number> parse(const std::string& text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// A whole number in another notation: "3.0", "1e3".
template <class Number>
std::optional<Number> parse_whole(const std::string& text) {
  if (const auto number = parse<Number>(text)) return number;
  try {
    const Decimal decimal(text);
    auto digits = decimal.to_string();
    const auto point = digits.find('.');
    if (point != std::string::npos) {
      if (digits.find_first_not_of('0', point + 1) != std::string::npos) return std::nullopt;
      digits.resize(point);
    }
    return parse<Number>(digits);
  } catch (const InvalidValue&) {
    return std::nullopt;
  }
}

// A real that holds a whole number of the type; the type's maximum plus one is a power of two, which a double holds
// exactly.
template <class Integer>
std::optional<Integer> whole(double number) {
  const double least = static_cast<double>(std::numeric_limits<Integer>::min());
  const double beyond = std::ldexp(1.0, std::numeric_limits<Integer>::digits);
  const bool fits = number >= least && number < beyond && std::trunc(number) == number;  // false for NaN
  return fits ? std::optional(static_cast<Integer>(number)) : std::nullopt;
}

int digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

// "\x00ff"
Bytes bytes_of(std::string_view text) {
  Bytes bytes(text.size() / 2 - 1);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::byte>(digit(text[2 * i + 2]) * 16 + digit(text[2 * i + 3]));
  }
  return bytes;
}

std::optional<bool> parse_boolean(const std::string& text) {
  if (text == "1" || text == "t" || text == "true") return true;
  if (text == "0" || text == "f" || text == "false") return false;
  return std::nullopt;
}

// Times and UUIDs have a text form on every database, which is how they are read.
bool crosses_as_text(TypeKind kind) { return kind >= TypeKind::text && kind != TypeKind::bytes; }

}  // namespace

Column& SociStatement::column_at(int column) {
  while (columns_.size() <= static_cast<std::size_t>(column)) {
    columns_.emplace_back(backend_.session(), *statement_, static_cast<int>(columns_.size()) + 1);
  }
  return columns_[static_cast<std::size_t>(column)];
}

void SociStatement::mismatch(int column, std::string_view wanted) {
  constexpr std::size_t most = 40;
  const bool bytes = stored_kind(column) == TypeKind::bytes;
  const std::string& text = *column_at(column).text();
  if (bytes) throw InvalidValue(fmt::format("expected {}, found a blob of {} bytes", wanted, text.size()));
  const bool clip = text.size() > most;
  throw InvalidValue(fmt::format("expected {}, found \"{}{}\"", wanted, text.substr(0, most), clip ? "…" : ""));
}

std::optional<TypeKind> SociStatement::stored_kind(int column) {
  return backend_.stored_kind(*statement_->get_backend(), column);
}

bool SociStatement::is_null(int column) { return !stored_kind(column); }

bool SociStatement::read(int column, std::string& out) {
  std::string_view text;
  if (!read(column, text)) return false;
  out.assign(text);
  return true;
}

bool SociStatement::read(int column, std::string_view& out) {
  const auto kind = stored_kind(column);
  if (!kind) return false;
  if (!crosses_as_text(*kind)) mismatch(column, "text");
  out = backend_.own_text(*statement_->get_backend(), column, *column_at(column).text());
  return true;
}

bool SociStatement::read(int column, bool& out) {
  if (is_null(column)) return false;
  const auto truth = parse_boolean(*column_at(column).text());
  if (!truth) mismatch(column, "a boolean (1 or 0)");
  out = *truth;
  return true;
}

template <class Integer>
std::optional<Integer> SociStatement::integer(int column, TypeKind kind) {
  if (kind == TypeKind::bytes) return std::nullopt;
  if (kind == TypeKind::float64) return whole<Integer>(column_at(column).real());  // its text would be rounded
  return parse_whole<Integer>(*column_at(column).text());
}

template <class Integer>
bool SociStatement::read_integer(int column, Integer& out, std::string_view wanted) {
  const auto kind = stored_kind(column);
  if (!kind) return false;
  const auto number = integer<Integer>(column, *kind);
  if (!number) mismatch(column, wanted);
  out = *number;
  return true;
}

bool SociStatement::read(int column, std::int64_t& out) { return read_integer(column, out, "a 64-bit integer"); }

bool SociStatement::read(int column, std::uint64_t& out) { return read_integer(column, out, "an unsigned integer"); }

// The text proves that it is a number, the second exchange gives all its bits: texts of reals have fifteen digits on
// SQLite.
bool SociStatement::read(int column, double& out) {
  const auto kind = stored_kind(column);
  if (!kind) return false;
  if (kind != TypeKind::float64) {
    const std::string text = *column_at(column).text();
    const auto whole = parse<std::int64_t>(text);
    const bool inexact = whole && std::abs(*whole) > (std::int64_t{1} << 53);
    if (inexact || (!whole && !parse<double>(text))) mismatch(column, "a number that a double holds exactly");
  }
  out = column_at(column).real();
  return true;
}

bool SociStatement::read(int column, Decimal& out) {
  const auto kind = stored_kind(column);
  if (!kind) return false;
  if (kind == TypeKind::float64) {
    double number = 0;
    const auto decimal = read(column, number) ? exact_decimal(number) : std::nullopt;
    if (!decimal)
      mismatch(column,
               "a decimal (text, an integer, or a real number of at most 15 digits: others are not exact, so keep them "
               "in a column declared TEXT)");
    out = *decimal;
    return true;
  }
  const std::string& text = *column_at(column).text();
  out = Decimal(backend_.decimal_digits(*statement_->get_backend(), column, text));
  return true;
}

bool SociStatement::read(int column, Bytes& out) {
  require_blobs();
  const auto kind = stored_kind(column);
  if (!kind) return false;
  if (kind != TypeKind::bytes) mismatch(column, "a blob");
  if (backend_.blobs() == Blobs::hexadecimal) {
    out = bytes_of(*column_at(column).text());
    return true;
  }
  if (backend_.blobs() == Blobs::text) {
    const std::string& text = *column_at(column).text();
    const auto* data = reinterpret_cast<const std::byte*>(text.data());
    out.assign(data, data + text.size());
    return true;
  }
  ::soci::blob& blob = column_at(column).blob();
  out.resize(blob.get_len());
  if (!out.empty()) blob.read(0, reinterpret_cast<char*>(out.data()), out.size());
  return true;
}

bool SociStatement::read(int column, Date& out) {
  std::string_view text;
  const bool present = read(column, text);
  if (present) out = parse_date(text);
  return present;
}

bool SociStatement::read(int column, LocalDateTime& out) {
  std::string_view text;
  const bool present = read(column, text);
  if (present) out = parse_local_date_time(text);
  return present;
}

bool SociStatement::read(int column, Instant& out) {
  std::string_view text;
  const bool present = read(column, text);
  if (present) out = parse_instant(text);
  return present;
}

bool SociStatement::read(int column, Uuid& out) {
  std::string_view text;
  const bool present = read(column, text);
  if (present) out = backend_.compares_bytes(*statement_->get_backend(), column) ? Uuid::stored(text) : Uuid(text);
  return present;
}

bool SociStatement::read(int column, Json& out) {
  std::string_view text;
  const bool present = read(column, text);
  if (present) out = Json(text);  // compact, however the database writes it
  return present;
}

bool SociStatement::read_list(int column, TypeKind, std::vector<Value>& out) {
  if (is_null(column)) return false;
  auto elements = backend_.elements_of(*statement_->get_backend(), column, *column_at(column).text());
  if (!elements) mismatch(column, "an array");
  out = std::move(*elements);
  return true;
}

Value SociStatement::value(int column) {
  const auto kind = stored_kind(column);
  if (!kind) return {};
  if (!is_array(*kind)) return read_value(*this, column, *kind);
  std::vector<Value> elements;
  read_list(column, element_of(*kind), elements);
  return Value::list(std::move(elements));
}

}  // namespace rowan::soci_path
