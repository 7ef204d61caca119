// Reading columns.
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

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
  if (!(number >= least && number < beyond) || std::trunc(number) != number) return std::nullopt;
  return static_cast<Integer>(number);
}

std::optional<bool> parse_boolean(const std::string& text) {
  if (text == "1" || text == "t" || text == "true") return true;
  if (text == "0" || text == "f" || text == "false") return false;
  return std::nullopt;
}

}  // namespace

Column& SociStatement::column(int index) {
  while (columns_.size() <= static_cast<std::size_t>(index)) {
    columns_.emplace_back(backend_.session(), *statement_, static_cast<int>(columns_.size()) + 1);
  }
  return columns_[static_cast<std::size_t>(index)];
}

void SociStatement::mismatch(int index, std::string_view wanted) {
  constexpr std::size_t most = 40;
  const std::string& text = *column(index).text();
  const bool clip = text.size() > most;
  throw InvalidValue(fmt::format("expected {}, found \"{}{}\"", wanted, text.substr(0, most), clip ? "…" : ""));
}

std::optional<TypeKind> SociStatement::stored_kind(int index) {
  return backend_.stored_kind(*statement_->get_backend(), index);
}

bool SociStatement::is_null(int index) { return !stored_kind(index); }

bool SociStatement::read(int index, std::string& out) {
  std::string_view text;
  if (!read(index, text)) return false;
  out.assign(text);
  return true;
}

bool SociStatement::read(int index, std::string_view& out) {
  const auto kind = stored_kind(index);
  if (!kind) return false;
  if (kind != TypeKind::text) mismatch(index, "text");
  out = *column(index).text();
  return true;
}

bool SociStatement::read(int index, bool& out) {
  if (is_null(index)) return false;
  const auto truth = parse_boolean(*column(index).text());
  if (!truth) mismatch(index, "a boolean (1 or 0)");
  out = *truth;
  return true;
}

template <class Integer>
std::optional<Integer> SociStatement::integer(int index, TypeKind kind) {
  if (kind == TypeKind::bytes) return std::nullopt;
  if (kind == TypeKind::float64) return whole<Integer>(column(index).real());  // its text would be rounded
  return parse_whole<Integer>(*column(index).text());
}

template <class Integer>
bool SociStatement::read_integer(int index, Integer& out, std::string_view wanted) {
  const auto kind = stored_kind(index);
  if (!kind) return false;
  const auto number = integer<Integer>(index, *kind);
  if (!number) mismatch(index, wanted);
  out = *number;
  return true;
}

bool SociStatement::read(int index, std::int64_t& out) { return read_integer(index, out, "a 64-bit integer"); }

bool SociStatement::read(int index, std::uint64_t& out) { return read_integer(index, out, "an unsigned integer"); }

// The text proves that it is a number, the second exchange gives all its bits: texts of reals have fifteen digits on
// SQLite.
bool SociStatement::read(int index, double& out) {
  const auto kind = stored_kind(index);
  if (!kind) return false;
  if (kind != TypeKind::float64) {
    const std::string text = *column(index).text();
    const auto whole = parse<std::int64_t>(text);
    const bool inexact = whole && std::abs(*whole) > (std::int64_t{1} << 53);
    if (inexact || (!whole && !parse<double>(text))) mismatch(index, "a number that a double holds exactly");
  }
  out = column(index).real();
  return true;
}

bool SociStatement::read(int index, Decimal& out) {
  const auto kind = stored_kind(index);
  if (!kind) return false;
  if (kind == TypeKind::float64) mismatch(index, "a decimal (text or integer; a real number is not exact)");
  out = Decimal(*column(index).text());
  return true;
}

bool SociStatement::read(int index, Bytes& out) {
  require_blobs();
  const auto kind = stored_kind(index);
  if (!kind) return false;
  if (kind != TypeKind::bytes) mismatch(index, "a blob");
  ::soci::blob& blob = column(index).blob();
  out.resize(blob.get_len());
  if (!out.empty()) blob.read(0, reinterpret_cast<char*>(out.data()), out.size());
  return true;
}

bool SociStatement::read(int index, Date& out) {
  std::string_view text;
  const bool present = read(index, text);
  if (present) out = parse_date(text);
  return present;
}

bool SociStatement::read(int index, LocalDateTime& out) {
  std::string_view text;
  const bool present = read(index, text);
  if (present) out = parse_local_date_time(text);
  return present;
}

bool SociStatement::read(int index, Instant& out) {
  std::string_view text;
  const bool present = read(index, text);
  if (present) out = parse_instant(text);
  return present;
}

bool SociStatement::read(int index, Uuid& out) {
  std::string_view text;
  const bool present = read(index, text);
  if (present) out = Uuid(text);
  return present;
}

bool SociStatement::read(int index, Json& out) {
  std::string_view text;
  const bool present = read(index, text);
  if (present) out = Json::trusted(std::string(text));
  return present;
}

Value SociStatement::value(int index) {
  const auto kind = stored_kind(index);
  return kind ? read_value(*this, index, *kind) : Value();
}

}  // namespace rowan::soci_path
