#include "backend.hpp"

#include <soci/statement.h>

#include "rowan/core/error.hpp"

namespace rowan::soci_path {

std::optional<std::size_t> Backend::prepare(::soci::statement& statement, const std::string& sql) {
  statement.prepare(sql);
  return std::nullopt;
}

void Backend::limit_statement_time(std::chrono::milliseconds limit, bool) {
  if (limit.count() == 0) return;
  throw Unsupported("SOCI's own statements have no time limit on this database; use the native statement path");
}

std::string Backend::array_text(std::span<const Value>) const {
  throw Unsupported("this database has no arrays: a list can't be bound to one placeholder");
}

std::optional<std::vector<Value>> Backend::elements_of(::soci::details::statement_backend&, int, std::string_view,
                                                       bool) const {
  throw Unsupported("this database has no arrays: a column can't be read as a list");
}

std::uint64_t Backend::matched_rows(::soci::details::statement_backend& statement, std::string_view) {
  const long long rows = statement.get_affected_rows();  // -1 where the backend does not know
  return rows > 0 ? static_cast<std::uint64_t>(rows) : 0;
}

}  // namespace rowan::soci_path
