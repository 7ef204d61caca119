// One row as the server sent it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "bits.hpp"

struct st_mysql_field;

namespace rowan::mysql {

/// How a column arrives, and so how it is read.
enum class Form : std::uint8_t {
  none,  ///< always NULL
  int8,
  int16,
  int32,
  int64,
  float32,
  float64,
  decimal,        ///< text
  text,           ///< UTF-8
  bytes,          ///< binary strings
  date,           ///< year, month, day
  date_and_time,  ///< the same, then hour to microsecond
  time_of_day,    ///< a length of time: sign, days, hour to microsecond
  bits,           ///< an unsigned number, its highest byte first
};

struct Column {
  Form form;
  bool is_unsigned;
  bool compares_bytes;    ///< its collation does
  std::uint8_t decimals;  ///< 30 and 31: as many as the type takes
  std::uint8_t width;     ///< in bytes; 0: the length comes with the value
  BitColumn bits;         ///< of `Form::bits`
};

/// The current row of a statement, not copied: where each column lies in the client library's memory. Bound columns
/// would be copied there first, and long ones cut to a buffer whose size must be guessed.
class Cells {
 public:
  /// A column's bytes; `data` is null for NULL. For `text` and its like the bytes, else the wire form of the number or
  /// time.
  struct Cell {
    const unsigned char* data = nullptr;
    std::size_t size = 0;

    [[nodiscard]] std::string_view text() const { return {reinterpret_cast<const char*>(data), size}; }
  };

  /// Tells of the columns of the rows to come.
  void describe(const st_mysql_field* fields, unsigned count);
  /// The row is elsewhere from here on: `cells` are those of all columns.
  void stand_on(const std::vector<Cell>& cells) { cells_ = cells; }
  [[nodiscard]] int count() const { return static_cast<int>(columns_.size()); }
  [[nodiscard]] const Column& column(int index) const { return columns_[static_cast<std::size_t>(index)]; }
  [[nodiscard]] const Cell& operator[](int index) const { return cells_[static_cast<std::size_t>(index)]; }

  /// What the client library calls for each column of a row that is fetched: `position` is where the row's bytes are
  /// read, and is moved past the column. Null for NULL.
  static void take(void* cells, unsigned column, unsigned char** position);

 private:
  std::vector<Column> columns_;
  std::vector<Cell> cells_;
};

}  // namespace rowan::mysql
