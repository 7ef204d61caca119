#include "backend.hpp"

#include <soci/statement.h>

#include <stdexcept>

#include "rowan/core/error.hpp"

namespace rowan::soci_path {

std::optional<std::size_t> Backend::prepare(::soci::statement& statement, const std::string& sql) {
  statement.prepare(sql);
  return std::nullopt;
}

int Backend::column_count(::soci::details::statement_backend& statement) { return statement.prepare_for_describe(); }

std::string Backend::column_name(::soci::details::statement_backend& statement, int column) {
  ::soci::data_type type{};
  std::string name;
  statement.describe_column(column + 1, type, name);
  return name;
}

std::optional<TypeKind> Backend::stored_kind(::soci::details::statement_backend&, int) {
  throw std::logic_error("SOCI's backend exchanges columns when asked: it must tell what a row holds");
}

// SOCI's own type for dates and times ends at seconds.
TypeKind Backend::described_kind(::soci::details::statement_backend& statement, int column) {
  ::soci::data_type type{};
  std::string name;
  statement.describe_column(column + 1, type, name);
  switch (type) {
    case ::soci::dt_integer:
    case ::soci::dt_long_long:
      return TypeKind::int64;
    case ::soci::dt_unsigned_long_long:
      return TypeKind::uint64;
    case ::soci::dt_double:
      return TypeKind::float64;
    case ::soci::dt_blob:
      return TypeKind::bytes;
    default:
      return TypeKind::text;
  }
}

void Backend::begin(const TransactionStart& start) {
  for (const auto& sql : start.statements) execute(sql);
}

void Backend::limit_statement_time(std::chrono::milliseconds limit, bool) {
  if (limit.count() == 0) return;
  throw Unsupported("SOCI's own statements have no time limit on this database; use the native statement path");
}

std::string Backend::array_text(std::span<const Value>) const {
  throw Unsupported("this database has no arrays: a list can't be bound to one placeholder");
}

std::optional<std::vector<Value>> Backend::elements_of(::soci::details::statement_backend&, int, TypeKind,
                                                       std::string_view, bool) const {
  throw Unsupported("this database has no arrays: a column can't be read as a list");
}

std::uint64_t Backend::matched_rows(::soci::details::statement_backend& statement, std::string_view) {
  const long long rows = statement.get_affected_rows();  // -1 where the backend does not know
  return rows > 0 ? static_cast<std::uint64_t>(rows) : 0;
}

}  // namespace rowan::soci_path
