#include "backend.hpp"

#include "rowan/core/error.hpp"

namespace rowan::soci_path {

std::uint64_t Backend::matched_rows(::soci::details::statement_backend& statement) {
  const long long rows = statement.get_affected_rows();  // -1 where the backend does not know
  return rows > 0 ? static_cast<std::uint64_t>(rows) : 0;
}

void Backend::limit_statement_time(std::chrono::milliseconds limit, bool) {
  if (limit.count() != 0) throw Unsupported("this database has no time limits for statements: leave them out");
}

}  // namespace rowan::soci_path
