#include "backend.hpp"

namespace rowan::soci_path {

std::uint64_t Backend::matched_rows(::soci::details::statement_backend& statement) {
  const long long rows = statement.get_affected_rows();  // -1 where the backend does not know
  return rows > 0 ? static_cast<std::uint64_t>(rows) : 0;
}

}  // namespace rowan::soci_path
