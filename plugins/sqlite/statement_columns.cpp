// Reading columns.
#include <sqlite3.h>

#include <string>

#include "../soci/members.hpp"
#include "statement.hpp"

namespace rowan::sqlite {
namespace {

std::string_view text_of(sqlite3_value* value) {
  const auto* data = reinterpret_cast<const char*>(sqlite3_value_text(value));
  return {data, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

// A row whose columns are of the types that such members are usually stored as.
struct UsualRow {
  sqlite3_stmt* statement;

  [[gnu::hot]] bool read(int column, std::int64_t& out) const {
    sqlite3_value* value = sqlite3_column_value(statement, column);
    if (sqlite3_value_type(value) != SQLITE_INTEGER) [[unlikely]]
      return false;
    out = sqlite3_value_int64(value);
    return true;
  }
  [[gnu::hot]] bool read(int column, double& out) const {
    sqlite3_value* value = sqlite3_column_value(statement, column);
    if (sqlite3_value_type(value) != SQLITE_FLOAT) [[unlikely]]
      return false;
    out = sqlite3_value_double(value);
    return true;
  }
  // Flat, because the string's own functions, which are not inline, each take as long as the copy of a usual text.
  [[gnu::hot, gnu::flatten]] bool read(int column, std::string& out) const {
    sqlite3_value* value = sqlite3_column_value(statement, column);
    if (sqlite3_value_type(value) != SQLITE_TEXT) [[unlikely]]
      return false;
    const std::string_view text = text_of(value);
    // Where it needs more room, a new string is made faster than the old one grows.
    if (text.size() <= out.capacity())
      out.assign(text);
    else
      out = std::string(text);
    return true;
  }
};

}  // namespace

[[gnu::hot]] Cell NativeStatement::cell(int column) {
  sqlite3_value* value = sqlite3_column_value(statement_, column);
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
      return Cell::of(Cell::Form::int64, sqlite3_value_int64(value));
    case SQLITE_FLOAT: {
      Cell cell = Cell::of(sqlite3_value_double(value));
      cell.reals_were_decimals = true;
      return cell;
    }
    case SQLITE_TEXT:
      return Cell::of(Cell::Form::text, text_of(value));
    case SQLITE_BLOB: {
      const void* data = sqlite3_value_blob(value);
      return Cell::of(Cell::Form::bytes, data, static_cast<std::size_t>(sqlite3_value_bytes(value)));
    }
    default:
      return {};
  }
}

[[gnu::hot]] void NativeStatement::read_members(std::span<const MemberStep> steps, void* object, int& column,
                                                std::uint64_t* prints) {
  read_each_member(UsualRow{statement_}, *this, steps, object, column, prints);
}

}  // namespace rowan::sqlite
