// Results of libpq, owned.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>

namespace rowan::postgresql {

struct ClearResult {
  void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

inline bool succeeded(const PGresult* result) {
  const auto status = PQresultStatus(result);
  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY;
}

/// How many rows an INSERT, UPDATE, DELETE or MERGE matched; 0 for others.
std::uint64_t matched_rows(PGresult* result);

}  // namespace rowan::postgresql
