#include "copy_statement.hpp"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <limits>
#include <utility>

#include "../soci/members.hpp"
#include "errors.hpp"
#include "pipeline.hpp"
#include "result.hpp"
#include "rowan/core/error.hpp"
#include "server_statement.hpp"
#include "session.hpp"
#include "wire.hpp"

namespace rowan::postgresql {
namespace {

// Whether a column of this type takes, in binary, whatever an attribute of the kind holds, or says that it does not.
bool takes(Stored column, TypeKind kind) {
  if (is_integer(kind)) {
    return column == Stored::int2 || column == Stored::int4 || column == Stored::int8 || column == Stored::numeric;
  }
  switch (kind) {
    case TypeKind::boolean:
      return column == Stored::boolean;
    case TypeKind::float32:
    case TypeKind::float64:
      return column == Stored::float4 || column == Stored::float8;
    case TypeKind::decimal:
      return column == Stored::numeric;
    case TypeKind::text:
      return column == Stored::text || column == Stored::padded;
    case TypeKind::bytes:
      return column == Stored::bytes;
    case TypeKind::date:
      return column == Stored::date;
    case TypeKind::local_date_time:
      return column == Stored::timestamp;
    case TypeKind::instant:
      return column == Stored::timestamptz;
    case TypeKind::uuid:
      return column == Stored::uuid;
    case TypeKind::json:
      return column == Stored::jsonb || column == Stored::json;
    default:
      return false;
  }
}

// Described only: to execute it would take the right to read the table.
Result describe(PGconn* connection, const std::string& select) {
  std::vector<Result> results;
  {
    Pipeline pipeline(connection);
    pipeline.expect(PQsendPrepare(connection, "", select.c_str(), 0, nullptr) != 0);
    pipeline.expect(PQsendDescribePrepared(connection, "") != 0);
    results = pipeline.finish();
  }
  return results.empty() ? nullptr : std::move(succeeded(results.front().get()) ? results.back() : results.front());
}

using namespace std::string_view_literals;
constexpr auto file_header = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0"sv;  // signature, flags, no extension

}  // namespace

std::unique_ptr<Statement> CopyStatement::make(Session& session, const BulkTarget& target) {
  const auto described = describe(session.connection(), fmt::format("SELECT {} FROM {}", target.columns, target.table));
  if (!succeeded(described.get())) raise(Failure::of(described.get(), session.connection(), target.insert_sql));
  std::vector<Stored> columns;
  for (const auto& column : columns_of(described.get())) {
    if (!takes(column.stored, target.kinds[columns.size()])) return nullptr;
    columns.push_back(column.stored);
  }
  auto copy = fmt::format("COPY {} ({}) FROM STDIN (FORMAT binary)", target.table, target.columns);
  return std::unique_ptr<Statement>(new CopyStatement(session, std::move(copy), std::move(columns)));
}

CopyStatement::CopyStatement(Session& session, std::string sql, std::vector<Stored> columns)
    : session_(session), sql_(std::move(sql)), columns_(std::move(columns)), buffer_(file_header) {}

CopyStatement::~CopyStatement() { reset(); }

void CopyStatement::begin() {
  const Result result(PQexec(session_.connection(), sql_.c_str()));
  if (PQresultStatus(result.get()) != PGRES_COPY_IN) raise(Failure::of(result.get(), session_.connection(), sql_));
  copying_ = true;
}

void CopyStatement::end_row() {
  constexpr std::size_t enough = 65536;
  if (buffer_.size() > enough) flush();
}

// An error of the server is told at the end.
void CopyStatement::flush() {
  if (!copying_) begin();
  PQputCopyData(session_.connection(), buffer_.data(), static_cast<int>(buffer_.size()));
  buffer_.clear();
}

std::uint64_t CopyStatement::run() {
  if (!copying_) begin();
  append_count(-1);
  flush();
  copying_ = false;
  PQputCopyEnd(session_.connection(), nullptr);
  const Result result(PQgetResult(session_.connection()));
  while (PGresult* more = PQgetResult(session_.connection())) PQclear(more);
  if (!succeeded(result.get())) raise(Failure::of(result.get(), session_.connection(), sql_));
  return static_cast<std::uint64_t>(std::strtoull(PQcmdTuples(result.get()), nullptr, 10));
}

void CopyStatement::reset() noexcept {
  buffer_.clear();
  if (!std::exchange(copying_, false)) return;
  PQputCopyEnd(session_.connection(), "the rows that were to follow are not sent");
  while (PGresult* result = PQgetResult(session_.connection())) PQclear(result);
}

void CopyStatement::append_count(std::int16_t count) { append_number(count); }

template <class Number>
void CopyStatement::append_number(Number value) {
  std::array<char, sizeof value> bytes;
  wire::to_big_endian(value, bytes.data());
  buffer_.append(bytes.data(), bytes.size());
}

void CopyStatement::append_field(int index, std::string_view bytes) {
  begin_row(index);
  append_number(static_cast<std::int32_t>(bytes.size()));
  buffer_.append(bytes);
}

template <class Narrow, class Integer>
void CopyStatement::append_narrow(int index, Integer value) {
  if (!std::in_range<Narrow>(value)) {
    throw InvalidValue(fmt::format("{} is too large for the column, an integer of {} bytes", value, sizeof(Narrow)));
  }
  begin_row(index);
  append_number(static_cast<std::int32_t>(sizeof(Narrow)));
  append_number(static_cast<Narrow>(value));
}

template <class Integer>
void CopyStatement::append_integer(int index, Integer value) {
  switch (column(index)) {
    case Stored::int2:
      return append_narrow<std::int16_t>(index, value);
    case Stored::int4:
      return append_narrow<std::int32_t>(index, value);
    case Stored::int8:
      return append_narrow<std::int64_t>(index, value);
    default:
      return append_field(index, wire::numeric_from(Decimal(value)));
  }
}

void CopyStatement::write_null(int index, TypeKind) {
  begin_row(index);
  append_number(std::int32_t{-1});
}

void CopyStatement::write(int index, bool value) { append_field(index, {value ? "\1" : "\0", 1}); }
void CopyStatement::write(int index, std::int64_t value) { append_integer(index, value); }
void CopyStatement::write(int index, std::uint64_t value) { append_integer(index, value); }

void CopyStatement::write(int index, double value) {
  begin_row(index);
  if (column(index) == Stored::float8) {
    append_number(std::int32_t{8});
    append_number(std::bit_cast<std::uint64_t>(value));
  } else {
    append_number(std::int32_t{4});
    append_number(std::bit_cast<std::uint32_t>(static_cast<float>(value)));
  }
}

void CopyStatement::write(int index, const Decimal& value) { append_field(index, wire::numeric_from(value)); }

void CopyStatement::write(int index, std::string_view text) {
  check_text(text);
  append_field(index, text);
}

void CopyStatement::write(int index, std::span<const std::byte> bytes) {
  append_field(index, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

void CopyStatement::write(int index, Date value) {
  begin_row(index);
  append_number(std::int32_t{4});
  append_number(wire::days_of(value));
}

void CopyStatement::write(int index, LocalDateTime value) {
  begin_row(index);
  append_number(std::int32_t{8});
  append_number(wire::since_2000(value));
}

void CopyStatement::write(int index, Instant value) {
  begin_row(index);
  append_number(std::int32_t{8});
  append_number(wire::since_2000(value));
}

void CopyStatement::write(int index, const Uuid& value) {
  append_field(index, {reinterpret_cast<const char*>(value.bytes().data()), value.bytes().size()});
}

void CopyStatement::write(int index, const Json& value) {
  wire::check_jsonb(value);
  append_field(index, (column(index) == Stored::jsonb ? "\1" : "") + value.text());
}

void CopyStatement::write_members(std::span<const MemberStep> steps, const void* object, int& index,
                                  std::uint64_t* prints) {
  write_each_member(*this, steps, object, index, prints);
}

}  // namespace rowan::postgresql
