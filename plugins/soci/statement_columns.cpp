// Reading columns.
#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <optional>

#include "rowan/core/error.hpp"
#include "statement.hpp"

namespace rowan::soci_path {
namespace {

int digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

// "\x00ff", or the digits alone.
std::string bytes_of(std::string_view text) {
  if (text.starts_with("\\x")) text.remove_prefix(2);
  std::string bytes(text.size() / 2, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(digit(text[2 * i]) * 16 + digit(text[2 * i + 1]));
  }
  return bytes;
}

double float_in(std::string_view text) {
  float number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    throw InvalidValue(fmt::format("expected a real number, found the text \"{}\"", text));
  return static_cast<double>(number);
}

}  // namespace

Column& SociStatement::column_at(int column) {
  while (columns_.size() <= static_cast<std::size_t>(column)) {
    columns_.push_back(std::make_unique<AskedColumn>(backend_, *statement_, static_cast<int>(columns_.size())));
  }
  return *columns_[static_cast<std::size_t>(column)];
}

bool SociStatement::is_null(int column) { return !column_at(column).kind(); }

// Dates, times and UUIDs have a text form on every database, which is how they are read.
Cell SociStatement::cell(int index) {
  Column& column = column_at(index);
  const auto kind = column.kind();
  if (!kind) return {};
  auto& statement = *statement_->get_backend();
  if (const auto found = backend_.cell(statement, index, blob_)) return *found;
  switch (*kind) {
    case TypeKind::float64: {  // its text would be rounded
      Cell cell = Cell::of(column.real());
      cell.reals_were_decimals = backend_.exchanges_when_asked();
      return cell;
    }
    case TypeKind::float32:  // SOCI has doubles only, and the double of its digits is another number
      return Cell::of(float_in(column.text()));
    case TypeKind::bytes:
      return Cell::of(Cell::Form::bytes, blob_of(column));
    case TypeKind::boolean:
      return Cell::of(Cell::Form::boolean, column.text() == "t" || column.text() == "1" ? 1 : 0);
    case TypeKind::int64:
      return Cell::of(Cell::Form::int64, column.integer());
    case TypeKind::uint64:
      return Cell::of(Cell::Form::uint64, static_cast<std::int64_t>(column.unsigned_integer()));
    case TypeKind::uuid: {
      const Uuid uuid(column.text());
      blob_.assign(reinterpret_cast<const char*>(uuid.bytes().data()), uuid.bytes().size());
      return Cell::of(Cell::Form::uuid, blob_);
    }
    case TypeKind::instant:
      return Cell::of(Cell::Form::instant, parse_local_date_time(column.text()).time_since_epoch().count());
    case TypeKind::date:
      if (backend_.exchanges_when_asked()) return text_cell(index);
      return Cell::of(Cell::Form::date, std::chrono::sys_days(parse_date(column.text())).time_since_epoch().count());
    case TypeKind::local_date_time:
      if (backend_.exchanges_when_asked()) return text_cell(index);
      return Cell::of(Cell::Form::local_date_time, parse_local_date_time(column.text()).time_since_epoch().count());
    case TypeKind::decimal:
      return Cell::of(Cell::Form::decimal, backend_.decimal_digits(statement, index, column.text()));
    case TypeKind::json:
      return Cell::of(Cell::Form::json, column.text());
    default:
      return text_cell(index);
  }
}

Cell SociStatement::text_cell(int index) {
  auto& statement = *statement_->get_backend();
  Cell cell = Cell::of(Cell::Form::text, backend_.own_text(statement, index, column_at(index).text()));
  cell.compares_bytes = backend_.compares_bytes(statement, index);
  return cell;
}

std::string_view SociStatement::blob_of(Column& column) {
  require_blobs();
  if (backend_.blobs() == Blobs::text) return column.text();
  if (backend_.blobs() == Blobs::hexadecimal) return blob_ = bytes_of(column.text());
  ::soci::blob& blob = column.blob();
  blob_.resize(blob.get_len());
  if (!blob_.empty()) blob.read(0, blob_.data(), blob_.size());
  return blob_;
}

// Where SOCI has no bytes, it may give such a column's text form.
bool SociStatement::read(int column, Bytes& out) {
  require_blobs();
  return read_cell(cell(column), out);
}

bool SociStatement::read_list(int column, TypeKind element, std::vector<Value>& out) {
  if (is_null(column)) return false;
  out = elements(column, element, true);
  return true;
}

std::vector<Value> SociStatement::elements(int column, TypeKind element, bool for_an_attribute) {
  const std::string_view text = column_at(column).text();
  auto found = backend_.elements_of(*statement_->get_backend(), column, element, text, for_an_attribute);
  if (!found) refuse_cell(cell(column), "an array");
  return std::move(*found);
}

Value SociStatement::value(int column) {
  const auto kind = column_at(column).kind();
  if (!kind) return {};
  if (!is_array(*kind)) {
    const auto found = backend_.cell(*statement_->get_backend(), column, blob_);
    return found ? value_of(*found) : read_value(*this, column, *kind);
  }
  return Value::list(elements(column, element_of(*kind), false));
}

}  // namespace rowan::soci_path
