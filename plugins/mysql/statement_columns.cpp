// Reading columns.
#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <string>
#include <type_traits>

#include "../soci/members.hpp"
#include "decimal_text.hpp"
#include "rowan/core/error.hpp"
#include "statement.hpp"

namespace rowan::mysql {
namespace {

// The protocol is little-endian whatever the machine.
template <class Integer>
Integer load(const unsigned char* data) {
  if constexpr (std::endian::native == std::endian::little) {
    Integer value{};
    std::memcpy(&value, data, sizeof value);
    return value;
  } else {
    std::make_unsigned_t<Integer> bits = 0;
    for (std::size_t i = sizeof(Integer); i-- > 0;)
      bits = static_cast<std::make_unsigned_t<Integer>>(bits << 8 | data[i]);
    return static_cast<Integer>(bits);
  }
}

double load_real(Form form, const unsigned char* data) {
  if (form == Form::float32) return static_cast<double>(std::bit_cast<float>(load<std::int32_t>(data)));
  return std::bit_cast<double>(load<std::int64_t>(data));
}

// An integer's bits in 64, its sign extended when it has one.
std::int64_t load_integer(const Column& column, const unsigned char* data) {
  switch (column.form) {
    case Form::int8:
      return column.is_unsigned ? std::int64_t{load<std::uint8_t>(data)} : load<std::int8_t>(data);
    case Form::int16:
      return column.is_unsigned ? std::int64_t{load<std::uint16_t>(data)} : load<std::int16_t>(data);
    case Form::int32:
      return column.is_unsigned ? std::int64_t{load<std::uint32_t>(data)} : load<std::int32_t>(data);
    default:
      return load<std::int64_t>(data);
  }
}

// "-838:59:59.5", as the server writes it: with as many digits of a second as the column keeps.
std::string time_text(const Cells::Cell& cell, const Column& column) {
  const bool negative = cell.size >= 8 && cell.data[0] != 0;
  const auto hours = cell.size >= 8 ? std::int64_t{load<std::int32_t>(cell.data + 1)} * 24 + cell.data[5] : 0;
  std::string text = fmt::format("{}{:02}:{:02}:{:02}", negative ? "-" : "", hours, cell.size >= 8 ? cell.data[6] : 0,
                                 cell.size >= 8 ? cell.data[7] : 0);
  if (column.decimals == 0 || column.decimals > 6) return text;
  const int micros = cell.size >= 12 ? load<std::int32_t>(cell.data + 8) : 0;
  return text + "." + fmt::format("{:06}", micros).substr(0, column.decimals);
}

// The server leaves off what is zero at the end: the fraction, the time, and of "0000-00-00" everything.
Date date_in(const Cells::Cell& cell) {
  if (cell.size < 4) throw InvalidValue("expected a date, found 0000-00-00, which is none: make it NULL");
  const Date date{std::chrono::year(load<std::uint16_t>(cell.data)), std::chrono::month(cell.data[2]),
                  std::chrono::day(cell.data[3])};
  if (!date.ok()) {
    throw InvalidValue(fmt::format("expected a date, found {:04}-{:02}-{:02}, which is none",
                                   static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                                   static_cast<unsigned>(date.day())));
  }
  return date;
}

std::chrono::microseconds since_1970(const Cells::Cell& cell) {
  std::chrono::microseconds time = std::chrono::sys_days(date_in(cell)).time_since_epoch();
  if (cell.size >= 7) {
    time += std::chrono::hours(cell.data[4]) + std::chrono::minutes(cell.data[5]) + std::chrono::seconds(cell.data[6]);
  }
  if (cell.size >= 11) time += std::chrono::microseconds(load<std::int32_t>(cell.data + 7));
  return time;
}

// A row whose columns have the forms that columns of the library's own have.
struct UsualRow {
  const Cells& cells;

  [[nodiscard]] const unsigned char* find(int column, Form form) const {
    return cells.column(column).form == form ? cells[column].data : nullptr;
  }
  bool read(int column, std::int64_t& out) const {
    const unsigned char* data = find(column, Form::int64);
    if (data == nullptr || cells.column(column).is_unsigned) return false;
    out = load<std::int64_t>(data);
    return true;
  }
  bool read(int column, double& out) const {
    const unsigned char* data = find(column, Form::float64);
    if (data == nullptr) return false;
    out = load_real(Form::float64, data);
    return true;
  }
  bool read(int column, std::string& out) const {
    if (find(column, Form::text) == nullptr) return false;
    out.assign(cells[column].text());
    return true;
  }
};

Cell text_cell(std::string_view text, const Column& column) {
  Cell cell = Cell::of(Cell::Form::text, text);
  cell.compares_bytes = column.compares_bytes;
  return cell;
}

// The session's time zone is UTC, so that is what a TIMESTAMP comes in, too.
Cell time_cell(const Cells::Cell& found) {
  Cell cell = Cell::of(Cell::Form::local_date_time, since_1970(found).count());
  cell.clock_is_utc = true;
  return cell;
}

}  // namespace

Cell NativeStatement::cell(int column) {
  const Cells::Cell& found = cells_[column];
  if (found.data == nullptr) return {};
  const Column& type = cells_.column(column);
  switch (type.form) {
    case Form::float32:
    case Form::float64:
      return Cell::of(load_real(type.form, found.data));
    case Form::decimal:
      return Cell::of(Cell::Form::decimal, without_filling(found.text(), type.decimals));
    case Form::text:
      return text_cell(found.text(), type);
    case Form::bytes: {
      Cell cell = Cell::of(Cell::Form::bytes, found.text());
      cell.uuid_in_bytes = session_.server() != Server::mariadb;
      return cell;
    }
    case Form::date:
      return Cell::of(Cell::Form::date, std::chrono::sys_days(date_in(found)).time_since_epoch().count());
    case Form::date_and_time:
      return time_cell(found);
    case Form::time_of_day:
      return text_cell(time_of_day_ = time_text(found, type), type);
    case Form::bits: {
      Cell cell = Cell::of(Cell::Form::bits, found.text());
      cell.number = static_cast<std::int64_t>(number_in_bits(found.text(), type.bits));
      return cell;
    }
    default:
      return Cell::of(type.is_unsigned ? Cell::Form::uint64 : Cell::Form::int64, load_integer(type, found.data));
  }
}

bool NativeStatement::read(int column, Uuid& out) {
  const Cell found = cell(column);
  if (found.form == Cell::Form::bytes && found.text.size() == 16 && !found.uuid_in_bytes) {
    throw InvalidValue(
        "a UUID is kept in sixteen bytes, where MariaDB would not find it: UUIDs are asked for as text; make the "
        "column UUID or CHAR(36), or declare the attribute rowan::Bytes");
  }
  return read_cell(found, out);
}

void NativeStatement::read_members(std::span<const MemberStep> steps, void* object, int& column,
                                   std::uint64_t* prints) {
  read_each_member(UsualRow{cells_}, *this, steps, object, column, prints);
}

}  // namespace rowan::mysql
