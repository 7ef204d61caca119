#include "pipeline.hpp"

#include <utility>

namespace rowan::postgresql {

Pipeline::Pipeline(PGconn* connection) : connection_(connection) { PQenterPipelineMode(connection); }

Pipeline::~Pipeline() {
  while (PQexitPipelineMode(connection_) == 0 && PQstatus(connection_) == CONNECTION_OK)
    Result(PQgetResult(connection_));
}

bool Pipeline::queue(const char* sql) {
  return PQsendQueryParams(connection_, sql, 0, nullptr, nullptr, nullptr, nullptr, 0) != 0;
}

bool Pipeline::queue_prepared(const char* name) {
  return PQsendQueryPrepared(connection_, name, 0, nullptr, nullptr, nullptr, 0) != 0;
}

std::vector<Result> Pipeline::finish() {
  std::vector<Result> results;
  if (PQpipelineSync(connection_) == 0) return results;
  results.reserve(expected_);
  for (; expected_ > 0; --expected_) {
    Result result = next();
    if (result == nullptr) return results;
    results.push_back(std::move(result));
  }
  next();  // the mark of the end
  return results;
}

// Results of one request are followed by a null pointer.
Result Pipeline::next() {
  Result result(PQgetResult(connection_));
  if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) return result;
  while (PGresult* more = PQgetResult(connection_)) PQclear(more);
  return result;
}

}  // namespace rowan::postgresql
