#include "cells.hpp"

#include <mysql.h>

#include <cstring>

namespace rowan::mysql {
namespace {

constexpr unsigned binary_charset = 63;

Form form_of(const MYSQL_FIELD& field) {
  switch (field.type) {
    case MYSQL_TYPE_NULL:
      return Form::none;
    case MYSQL_TYPE_TINY:
      return Form::int8;
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_YEAR:
      return Form::int16;
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
      return Form::int32;
    case MYSQL_TYPE_LONGLONG:
      return Form::int64;
    case MYSQL_TYPE_FLOAT:
      return Form::float32;
    case MYSQL_TYPE_DOUBLE:
      return Form::float64;
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL:
      return Form::decimal;
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE:
      return Form::date;
    case MYSQL_TYPE_DATETIME:
    case MYSQL_TYPE_TIMESTAMP:
      return Form::date_and_time;
    case MYSQL_TYPE_TIME:
      return Form::time_of_day;
    case MYSQL_TYPE_BIT:
      return Form::bits;
    case MYSQL_TYPE_JSON:  // MySQL's own type, which it calls binary
      return Form::text;
    default:
      return field.charsetnr == binary_charset ? Form::bytes : Form::text;
  }
}

std::uint8_t width_of(Form form) {
  constexpr std::uint8_t widths[] = {0, 1, 2, 4, 8, 4, 8};
  return form <= Form::float64 ? widths[static_cast<std::size_t>(form)] : std::uint8_t{0};
}

// Lengths of up to 250 are one byte; larger ones begin with how many bytes they take.
std::size_t take_length(unsigned char*& at) {
  const unsigned char first = *at++;
  if (first < 251) [[likely]]
    return first;
  const std::size_t bytes = first == 252 ? 2 : first == 253 ? 3 : 8;
  std::size_t length = 0;
  for (std::size_t i = 0; i < bytes; ++i) length |= std::size_t{at[i]} << (8 * i);
  at += bytes;
  return length;
}

}  // namespace

void Cells::describe(const st_mysql_field* fields, unsigned count) {
  columns_.clear();
  for (unsigned i = 0; i < count; ++i) {
    const Form form = form_of(fields[i]);
    columns_.push_back({form, (fields[i].flags & UNSIGNED_FLAG) != 0, (fields[i].flags & BINARY_FLAG) != 0,
                        static_cast<std::uint8_t>(fields[i].decimals), width_of(form), bit_column(fields[i])});
  }
  cells_.assign(count, {});
}

void Cells::take(void* cells, unsigned column, unsigned char** position) {
  auto& self = *static_cast<Cells*>(cells);
  Cell& cell = self.cells_[column];
  if (position == nullptr) {
    cell = {};
    return;
  }
  unsigned char* at = *position;
  std::size_t size = self.columns_[column].width;
  if (size == 0) size = take_length(at);
  cell = {at, size};
  *position = at + size;
}

}  // namespace rowan::mysql
