// One column of a row, as a database keeps it, and what each C++ type makes of it: the one place where conversions are
// decided.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "rowan/core/logical_type.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"

namespace rowan {

/// A view: its bytes are the driver's, valid until the statement moves or another column is asked for. A driver fills
/// in what its database stores, exactly; the functions below convert, and refuse what would lose anything.
struct Cell {
  enum class Form : std::uint8_t {
    null,
    boolean,          ///< `number`: 0 or 1
    int64,            ///< `number`
    uint64,           ///< `number`, its bits
    float64,          ///< `real`
    decimal,          ///< `text`: its digits
    text,             ///< `text`, UTF-8
    bytes,            ///< `text`
    bits,             ///< `number`, its bits, and the same as bytes in `text`
    date,             ///< `number` of days since 1970-01-01
    local_date_time,  ///< `number` of microseconds since 1970, of whatever clock
    instant,          ///< `number` of microseconds since 1970, UTC
    uuid,             ///< `text`: sixteen bytes
    json,             ///< `text`, written in whatever way
    other,            ///< `text`, which the database makes of a type that is none of these: read as text
  };

  Form form = Form::null;
  // Of the column, where that decides what may be read from it.
  bool compares_bytes = true;        ///< texts that differ in a byte are not equal to the database
  bool reals_were_decimals = false;  ///< it has no decimals: of up to 15 digits, a real is what was meant
  bool clock_is_utc = false;         ///< a local date and time is also an instant
  bool uuid_in_bytes = false;        ///< sixteen bytes are also a UUID
  union {
    std::int64_t number = 0;
    double real;
  };
  std::string_view text{};

  [[nodiscard]] bool is_null() const { return form == Form::null; }

  static Cell of(Form form, std::int64_t number) {
    Cell cell;
    cell.form = form, cell.number = number;
    return cell;
  }
  static Cell of(double real) {
    Cell cell;
    cell.form = Form::float64, cell.real = real;
    return cell;
  }
  static Cell of(Form form, std::string_view text) {
    Cell cell;
    cell.form = form, cell.text = text;
    return cell;
  }
  static Cell of(Form form, const void* data, std::size_t size) {
    return of(form, std::string_view(static_cast<const char*>(data), size));
  }
};

// Each reads into `out` and returns true; false for NULL, which leaves `out` alone. @throws InvalidValue: "expected a
// date, found the text "x"".
ROWAN_EXPORT bool read_cell(const Cell& cell, bool& out);
ROWAN_EXPORT bool read_cell(const Cell& cell, std::int64_t& out);
ROWAN_EXPORT bool read_cell(const Cell& cell, std::uint64_t& out);
ROWAN_EXPORT bool read_cell(const Cell& cell, double& out);
ROWAN_EXPORT bool read_cell(const Cell& cell, Decimal& out);
ROWAN_EXPORT bool read_cell(const Cell& cell, std::string_view& out);
ROWAN_EXPORT bool read_cell(const Cell& cell, std::string& out);
ROWAN_EXPORT bool read_cell(const Cell& cell, Bytes& out);
ROWAN_EXPORT bool read_cell(const Cell& cell, Date& out);
ROWAN_EXPORT bool read_cell(const Cell& cell, LocalDateTime& out);
ROWAN_EXPORT bool read_cell(const Cell& cell, Instant& out);
ROWAN_EXPORT bool read_cell(const Cell& cell, Uuid& out);
ROWAN_EXPORT bool read_cell(const Cell& cell, Json& out);
/// As it is.
ROWAN_EXPORT Value value_of(const Cell& cell);
/// Whether values of `kind` are read from cells of this form, if what a cell holds allows it: an integer from a real
/// number that is whole, a date from a text that is one. The facts of the cell's column count.
[[nodiscard]] ROWAN_EXPORT bool can_read(const Cell& cell, TypeKind kind);
/// Throws "expected `wanted`, found …".
[[noreturn]] ROWAN_EXPORT void refuse_cell(const Cell& cell, std::string_view wanted);

}  // namespace rowan
