#include "rowan/connection/cell_statement.hpp"

#include <chrono>

#include "rowan/core/error.hpp"

namespace rowan {
namespace {

using Form = Cell::Form;

}  // namespace

void CellStatement::bind(int, const Cell&) { throw Unsupported("this driver's statements take no such parameter"); }

void CellStatement::write_null(int index, TypeKind) { bind(index, {}); }
void CellStatement::write(int index, bool value) { bind(index, Cell::of(Form::boolean, value ? 1 : 0)); }
void CellStatement::write(int index, std::int64_t value) { bind(index, Cell::of(Form::int64, value)); }

void CellStatement::write(int index, std::uint64_t value) {
  bind(index, Cell::of(Form::uint64, static_cast<std::int64_t>(value)));
}

void CellStatement::write(int index, double value) { bind(index, Cell::of(value)); }

void CellStatement::write(int index, const Decimal& value) {
  const std::string digits = value.to_string();
  bind(index, Cell::of(Form::decimal, digits));
}

void CellStatement::write(int index, std::string_view text) {
  check_text(text);
  bind(index, Cell::of(Form::text, text));
}

void CellStatement::write(int index, std::span<const std::byte> bytes) {
  bind(index, Cell::of(Form::bytes, bytes.data(), bytes.size()));
}

void CellStatement::write(int index, Date value) {
  bind(index, Cell::of(Form::date, std::chrono::sys_days(value).time_since_epoch().count()));
}

void CellStatement::write(int index, LocalDateTime value) {
  bind(index, Cell::of(Form::local_date_time, value.time_since_epoch().count()));
}

void CellStatement::write(int index, Instant value) {
  bind(index, Cell::of(Form::instant, value.time_since_epoch().count()));
}

void CellStatement::write(int index, const Uuid& value) {
  bind(index, Cell::of(Form::uuid, value.bytes().data(), value.bytes().size()));
}

void CellStatement::write(int index, const Json& value) { bind(index, Cell::of(Form::json, value.text())); }

}  // namespace rowan
