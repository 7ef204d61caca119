// Reading columns.
#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "rowan/core/error.hpp"
#include "statement.hpp"

namespace rowan::soci_path {
namespace {

template <class Integer>
Integer parsed(std::string_view text) {
  Integer number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size()) return number;
  throw InvalidValue(fmt::format("found \"{}\" where an integer was announced", text));
}

int digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

// "\x00ff"
std::string bytes_of(std::string_view text) {
  std::string bytes(text.size() / 2 - 1, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(digit(text[2 * i + 2]) * 16 + digit(text[2 * i + 3]));
  }
  return bytes;
}

}  // namespace

Column& SociStatement::column_at(int column) {
  while (columns_.size() <= static_cast<std::size_t>(column)) {
    columns_.emplace_back(backend_.session(), *statement_, static_cast<int>(columns_.size()) + 1);
  }
  return columns_[static_cast<std::size_t>(column)];
}

std::optional<TypeKind> SociStatement::stored_kind(int column) {
  return backend_.stored_kind(*statement_->get_backend(), column);
}

bool SociStatement::is_null(int column) { return !stored_kind(column); }

// Times and UUIDs have a text form on every database, which is how they are read.
Cell SociStatement::cell(int column) {
  const auto kind = stored_kind(column);
  if (!kind) return {};
  auto& statement = *statement_->get_backend();
  if (*kind == TypeKind::float64) {  // its text would be rounded
    Cell cell = Cell::of(column_at(column).real());
    cell.reals_were_decimals = true;
    return cell;
  }
  if (*kind == TypeKind::bytes) return Cell::of(Cell::Form::bytes, blob_at(column));
  const std::string& text = *column_at(column).text();
  if (*kind == TypeKind::boolean) return Cell::of(Cell::Form::boolean, text == "t" || text == "1" ? 1 : 0);
  if (*kind == TypeKind::int64) return Cell::of(Cell::Form::int64, parsed<std::int64_t>(text));
  if (*kind == TypeKind::uint64)
    return Cell::of(Cell::Form::uint64, static_cast<std::int64_t>(parsed<std::uint64_t>(text)));
  if (*kind == TypeKind::decimal)
    return Cell::of(Cell::Form::decimal, backend_.decimal_digits(statement, column, text));
  Cell cell = Cell::of(Cell::Form::text, backend_.own_text(statement, column, text));
  cell.compares_bytes = backend_.compares_bytes(statement, column);
  return cell;
}

std::string_view SociStatement::blob_at(int column) {
  require_blobs();
  if (backend_.blobs() == Blobs::text) return *column_at(column).text();
  if (backend_.blobs() == Blobs::hexadecimal) return blob_ = bytes_of(*column_at(column).text());
  ::soci::blob& blob = column_at(column).blob();
  blob_.resize(blob.get_len());
  if (!blob_.empty()) blob.read(0, blob_.data(), blob_.size());
  return blob_;
}

bool SociStatement::read(int column, Json& out) {
  std::string_view text;
  const bool present = read(column, text);
  if (!present) return false;
  Json checked(text);
  // A type for JSON is compared as JSON, a column of text as it is spelled.
  out = stored_kind(column) == TypeKind::json ? std::move(checked) : Json::trusted(std::string(text));
  return true;
}

bool SociStatement::read_list(int column, TypeKind, std::vector<Value>& out) {
  if (is_null(column)) return false;
  out = elements(column, true);
  return true;
}

std::vector<Value> SociStatement::elements(int column, bool for_an_attribute) {
  const std::string_view text = *column_at(column).text();
  auto found = backend_.elements_of(*statement_->get_backend(), column, text, for_an_attribute);
  if (!found) refuse_cell(cell(column), "an array");
  return std::move(*found);
}

Value SociStatement::value(int column) {
  const auto kind = stored_kind(column);
  if (!kind) return {};
  if (!is_array(*kind)) return read_value(*this, column, *kind);
  return is_null(column) ? Value::list({}) : Value::list(elements(column, false));
}

}  // namespace rowan::soci_path
